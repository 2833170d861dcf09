import { useSignal } from '@preact/signals';

import { refusalOf } from '../acts';
import { reloadStations } from '../city/load';
import { mapData, properties, readings, readingsVersion } from '../city/store';
import { get, post, Refusal } from '../wire/client';
import type { LatestItem, Page } from '../wire/shapes';
import { named, told, words } from '../words';
import { bodyOf, changed, draftOf, type Adopted, type DraftStream, type WaitingDevice } from './adoption';
import { propertyName, Sample } from './waiting';
import { said } from './words';

interface Props {
  readonly device: WaitingDevice;
  readonly done: (adopted: Adopted) => void;
}

/** The station that a device is to become: proposed by its messages, settled by a person. */
export function AdoptForm({ device, done }: Props) {
  const w = said.value.form;
  const isBusy = useSignal(false);
  const fault = useSignal('');
  const streams = useSignal<readonly DraftStream[]>(draftOf(device));
  const submit = async (form: HTMLFormElement): Promise<void> => {
    isBusy.value = true;
    fault.value = '';
    try {
      const adopted = await post<Adopted>(`/quarantine/devices/${encodeURIComponent(device.name)}/adopt`, bodyOf(factsOf(form), streams.value, device));
      await Promise.all([reloadStations(), takeLatest(adopted.station.id)]);
      done(adopted);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fault.value = error.status === 422 ? error.detail : refusalOf(error);
    }
    isBusy.value = false;
  };
  return (
    <form
      class="adopt"
      aria-label={w.title(device.name)}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <h4>{w.title(device.name)}</h4>
      <Facts device={device} />
      <Streams streams={streams.value} change={(next) => (streams.value = next)} />
      <Sample device={device} />
      {fault.value ? (
        <p class="import-fault" role="alert" data-testid="adopt-fault">
          {fault.value}
        </p>
      ) : null}
      <button class="button primary" disabled={isBusy.value} data-testid="adopt-submit">
        {isBusy.value ? w.busy : w.submit}
      </button>
    </form>
  );
}

/** The feed tells what comes from now on; what was read again is asked for. */
async function takeLatest(station: string): Promise<void> {
  const { items } = await get<Page<Omit<LatestItem, 'station'>>>(`/stations/${encodeURIComponent(station)}/latest`);
  readings.take(items.map((item) => ({ ...item, station })), null);
  readingsVersion.value += 1;
}

function Facts({ device }: { readonly device: WaitingDevice }) {
  const w = said.value.form;
  const kinds = words.value.kind as Readonly<Record<string, string>>;
  const { proposed } = device;
  return (
    <div class="adopt-facts">
      <label>
        <span>{w.id}</span>
        <input name="id" required pattern="[A-Za-z0-9._\-]{1,64}" maxLength={64} defaultValue={device.name} data-testid="adopt-id" />
      </label>
      <label>
        <span>{w.name}</span>
        <input name="name" required maxLength={200} defaultValue={device.name} data-testid="adopt-name" />
      </label>
      <label>
        <span>{w.kind}</span>
        <select name="kind" data-testid="adopt-kind">
          {Object.keys(kinds).map((key) => (
            <option key={key} value={key} selected={key === proposed.kind}>
              {named(kinds, key)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{w.division}</span>
        <input name="division" required pattern="[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}" inputMode="numeric" list="adopt-divisions" title={w.divisionHint} defaultValue={proposed.division} data-testid="adopt-division" />
        <datalist id="adopt-divisions">
          {(mapData.value?.divisions.features ?? []).map(({ properties: of }) => (
            <option key={String(of['code'])} value={String(of['code'])}>
              {String(of['name'])}
            </option>
          ))}
        </datalist>
      </label>
      <label>
        <span>{w.lon}</span>
        <input name="lon" type="number" required min={-180} max={180} step="any" data-testid="adopt-lon" />
      </label>
      <label>
        <span>{w.lat}</span>
        <input name="lat" type="number" required min={-90} max={90} step="any" data-testid="adopt-lat" />
      </label>
    </div>
  );
}

function factsOf(form: HTMLFormElement) {
  const data = new FormData(form);
  const given = (name: string): string => String(data.get(name) ?? '').trim();
  return { id: given('id'), name: given('name'), kind: given('kind'), division: given('division'), lon: Number(given('lon')), lat: Number(given('lat')) };
}

interface StreamsProps {
  readonly streams: readonly DraftStream[];
  readonly change: (streams: readonly DraftStream[]) => void;
}

/** What it measures: untick what is not to be registered, add what its messages did not show. */
function Streams({ streams, change }: StreamsProps) {
  const w = said.value.form;
  const has = new Set(streams.map((each) => each.property));
  const others = [...properties.value.values()].filter((each) => !has.has(each.key));
  const add = (key: string): void => {
    const table = properties.value.get(key);
    if (table) change([...streams, { property: key, unit: table.unit, interval_s: 300, isTaken: true }]);
  };
  return (
    <table class="status-table adopt-streams" aria-label={w.streams}>
      <thead>
        <tr>
          <th>{w.property}</th>
          <th>{w.unit}</th>
          <th>{w.interval}</th>
        </tr>
      </thead>
      <tbody>
        {streams.map((stream) => (
          <Stream key={stream.property} stream={stream} change={(to) => change(changed(streams, stream.property, to))} />
        ))}
        <tr>
          <td colSpan={3}>
            <select aria-label={w.add} value="" data-testid="adopt-add" onChange={(event) => add(event.currentTarget.value)}>
              <option value="">{w.add}</option>
              {others.map((each) => (
                <option key={each.key} value={each.key}>
                  {told(each)} {each.unit}
                </option>
              ))}
            </select>
          </td>
        </tr>
      </tbody>
    </table>
  );
}

interface StreamProps {
  readonly stream: DraftStream;
  readonly change: (to: Partial<DraftStream>) => void;
}

function Stream({ stream, change }: StreamProps) {
  const w = said.value.form;
  const name = propertyName(stream.property);
  return (
    <tr class={stream.isTaken ? '' : 'is-past'}>
      <th scope="row">
        <label class="check">
          <input type="checkbox" aria-label={w.take(name)} checked={stream.isTaken} data-testid={`adopt-stream-${stream.property}`} onChange={(event) => change({ isTaken: event.currentTarget.checked })} />
          {name}
        </label>
      </th>
      <td>
        <input aria-label={`${w.unit}${words.value.colon}${name}`} size={8} maxLength={16} value={stream.unit} disabled={!stream.isTaken} onChange={(event) => change({ unit: event.currentTarget.value.trim() })} />
      </td>
      <td>
        <input
          aria-label={`${w.interval}${words.value.colon}${name}`}
          type="number"
          min={0.1}
          max={44_640}
          step="any"
          size={6}
          value={stream.interval_s / 60}
          disabled={!stream.isTaken}
          onChange={(event) => change({ interval_s: Math.max(1, Number(event.currentTarget.value) * 60) || stream.interval_s })}
        />
      </td>
    </tr>
  );
}
