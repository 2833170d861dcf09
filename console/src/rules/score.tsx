import { fullTime } from '../beijing';
import { TableCaption } from '../frame/tablecaption';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import type { Judged, Trial } from '../wire/rules';
import type { LevelKey } from '../wire/shapes';
import { words } from '../words';
import { leadText, nameOf } from './naming';
import { share } from './reckon';
import { said } from './words';

/** Lines listed at most. */
const LISTED = 50;

/** How right a rule would have been, level by level, and what it would have missed. */
export function ScorePart({ trial }: { readonly trial: Trial }) {
  const w = said.value.trial;
  const { score, labels } = trial;
  if (!score) return <p class="status-none">{w.noScore}</p>;
  // Without one event every alarm would look false.
  if (!score.overall.events && !labels?.bad.length && !score.outside.length) return <p class="status-none">{w.noEvents}</p>;
  const rows: readonly (readonly [LevelKey | null, Judged | undefined])[] = [[null, score.overall], ...RAISED.map((level) => [level, score.levels[level]] as const)];
  return (
    <section class="status-part" data-testid="trial-score">
      <h3>{w.score}</h3>
      <table class="status-table trial-table">
        <TableCaption name={w.score} test="score-export" />
        <thead>
          <tr>
            <th>{w.level}</th>
            {[w.events, w.hits, w.misses, w.times, w.falseAlarms, w.pod, w.far, w.csi, w.lead].map((each) => (
              <th key={each} class="is-number">{each}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([level, verdict]) => (verdict && (level === null || verdict.events || verdict.alarms) ? <ScoreRow key={level} level={level} verdict={verdict} /> : null))}
        </tbody>
      </table>
      <Missed verdict={score.overall} />
      {score.outside.length ? <p class="status-hint">{w.outside(score.outside.length)}</p> : null}
      {labels?.bad.length ? (
        <details class="trial-bad">
          <summary>{w.badRows(labels.bad.length)}</summary>
          {labels.bad.slice(0, LISTED).map((each) => (
            <p key={each.row}>
              {w.row(each.row)}
              {words.value.colon}
              {each.detail}
            </p>
          ))}
        </details>
      ) : null}
    </section>
  );
}

function ScoreRow({ level, verdict }: { readonly level: LevelKey | null; readonly verdict: Judged }) {
  const w = said.value.trial;
  const lead = verdict.lead_s === null ? '—' : leadText(verdict.lead_s.median);
  return (
    <tr>
      <th scope="row">
        {level ? (
          <span class="rules-name">
            <Badge mark={level} size={16} /> {words.value.level[level].short}
          </span>
        ) : (
          w.overall
        )}
      </th>
      <td class="is-number">{verdict.events}</td>
      <td class="is-number">{verdict.hits}</td>
      <td class={verdict.misses ? 'is-number is-open' : 'is-number'}>{verdict.misses}</td>
      <td class="is-number">{verdict.alarms}</td>
      <td class={verdict.false_alarms ? 'is-number is-open' : 'is-number'}>{verdict.false_alarms}</td>
      <td class="is-number">{share(verdict.pod)}</td>
      <td class="is-number">{share(verdict.far)}</td>
      <td class="is-number">{share(verdict.csi)}</td>
      <td class="is-number">{lead}</td>
    </tr>
  );
}

function Missed({ verdict }: { readonly verdict: Judged }) {
  const w = said.value.trial;
  const missed = verdict.matches.filter((each) => !each.hit);
  if (missed.length === 0) return null;
  return (
    <details class="trial-bad" open={missed.length < 6}>
      <summary>
        {w.missed} {missed.length}
      </summary>
      {missed.slice(0, LISTED).map((each) => (
        <p key={`${each.start}${each.station}${each.name}`}>
          {fullTime(Date.parse(each.start)).slice(0, 16)} · {nameOf(each.station) || each.division} {each.name}
        </p>
      ))}
    </details>
  );
}
