import { effect, signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { serverNow } from '../beijing';
import type { Ladder } from '../city/ladder';
import { city, gaugesVersion, properties, readings, readingsVersion } from '../city/store';
import { theme } from '../theme/theme';
import { everything, Refusal } from '../wire/client';
import type { GaugeMark, Observation } from '../wire/shapes';
import { language, words } from '../words';
import type { Plot } from './plot';
import { longestStep, pointsFor } from './series';
import { explain } from './why';

interface Props {
  readonly station: string;
  readonly property: string;
  readonly span: number;
  readonly ladders: readonly Ladder[];
}

type Status = 'loading' | 'shown' | 'empty' | 'fault';

/** The line of one datastream with its thresholds; the chart library is loaded when the first one is opened. */
export function Chart({ station, property, span, ladders }: Props) {
  const w = words.value;
  const box = useRef<HTMLDivElement>(null);
  const status = useSignal<Status>('loading');
  const laddersNow = useRef(signal(ladders));
  // Made anew at each rendering; drawn anew only when they say something else.
  if (JSON.stringify(laddersNow.current.peek()) !== JSON.stringify(ladders)) laddersNow.current.value = ladders;

  const marks = useRef(signal<readonly GaugeMark[]>([]));
  const version = gaugesVersion.value;
  useEffect(() => {
    let isGone = false;
    void loadMarks(station).then((found) => {
      if (!isGone) marks.current.value = found;
    });
    return () => {
      isGone = true;
    };
  }, [station, version]);

  useEffect(() => {
    let plot: Plot | null = null;
    let isGone = false;
    let stopEffect = (): void => undefined;
    status.value = 'loading';
    const begin = async (): Promise<void> => {
      const [{ openPlot }, points] = await Promise.all([import('./plot'), load(station, property, span)]);
      if (isGone || !box.current) return;
      status.value = points.length ? 'shown' : 'empty';
      const interval = city.peek().stations.get(station)?.datastreams.find((each) => each.property === property)?.interval_s ?? 300;
      const opened = openPlot(box.current, { points, span, longest: longestStep(span, interval) });
      plot = opened;
      stopEffect = effect(() => {
        void theme.value;
        void language.value;
        const unit = properties.value.get(property)?.unit ?? '';
        opened.dress({ ladders: laddersNow.current.value, marks: marks.current.value, property, called: (q) => words.value.gauge.is[q], unit, explain });
      });
      const stopReadings = effect(() => {
        void readingsVersion.value;
        const latest = readings.one(station, property);
        if (latest && opened.add(latest)) status.value = 'shown';
      });
      const stopBoth = stopEffect;
      stopEffect = () => {
        stopBoth();
        stopReadings();
      };
    };
    begin().catch((error: unknown) => {
      status.value = 'fault';
      if (!(error instanceof Refusal)) throw error;
    });
    return () => {
      isGone = true;
      stopEffect();
      plot?.close();
    };
  }, [station, property, span]);

  return (
    <div class="chart" role="img" aria-label={w.drawer.chart} data-status={status.value} data-testid="chart">
      <div class="chart-canvas" ref={box} />
      {status.value === 'shown' ? null : (
        <p class="chart-note">
          {status.value === 'loading' ? w.loading : status.value === 'empty' ? w.drawer.noPoints : w.fault.title}
        </p>
      )}
    </div>
  );
}

/** What people have said of the gauge, ended marks too; nothing while the server is away: the curve is worth showing without. */
async function loadMarks(station: string): Promise<readonly GaugeMark[]> {
  try {
    return await everything<GaugeMark>(`/marks?station=${encodeURIComponent(station)}`, 2);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [];
  }
}

async function load(station: string, property: string, span: number): Promise<readonly Observation[]> {
  const to = serverNow();
  const interval = city.peek().stations.get(station)?.datastreams.find((each) => each.property === property)?.interval_s ?? 0;
  const points = pointsFor(span, interval);
  const query = new URLSearchParams({
    station,
    property,
    from: new Date(to - span).toISOString(),
    to: new Date(to + 60_000).toISOString(),
    ...(points ? { points: String(points) } : { limit: '10000' }),
  });
  return everything<Observation>(`/observations?${query}`, 10);
}
