import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { attempt, tell } from '../acts';
import { nearTime, now } from '../beijing';
import { reloadStations } from '../city/load';
import { properties } from '../city/store';
import { session } from '../session/session';
import { openStation } from '../view';
import { everything, post, Refusal } from '../wire/client';
import type { Station } from '../wire/shapes';
import { named, told, words } from '../words';
import { said } from './words';

interface Proposed {
  readonly property: string;
  readonly unit: string;
  readonly interval_s: number;
  readonly source?: string;
}

/** A station that publishes without being registered, and what its messages say of it. */
interface WaitingDevice {
  readonly name: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly topic: string;
  readonly sample: string;
  readonly proposed: {
    readonly kind: string;
    readonly division: string;
    readonly codecs: readonly string[];
    readonly kinds: readonly string[];
    readonly datastreams: readonly Proposed[];
    readonly unknown: readonly string[];
  };
}

interface Adopted {
  readonly station: Station;
  readonly messages: number;
  readonly readings: number;
  readonly refused: number;
}

/** How often the list is asked for, ms. */
const AGAIN = 15_000;

const devices = signal<readonly WaitingDevice[] | null>(null);
const fault = signal('');
/** Name of the device whose form is open. */
const chosen = signal<string | null>(null);

async function load(): Promise<void> {
  try {
    devices.value = await everything<WaitingDevice>('/quarantine/devices', 1);
    fault.value = '';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fault.value = error.code;
  }
}

const propertyName = (key: string): string => told(properties.value.get(key)) || key;

/** Unregistered devices, each adopted in one step. */
export function Waiting() {
  const w = said.value;
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), AGAIN);
    return () => clearInterval(timer);
  }, []);
  const list = devices.value ?? [];
  // The list of a process without intake belongs elsewhere, and the head of the page says so already.
  if (fault.value === 'no_adoption') return null;
  return (
    <section class="status-part" aria-label={w.waiting.title} data-testid="waiting">
      <h3>
        {w.waiting.title} <span class="side-count">{list.length}</span>
      </h3>
      <p class="status-hint">{list.length ? w.waiting.hint : fault.value ? words.value.fault.title : devices.value ? w.waiting.none : words.value.loading}</p>
      {list.length ? (
        <table class="status-table">
          <thead>
            <tr>
              <th>{w.waiting.name}</th>
              <th>{w.waiting.last}</th>
              <th class="is-number">{w.waiting.count}</th>
              <th>{w.waiting.says}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {list.map((device) => (
              <Row key={device.name} device={device} />
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}

function Row({ device }: { readonly device: WaitingDevice }) {
  const w = said.value;
  const isOpen = chosen.value === device.name;
  const isAdministrator = session.value?.user.role === 'administrator';
  const { datastreams, unknown, codecs } = device.proposed;
  return (
    <>
      <tr data-testid={`waiting-${device.name}`}>
        <th scope="row">{device.name}</th>
        <td>{nearTime(Date.parse(device.last), now.value)}</td>
        <td class="is-number">{device.count.toLocaleString('en')}</td>
        <td>
          {[codecs.join(' '), datastreams.map(({ property }) => propertyName(property)).join(words.value.list)].filter(Boolean).join(' · ')}
          {unknown.length ? <small>{w.waiting.unknownCodes(unknown.join(' '))}</small> : null}
        </td>
        <td class="is-act">
          {isAdministrator ? (
            <button
              class="button"
              aria-expanded={isOpen}
              data-testid={`adopt-${device.name}`}
              onClick={() => (chosen.value = isOpen ? null : device.name)}
            >
              {isOpen ? words.value.cancel : w.waiting.adopt}
            </button>
          ) : (
            <small>{w.waiting.only}</small>
          )}
        </td>
      </tr>
      {isOpen ? (
        <tr class="is-form">
          <td colSpan={5}>
            <AdoptForm device={device} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function AdoptForm({ device }: { readonly device: WaitingDevice }) {
  const w = said.value;
  const { kind: kinds } = words.value;
  const { proposed } = device;
  const isBusy = useSignal(false);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    isBusy.value = true;
    await attempt(async () => {
      const adopted = await post<Adopted>(`/quarantine/devices/${encodeURIComponent(device.name)}/adopt`, bodyOf(form, proposed.datastreams));
      tell(w.form.done(adopted.messages, adopted.readings, adopted.refused));
      chosen.value = null;
      await Promise.all([load(), reloadStations()]);
      openStation(adopted.station.id);
    });
    isBusy.value = false;
  };
  return (
    <form
      class="adopt"
      aria-label={w.form.title(device.name)}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <label>
        <span>{w.form.id}</span>
        <input name="id" required pattern="[A-Za-z0-9._\-]{1,64}" maxLength={64} value={device.name} />
      </label>
      <label>
        <span>{w.form.name}</span>
        <input name="name" required maxLength={200} value={device.name} />
      </label>
      <label>
        <span>{w.form.kind}</span>
        <select name="kind">
          {Object.keys(kinds).map((key) => (
            <option key={key} value={key} selected={key === proposed.kind}>
              {named(kinds as Readonly<Record<string, string>>, key)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{w.form.division}</span>
        <input name="division" required pattern="[0-9]{2,12}" inputMode="numeric" value={proposed.division} />
      </label>
      <label>
        <span>{w.form.lon}</span>
        <input name="lon" type="number" required min={-180} max={180} step="any" />
      </label>
      <label>
        <span>{w.form.lat}</span>
        <input name="lat" type="number" required min={-90} max={90} step="any" />
      </label>
      <fieldset>
        <legend>{w.form.streams}</legend>
        {proposed.datastreams.map((stream) => (
          <label key={stream.property} class="check">
            <input type="checkbox" name="stream" value={stream.property} checked />
            {propertyName(stream.property)} <small>{stream.unit}</small>
          </label>
        ))}
        {proposed.unknown.length ? <small>{w.waiting.unknownCodes(proposed.unknown.join(' '))}</small> : null}
      </fieldset>
      <details>
        <summary>{w.waiting.sample}</summary>
        <code>{device.topic}</code>
        <pre>{device.sample}</pre>
      </details>
      <button class="button primary" disabled={isBusy.value} data-testid="adopt-submit">
        {w.form.submit}
      </button>
    </form>
  );
}

/** The station as the form says; properties that were unticked are left out. */
function bodyOf(form: HTMLFormElement, proposed: readonly Proposed[]): Record<string, unknown> {
  const data = new FormData(form);
  const given = (name: string): string => String(data.get(name) ?? '').trim();
  const ticked = new Set(data.getAll('stream'));
  const datastreams = proposed.filter((stream) => ticked.has(stream.property));
  return {
    id: given('id'),
    name: given('name'),
    kind: given('kind'),
    division: given('division'),
    lon: Number(given('lon')),
    lat: Number(given('lat')),
    // All of them are what the server proposes by itself, the address of a frame's codec included.
    ...(datastreams.length === proposed.length ? {} : { datastreams }),
  };
}
