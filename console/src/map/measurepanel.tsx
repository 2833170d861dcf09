import { signal } from '@preact/signals';

import { city } from '../city/store';
import { CROSS, Stroke } from '../frame/icons';
import type { Position } from '../wire/shapes';
import { words } from '../words';
import { areaText, length, lengthText, positionIn, stretches } from './geodesy';
import { addCorner, corners, dropCorner, endMeasure, measure, measured } from './measuring';
import { said } from './words';

const typed = signal('');
const isWrong = signal(false);

function add(): void {
  const text = typed.value.trim();
  const station = city.value.stations.get(text.toUpperCase()) ?? city.value.stations.get(text);
  const at: Position | null = station ? [station.lon, station.lat] : positionIn(text);
  isWrong.value = at === null;
  if (!at) return;
  addCorner(at);
  typed.value = '';
}

/** The measure as a list: every corner with the way to it, the sum, and a field for those who use no pointer. */
export function MeasurePanel({ focus }: { readonly focus: () => void }) {
  const which = measure.value;
  if (which === null) return null;
  const s = said.value;
  const ways = stretches(corners.value);
  const last = corners.value.at(-1);
  const first = corners.value[0];
  const around = first && last ? [...corners.value, first] : [];
  return (
    <section class="measure" aria-label={which === 'area' ? s.area : s.distance} data-testid="measure-panel">
      <header>
        <h2>{which === 'area' ? s.area : s.distance}</h2>
        <button class="button quiet square" aria-label={s.end} onClick={endMeasure}>
          <Stroke d={CROSS} size={16} />
        </button>
      </header>
      <p class="measure-sum" role="status" data-testid="measure-sum">
        {which === 'area' ? s.surface : s.total} <strong>{which === 'area' ? areaText(measured.value) : lengthText(measured.value)}</strong>
        {which === 'area' && corners.value.length > 2 ? <small>{` ${s.around} ${lengthText(length(around))}`}</small> : null}
      </p>
      <ol class="measure-list">
        {corners.value.map(([lon, lat], index) => (
          <li key={`${index}${lon}${lat}`}>
            <span>
              {lon.toFixed(4)}, {lat.toFixed(4)}
            </span>
            <span>{index ? `+${lengthText(ways[index - 1] ?? 0)}` : ''}</span>
          </li>
        ))}
      </ol>
      <form
        class="measure-form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <input
          aria-label={s.addCorner}
          placeholder={s.addCorner}
          aria-invalid={isWrong.value}
          value={typed.value}
          data-testid="measure-corner"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            isWrong.value = false;
          }}
        />
        <button class="button">{s.add}</button>
        <button type="button" class="button" disabled={corners.value.length === 0} onClick={dropCorner}>
          {s.undo}
        </button>
      </form>
      {isWrong.value ? (
        <p class="measure-wrong" role="alert">
          {s.badCorner}
        </p>
      ) : null}
      <p class="measure-hint">
        {s.measureHint}{' '}
        <button class="link" onClick={focus}>
          {words.value.map.label}
        </button>
      </p>
    </section>
  );
}
