import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { city, properties } from '../city/store';
import { theme } from '../theme/theme';
import type { Episode, Trial } from '../wire/rules';
import { language, told, words } from '../words';
import { standingAt, within } from './reckon';
import type { TrialPlot } from './trialplot';
import { said } from './words';

interface Props {
  readonly trial: Trial;
  /** Station that is shown. */
  readonly station: string;
  readonly pick: (station: string) => void;
}

/** The curve of a station with its ladder, and below it when the rule on trial and the one in force would have stood. */
export function TrialChart({ trial, station, pick }: Props) {
  const w = said.value.trial;
  const charts = trial.charts;
  const shown = charts.find((each) => each.station === station) ?? charts[0];
  return (
    <section class="status-part" id="trial-chart">
      <h3 class="trial-chart-head">
        {w.chart}
        {charts.length > 1 ? (
          <select aria-label={w.target} value={shown?.station} onChange={(event) => pick(event.currentTarget.value)}>
            {charts.map((each) => (
              <option key={`${each.station}${each.property}`} value={each.station}>
                {city.value.stations.get(each.station)?.name ?? each.station}
              </option>
            ))}
          </select>
        ) : shown ? (
          <small>
            {city.value.stations.get(shown.station)?.name ?? shown.station} · {told(properties.value.get(shown.property)) || shown.property} ({shown.unit})
          </small>
        ) : null}
      </h3>
      {shown ? (
        <>
          <Curve trial={trial} station={shown.station} />
          <Strips trial={trial} station={shown.station} />
        </>
      ) : (
        <p class="status-none">{trial.episodes.length ? w.noChart : w.noPoints}</p>
      )}
    </section>
  );
}

function Curve({ trial, station }: { readonly trial: Trial; readonly station: string }) {
  const box = useRef<HTMLDivElement>(null);
  const state = useSignal<'loading' | 'shown' | 'fault'>('loading');
  const chart = trial.charts.find((each) => each.station === station);
  useEffect(() => {
    let plot: TrialPlot | null = null;
    let stop = (): void => undefined;
    let isGone = false;
    import('./trialplot').then(
      ({ openTrialPlot }) => {
        if (isGone || !box.current || !chart) return;
        const opened = openTrialPlot(box.current, { chart, episodes: trial.episodes.filter((each) => each.target === station), from: Date.parse(trial.from), to: Date.parse(trial.to) });
        plot = opened;
        state.value = 'shown';
        stop = effect(() => {
          void theme.value;
          void language.value;
          opened.draw();
        });
      },
      () => (state.value = 'fault'),
    );
    return () => {
      isGone = true;
      stop();
      plot?.close();
    };
  }, [chart]);
  return (
    <div class="chart trial-curve" role="img" aria-label={said.value.trial.chart} data-status={state.value} data-testid="trial-curve">
      <div class="chart-canvas" ref={box} />
      {state.value === 'shown' ? null : <p class="chart-note">{state.value === 'loading' ? words.value.loading : words.value.fault.title}</p>}
    </div>
  );
}

function Strips({ trial, station }: { readonly trial: Trial; readonly station: string }) {
  const w = said.value.trial;
  const standing = standingAt(trial, station);
  const mine = trial.episodes.filter((each) => each.target === station);
  return (
    <div class="strips" aria-hidden="true">
      <Strip trial={trial} name={standing ? w.strip.trial : ''} episodes={mine} />
      {standing ? <Strip trial={trial} name={`v${trial.comparison?.version ?? ''}`} episodes={standing} /> : null}
    </div>
  );
}

function Strip({ trial, name, episodes }: { readonly trial: Trial; readonly name: string; readonly episodes: readonly Episode[] }) {
  const from = Date.parse(trial.from);
  const to = Date.parse(trial.to);
  return (
    <div class="strip">
      <span class="strip-name">{name}</span>
      <div class="strip-line">
        {episodes.map((each) => {
          const left = within(Date.parse(each.opened), from, to);
          const right = each.closed ? within(Date.parse(each.closed), from, to) : 1;
          return <i key={each.opened} class={`fill-${each.peak}`} style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%` }} />;
        })}
      </div>
    </div>
  );
}
