import { useSignal } from '@preact/signals';

import { aim } from '../map/drawing';
import { aimAt } from './state';
import { circleOf, isPosition, ringOf, textOf, without } from './target';
import { said } from './words';

/** Shapes by their positions: what a dispatcher was told over the telephone, and the way without a mouse. */
export function Positions() {
  const w = said.value;
  const { polygons, circles } = aim.value;
  return (
    <div class="compose-positions">
      {polygons.map((ring, index) => (
        <RingForm key={textOf(ring)} title={w.polygon(index + 1, ring.length - 1)} start={textOf(ring)} act={w.apply} take={(next) => aimAt({ polygons: polygons.map((each, at) => (at === index ? next : each)) })} />
      ))}
      <RingForm key={`new${polygons.length}`} title={w.positions} start="" act={w.addPolygon} take={(ring) => aimAt({ polygons: [...polygons, ring] })} />
      {circles.map((circle, index) => (
        <CircleForm
          key={`${circle.lon},${circle.lat},${circle.radius_m}`}
          start={[circle.lon, circle.lat, circle.radius_m / 1000]}
          act={w.apply}
          take={(next) => aimAt({ circles: [...circles.slice(0, index), next, ...without(circles.slice(index), 0)] })}
        />
      ))}
      <CircleForm key={`new${circles.length}`} start={['', '', 3]} act={w.addCircle} take={(circle) => aimAt({ circles: [...circles, circle] })} />
    </div>
  );
}

interface RingProps {
  readonly title: string;
  readonly start: string;
  readonly act: string;
  readonly take: (ring: Exclude<ReturnType<typeof ringOf>, number | null>) => void;
}

function RingForm({ title, start, act, take }: RingProps) {
  const w = said.value;
  const text = useSignal(start);
  const fault = useSignal('');
  const apply = (): void => {
    const ring = ringOf(text.value);
    if (typeof ring === 'number') fault.value = w.positionsWrong(ring);
    else if (ring === null) fault.value = w.positionsFew;
    else take(ring);
  };
  return (
    <div>
      <label>
        <span>{title}</span>
        <textarea
          rows={3}
          spellcheck={false}
          value={text.value}
          aria-invalid={fault.value !== ''}
          placeholder={'114.60, 32.30\n114.80, 32.30\n114.70, 32.42'}
          data-testid={start ? undefined : 'compose-ring'}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            fault.value = '';
          }}
        />
      </label>
      {fault.value ? (
        <p class="compose-faults" role="alert">
          {fault.value}
        </p>
      ) : null}
      <button class="button" disabled={!text.value.trim() || text.value === start} data-testid={start ? undefined : 'compose-ring-add'} onClick={apply}>
        {act}
      </button>
    </div>
  );
}

interface CircleProps {
  /** Longitude, latitude, radius in km. */
  readonly start: readonly [number | '', number | '', number];
  readonly act: string;
  readonly take: (circle: ReturnType<typeof circleOf>) => void;
}

function CircleForm({ start, act, take }: CircleProps) {
  const w = said.value;
  const lon = useSignal(String(start[0]));
  const lat = useSignal(String(start[1]));
  const radius = useSignal(String(start[2]));
  const is = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
  const isWhole = is(lon.value) && is(lat.value) && is(radius.value) && isPosition(Number(lon.value), Number(lat.value)) && Number(radius.value) > 0;
  const fields = [
    [w.lon, lon],
    [w.lat, lat],
    [w.radius, radius],
  ] as const;
  return (
    <div class="compose-line">
      {fields.map(([name, held]) => (
        <label key={name}>
          <span>{name}</span>
          <input inputMode="decimal" value={held.value} onInput={(event) => (held.value = event.currentTarget.value)} />
        </label>
      ))}
      <button class="button" disabled={!isWhole} onClick={() => take(circleOf(Number(lon.value), Number(lat.value), Number(radius.value) * 1000))}>
        {act}
      </button>
    </div>
  );
}
