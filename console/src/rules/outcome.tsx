import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { dayTime, fullTime } from '../beijing';
import { city } from '../city/store';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import { scrollTo } from '../view';
import type { DifferenceKind, Episode, Trial } from '../wire/rules';
import { words } from '../words';
import { attach, attached } from './draft';
import { durationOf, nameOf } from './naming';
import { differenceOf, judgementOf } from './reckon';
import type { Asked } from './run';
import { ScorePart } from './score';
import { TrialChart } from './trialchart';
import { said } from './words';

/** Rows rendered at once. */
const PAGE = 50;
const KINDS: readonly DifferenceKind[] = ['new', 'gone', 'earlier', 'later', 'higher', 'lower', 'same'];

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

function Beside({ trial }: { readonly trial: Trial }) {
  const w = said.value.trial;
  const { comparison } = trial;
  if (!comparison) return null;
  return (
    <section class="status-part" data-testid="trial-comparison">
      <h3>{w.beside(comparison.version)}</h3>
      <dl class="trial-counts">
        {KINDS.map((kind) => (
          <div key={kind} class={kind !== 'same' && comparison[kind] ? 'is-some' : ''}>
            <dt>{w.kind[kind]}</dt>
            <dd>{comparison[kind]}</dd>
          </div>
        ))}
      </dl>
      <Gone trial={trial} />
    </section>
  );
}

/** What only the rule in force finds: it is in no list of the rule on trial. */
function Gone({ trial }: { readonly trial: Trial }) {
  const w = said.value.trial;
  const gone = trial.comparison?.differences.filter((each) => each.kind === 'gone').flatMap((each) => each.standing) ?? [];
  if (gone.length === 0) return null;
  return (
    <ul class="trial-gone">
      {gone.slice(0, PAGE).map((each) => (
        <li key={`${each.target}${each.opened}`}>
          <Badge mark={each.peak} size={14} isLost={each.lost} /> {w.kind.gone} · {nameOf(each.target)} · {dayTime(Date.parse(each.opened))} ·{' '}
          {durationOf(each)}
        </li>
      ))}
    </ul>
  );
}

function Episodes({ trial, pick }: { readonly trial: Trial; readonly pick: (target: string) => void }) {
  const w = said.value.trial;
  const shown = useSignal(PAGE);
  if (trial.episodes.length === 0) return <p class="status-none">{w.none}</p>;
  return (
    <section class="status-part">
      <h3>{w.episodes}</h3>
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
