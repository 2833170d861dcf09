import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { city } from '../city/store';
import { aim, pickedStation } from '../map/drawing';
import { below, loadBelow, riverStations } from './catalogue';
import { aimAt } from './state';
import type { Stretch } from './target';
import { said } from './words';

type Limit = 'to' | 'hours' | 'distance';
const LIMITS: readonly Limit[] = ['to', 'hours', 'distance'];

/** The river below a station: to another one, as far as water gets in some hours, or some distance along it. */
export function StretchForm() {
  const w = said.value;
  const limit = useSignal<Limit>('to');
  const to = useSignal('');
  const amount = useSignal(6);
  const width = useSignal(2);
  const from = pickedStation.value ?? '';
  useEffect(() => {
    to.value = '';
    void loadBelow(from);
  }, [from]);
  const reached = below.value.get(from) ?? [];
  const end = to.value || reached[0] || '';
  const isWhole = from !== '' && width.value > 0 && (limit.value === 'to' ? end !== '' : amount.value > 0);
  const add = (): void => {
    const how = limit.value === 'to' ? { to: end } : limit.value === 'hours' ? { hours: amount.value } : { distance_m: amount.value * 1000 };
    const stretch: Stretch = { from, ...how, width_m: width.value * 1000 };
    aimAt({ reaches: [...aim.value.reaches, stretch] });
  };
  return (
    <div class="compose-grid">
      <label class="is-wide">
        <span>{w.from}</span>
        <select value={from} data-testid="compose-from" onChange={(event) => (pickedStation.value = event.currentTarget.value || null)}>
          <option value="">{w.chooseStation}</option>
          {riverStations.value.map((each) => (
            <option key={each.id} value={each.id}>
              {each.river} · {each.name} {each.id}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{w.until}</span>
        <select value={limit.value} onChange={(event) => (limit.value = event.currentTarget.value as Limit)}>
          {LIMITS.map((each) => (
            <option key={each} value={each}>
              {w.untilKind[each]}
            </option>
          ))}
        </select>
      </label>
      {limit.value === 'to' ? (
        <label>
          <span>{w.untilKind.to}</span>
          <select value={end} disabled={reached.length === 0} data-testid="compose-to" onChange={(event) => (to.value = event.currentTarget.value)}>
            {reached.length === 0 ? <option value="">{w.noBelow}</option> : null}
            {reached.map((id) => (
              <option key={id} value={id}>
                {city.value.stations.get(id)?.name ?? id}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <label>
          <span>{limit.value === 'hours' ? w.hoursField : w.distance}</span>
          <input type="number" min={1} max={limit.value === 'hours' ? 240 : 1000} value={amount.value} onInput={(event) => (amount.value = Number(event.currentTarget.value))} />
        </label>
      )}
      <label>
        <span>{w.width}</span>
        <input type="number" min={0.1} max={200} step={0.5} value={width.value} onInput={(event) => (width.value = Number(event.currentTarget.value))} />
      </label>
      <button class="button" disabled={!isWhole} data-testid="compose-stretch-add" onClick={add}>
        {w.addStretch}
      </button>
    </div>
  );
}
