import { useSignal } from '@preact/signals';

import { endMark, markGauge } from '../acts';
import { properties } from '../city/store';
import type { GaugeMark, Station } from '../wire/shapes';
import { told, words } from '../words';

/** How long a gauge is said to be bad, hours; 0 until somebody ends it. */
const HOURS: readonly number[] = [0, 1, 6, 24, 72];
/** How long ago it began to be bad, hours. */
const SINCE: readonly number[] = [0, 1, 6, 24, 72];

/** Says that a gauge is bad; folded away until it is needed. */
export function MarkForm({ station }: { readonly station: Station }) {
  const w = words.value;
  const isOpen = useSignal(false);
  const isBusy = useSignal(false);
  if (!isOpen.value) {
    return (
      <button class="button" data-testid="mark-open" onClick={() => (isOpen.value = true)}>
        {w.gauge.mark}
      </button>
    );
  }
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const given = (name: string): string => String(data.get(name) ?? '');
    isBusy.value = true;
    const isDone = await markGauge({
      station: station.id,
      property: given('property'),
      quality: given('quality'),
      hours: Number(given('hours')),
      since: Number(given('since')),
      reason: given('reason').trim(),
    });
    isBusy.value = false;
    if (isDone) isOpen.value = false;
  };
  return (
    <form
      class="mark-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <label>
        <span>{w.drawer.property}</span>
        <select name="property">
          <option value="">{w.gauge.everything}</option>
          {station.datastreams.map(({ property }) => (
            <option key={property} value={property}>
              {told(properties.value.get(property)) || property}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{w.drawer.quality}</span>
        <select name="quality">
          <option value="unreliable">{w.quality.unreliable}</option>
          <option value="doubtful">{w.quality.doubtful}</option>
        </select>
      </label>
      <label>
        <span>{w.gauge.since}</span>
        <select name="since">
          {SINCE.map((hours) => (
            <option key={hours} value={hours}>
              {hours === 0 ? w.gauge.now : w.gauge.ago(hours)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{w.gauge.until}</span>
        <select name="hours">
          {HOURS.map((hours) => (
            <option key={hours} value={hours}>
              {hours === 0 ? w.gauge.open : w.gauge.hours(hours)}
            </option>
          ))}
        </select>
      </label>
      <label class="mark-reason">
        <span>{w.gauge.why}</span>
        <input name="reason" required maxLength={400} autocomplete="off" data-testid="mark-reason" />
      </label>
      <div class="card-acts mark-reason">
        <button class="button primary" disabled={isBusy.value} data-testid="mark-submit">
          {w.gauge.mark}
        </button>
        <button type="button" class="button" onClick={() => (isOpen.value = false)}>
          {w.cancel}
        </button>
      </div>
    </form>
  );
}

/** It is good again from now on. */
export function EndMark({ mark }: { readonly mark: GaugeMark }) {
  const isBusy = useSignal(false);
  const end = async (): Promise<void> => {
    isBusy.value = true;
    await endMark(mark);
    isBusy.value = false;
  };
  return (
    <button class="button mark-end" disabled={isBusy.value} onClick={() => void end()}>
      {words.value.gauge.end}
    </button>
  );
}
