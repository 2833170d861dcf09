import { effect, signal, useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { DAY, serverNow } from '../beijing';
import { city, properties } from '../city/store';
import { NUMERALS } from '../level/level';
import { printedUnit, readable } from '../reading';
import { spread } from '../stations/series';
import { theme } from '../theme/theme';
import { everything, Refusal } from '../wire/client';
import type { LevelKey, Observation } from '../wire/shapes';
import { language, told, words } from '../words';
import { formSaid } from './formwords';
import type { LadderPlot, Points } from './ladderplot';
import { moved, stepOf, timesBeyond, type Ladder, type Rung } from './rungs';

/** Points of a year that are drawn. */
const DRAWN = 1500;
/** Room that a grip takes, CSS pixels. */
const GRIP = 26;

interface Props {
  /** Stations that the draft names and that have a ladder. */
  readonly stations: readonly string[];
  readonly ladderOf: (station: string) => Ladder | null;
  readonly set: (rung: Rung, value: number) => void;
}

const chosen = signal('');

/** Last year's curve with the ladder of the draft over it; each rung can be dragged. */
export function LadderChart({ stations, ladderOf, set }: Props) {
  const w = formSaid.value.chart;
  const station = stations.includes(chosen.value) ? chosen.value : (stations[0] ?? '');
  const ladder = station ? ladderOf(station) : null;
  const table = properties.value.get(ladder?.property ?? '');
  return (
    <section class="status-part ladder-chart" data-testid="ladder-chart">
      <h3 class="trial-chart-head">
        {w.title}
        {stations.length > 1 ? (
          <select aria-label={w.station} value={station} onChange={(event) => (chosen.value = event.currentTarget.value)}>
            {stations.map((each) => (
              <option key={each} value={each}>
                {city.value.stations.get(each)?.name ?? each}
              </option>
            ))}
          </select>
        ) : station ? (
          <small>{city.value.stations.get(station)?.name ?? station}</small>
        ) : null}
        {ladder ? <small>{[told(table) || ladder.property, printedUnit(table?.unit ?? '')].filter(Boolean).join(' · ')}</small> : null}
      </h3>
      <p class="status-hint">{ladder ? w.hint : w.none}</p>
      {ladder ? <Curve key={`${station} ${ladder.property}`} ladder={ladder} set={set} /> : null}
    </section>
  );
}

interface CurveProps {
  readonly ladder: Ladder;
  readonly set: (rung: Rung, value: number) => void;
}

function Curve({ ladder, set }: CurveProps) {
  const w = formSaid.value.chart;
  const box = useRef<HTMLDivElement>(null);
  const plot = useSignal<LadderPlot | null>(null);
  const status = useSignal<'loading' | 'shown' | 'empty' | 'fault'>('loading');
  const points = useSignal<Points>([]);
  const held = useRef<Signal<Ladder>>(signal(ladder)).current;
  /** Grows when the scale changed, so that the handles are put where their values lie. */
  const scale = useSignal(0);
  if (JSON.stringify(held.peek()) !== JSON.stringify(ladder)) held.value = ladder;
  const unit = properties.value.get(ladder.property)?.unit ?? '';
  useEffect(() => {
    let isGone = false;
    let stop = (): void => undefined;
    const begin = async (): Promise<void> => {
      const [{ openLadderPlot }, found] = await Promise.all([import('./ladderplot'), load(ladder.station, ladder.property)]);
      if (isGone || !box.current) return;
      points.value = found;
      status.value = found.length ? 'shown' : 'empty';
      if (!found.length) return;
      const opened = openLadderPlot(box.current, found, () => (scale.value += 1));
      stop = effect(() => {
        void theme.value;
        void language.value;
        opened.draw(held.value, properties.peek().get(ladder.property)?.unit ?? '');
      });
      plot.value = opened;
    };
    begin().catch((error: unknown) => {
      status.value = 'fault';
      if (!(error instanceof Refusal)) throw error;
    });
    return () => {
      isGone = true;
      stop();
      plot.peek()?.close();
    };
  }, []);
  void scale.value;
  const opened = plot.value;
  // Grips stand apart where their lines do not, so that each can be taken.
  const shifts = opened ? spread(ladder.rungs.map((rung) => rung.value), opened.valueAt(0) - opened.valueAt(1), GRIP) : [];
  const drop = (): void => {
    opened?.hold(false);
    opened?.draw(held.peek(), unit);
    scale.value += 1;
  };
  return (
    <>
      <div class="chart ladder-curve" data-status={status.value} data-testid="ladder-curve">
        <div class="chart-canvas" ref={box} role="img" aria-label={w.title} />
        {opened ? ladder.rungs.map((rung, at) => <Handle key={rung.level} rung={rung} ladder={ladder} plot={opened} unit={unit} set={set} drop={drop} shift={shifts[at] ?? 0} />) : null}
        {status.value === 'shown' ? null : <p class="chart-note">{status.value === 'loading' ? words.value.loading : status.value === 'empty' ? w.empty : words.value.fault.title}</p>}
      </div>
      {points.value.length ? (
        <p class="ladder-times" data-testid="ladder-times">
          {timesBeyond(points.value, ladder).map(([level, times]) => (
            <span key={level} data-level={level}>
              {NUMERALS[level]} {words.value.level[level].short} <strong>{w.times(times)}</strong>
            </span>
          ))}
          <span>{w.readings(points.value.length.toLocaleString('en'))}</span>
        </p>
      ) : null}
    </>
  );
}

interface HandleProps extends CurveProps {
  readonly rung: Rung;
  readonly plot: LadderPlot;
  readonly unit: string;
  /** How far the grip stands below its line, CSS pixels. */
  readonly shift: number;
  /** The person lets go: the scale may change again. */
  readonly drop: () => void;
}

/** The line of a level with a grip at its end; the keys move it by one step. */
function Handle({ rung, ladder, plot, unit, set, drop, shift }: HandleProps) {
  const w = formSaid.value.chart;
  /** How far below the line it was taken, CSS pixels: nothing jumps when it is. */
  const off = useRef(0);
  const { level, value } = rung;
  const step = stepOf(plot.span());
  const put = (wanted: number): void => {
    const next = moved(ladder, level, wanted, step);
    if (next !== value) set(rung, next);
  };
  const KEYS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
  const name = words.value.level[level as LevelKey].full;
  return (
    <div class={`rung stroke-${level}`} style={{ top: `${plot.pixelOf(value)}px` }}>
      <button
        type="button"
        class={`rung-grip fill-${level}`}
        style={{ transform: `translateY(${shift}px)` }}
        role="slider"
        aria-orientation="vertical"
        aria-label={w.handle(name, '')}
        aria-valuenow={value}
        aria-valuetext={`${readable(value, unit)} ${printedUnit(unit)}`}
        data-testid={`rung-${level}`}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.focus();
          event.currentTarget.setPointerCapture(event.pointerId);
          off.current = event.clientY - below(event.currentTarget) - plot.pixelOf(value);
          plot.hold(true);
        }}
        onPointerMove={(event) => {
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
          put(plot.valueAt(event.clientY - below(event.currentTarget) - off.current));
        }}
        onLostPointerCapture={drop}
        onKeyDown={(event) => {
          const by = KEYS[event.key];
          if (by === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          put(value + by * step);
        }}
      >
        {NUMERALS[level]} {readable(value, unit)}
      </button>
    </div>
  );
}

/** Where the box of the chart begins, CSS pixels from the top of the window. */
const below = (grip: Element): number => grip.closest('.ladder-curve')?.getBoundingClientRect().top ?? 0;

async function load(station: string, property: string): Promise<Points> {
  const now = serverNow();
  const query = new URLSearchParams({ station, property, from: new Date(now - 365 * DAY).toISOString(), to: new Date(now).toISOString(), points: String(DRAWN) });
  const found = await everything<Observation>(`/observations?${query}`, 3);
  return found.filter((each) => each.q !== 'unreliable').map((each) => [Date.parse(each.t), each.v] as const);
}
