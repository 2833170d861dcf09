import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { dayTime, fullTime } from '../beijing';
import { city } from '../city/store';
import { TableFile, type Table } from '../frame/tablefile';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import { scrollTo } from '../view';
import type { Episode, Trial } from '../wire/rules';
import { words } from '../words';
import { Beside } from './beside';
import { attach, attached } from './draft';
import { durationOf, nameOf } from './naming';
import { differenceOf, judgementOf } from './reckon';
import type { Asked } from './run';
import { ScorePart } from './score';
import { TrialChart } from './trialchart';
import { said } from './words';

/** Rows rendered at once. */
const PAGE = 50;

/** Target whose curve is shown. */
const drawn = signal('');

interface Props {
  readonly trial: Trial;
  readonly asked: Asked;
  /** Ask again, with the curve of this station. */
  readonly draw: (station: string) => void;
}

/** What came out of a back-test. */
export function Outcome({ trial, asked, draw }: Props) {
  const w = said.value.trial;
  const stations = trial.charts.map((each) => each.station);
  useEffect(() => {
    const first = trial.episodes.find((each) => stations.includes(each.target))?.target ?? stations[0] ?? '';
    if (!stations.includes(drawn.value)) drawn.value = first;
  }, [trial.id, stations.join()]);
  return (
    <div data-testid="trial-outcome">
      <Head trial={trial} asked={asked} />
      {trial.readings === 0 ? <p class="sheet-whole">{w.noReadings}</p> : null}
      {trial.comparison ? <Beside trial={trial} /> : null}
      <ScorePart trial={trial} />
      <TrialChart trial={trial} station={drawn.value} pick={(station) => (drawn.value = station)} />
      <Episodes
        trial={trial}
        pick={(target) => {
          drawn.value = target;
          if (!stations.includes(target)) draw(target);
          scrollTo(document.getElementById('trial-chart'), '.status-scroll');
        }}
      />
    </div>
  );
}

function Head({ trial, asked }: { readonly trial: Trial; readonly asked: Asked }) {
  const w = said.value.trial;
  const { text, rule, isDraft } = asked;
  const isAttached = attached.value.get(rule)?.summary.id === trial.id;
  return (
    <section class="status-part trial-head">
      <p>
        {fullTime(Date.parse(trial.from)).slice(0, 16)} — {fullTime(Date.parse(trial.to)).slice(0, 16)} ·{' '}
        {w.summary(trial.readings.toLocaleString('en'), trial.targets.toLocaleString('en'))}
      </p>
      <p class="trial-peaks" data-testid="trial-episodes">
        <strong>{trial.episodes.length}</strong> {w.episodes}
        {RAISED.map((level) => {
          const count = trial.summary.episodes.by_peak[level];
          return count ? (
            <span key={level}>
              <Badge mark={level} size={16} /> {count}
            </span>
          ) : null;
        })}
      </p>
      {text === null || !isDraft ? null : (
        <button
          class="button"
          disabled={isAttached}
          data-testid="trial-attach"
          onClick={() => attach(rule, { text, summary: trial.summary })}
        >
          {isAttached ? w.attached : w.attach}
        </button>
      )}
    </section>
  );
}

function Episodes({ trial, pick }: { readonly trial: Trial; readonly pick: (target: string) => void }) {
  const w = said.value.trial;
  const shown = useSignal(PAGE);
  if (trial.episodes.length === 0) return <p class="status-none">{w.none}</p>;
  return (
    <section class="status-part">
      <h3 class="trial-episodes-head">
        {w.episodes} <TableFile name={w.episodes} test="episodes-export" table={() => asTable(trial)} />
      </h3>
      <table class="status-table trial-table">
        <thead>
          <tr>
            <th>{w.target}</th>
            <th>{w.peak}</th>
            <th>{w.opened}</th>
            <th>{w.closed}</th>
            <th class="is-number">{w.lasts}</th>
            {trial.score ? <th>{w.verdict}</th> : null}
            {trial.comparison ? <th>{w.beside(trial.comparison.version)}</th> : null}
          </tr>
        </thead>
        <tbody>
          {trial.episodes.slice(0, shown.value).map((each) => (
            <EpisodeRow key={`${each.target}${each.opened}`} trial={trial} episode={each} pick={pick} />
          ))}
        </tbody>
      </table>
      {trial.episodes.length > shown.value ? (
        <button class="button wide" onClick={() => (shown.value += PAGE)}>
          {w.more(Math.min(PAGE, trial.episodes.length - shown.value))}
        </button>
      ) : null}
    </section>
  );
}

/** Every episode as a file, also those that are not rendered. */
function asTable(trial: Trial): Table {
  const w = said.value.trial;
  return {
    header: ['id', w.target, w.peak, w.opened, w.closed, w.lasts, ...(trial.comparison ? [w.beside(trial.comparison.version)] : [])],
    rows: trial.episodes.map((each) => {
      const difference = differenceOf(trial, each);
      const change = difference ? w.kind[difference.kind] : '';
      return [each.target, nameOf(each.target), words.value.level[each.peak].full, fullTime(Date.parse(each.opened)), each.closed ? fullTime(Date.parse(each.closed)) : w.still, durationOf(each), ...(trial.comparison ? [change] : [])];
    }),
  };
}

interface RowProps {
  readonly trial: Trial;
  readonly episode: Episode;
  readonly pick: (target: string) => void;
}

function EpisodeRow({ trial, episode, pick }: RowProps) {
  const w = said.value.trial;
  const judgement = judgementOf(trial, episode);
  const difference = differenceOf(trial, episode);
  const canDraw = city.value.stations.has(episode.target);
  return (
    <tr>
      <th scope="row">
        {canDraw ? (
          <button class="card-title" title={w.drawAt(nameOf(episode.target))} onClick={() => pick(episode.target)}>
            {nameOf(episode.target)}
          </button>
        ) : (
          nameOf(episode.target)
        )}
      </th>
      <td>
        <span class="rules-name">
          <Badge mark={episode.peak} size={16} isLost={episode.lost} /> {episode.lost ? w.lost : words.value.level[episode.peak].short}
        </span>
      </td>
      <td>{dayTime(Date.parse(episode.opened))}</td>
      <td>{episode.closed ? dayTime(Date.parse(episode.closed)) : w.still}</td>
      <td class="is-number">{durationOf(episode)}</td>
      {trial.score ? <td class={judgement === 'false' ? 'is-noted' : ''}>{judgement === null ? '—' : judgement === 'false' ? w.falseAlarm : w.hit}</td> : null}
      {trial.comparison ? (
        <td>
          {difference ? w.kind[difference.kind] : '—'}
          {difference?.shift_s ? ` ${w.duration(Math.abs(difference.shift_s) / 60)}` : ''}
        </td>
      ) : null}
    </tr>
  );
}
