import { dayTime } from '../beijing';
import { TableCaption } from '../frame/tablecaption';
import { Badge } from '../level/badge';
import type { DifferenceKind, Trial } from '../wire/rules';
import { words } from '../words';
import { formSaid } from './formwords';
import { durationOf, nameOf } from './naming';
import { byLevel } from './reckon';
import { said } from './words';

/** Lines rendered at most. */
const PAGE = 50;
const KINDS: readonly DifferenceKind[] = ['new', 'gone', 'earlier', 'later', 'higher', 'lower', 'same'];

/** What differs from the rule in force. */
export function Beside({ trial }: { readonly trial: Trial }) {
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
      <ByLevel trial={trial} version={comparison.version} />
      <Gone trial={trial} />
    </section>
  );
}

/** Level by level, what the draft would have raised beside what the rule in force has. */
function ByLevel({ trial, version }: { readonly trial: Trial; readonly version: number }) {
  const w = formSaid.value.byLevel;
  const rows = byLevel(trial);
  if (rows.length === 0) return null;
  return (
    <table class="status-table trial-table trial-levels" aria-label={w.title} data-testid="trial-levels">
      <TableCaption name={w.title} test="levels-export" />
      <thead>
        <tr>
          <th>{w.title}</th>
          <th class="is-number">{w.standing(version)}</th>
          <th class="is-number">{w.draft}</th>
          <th class="is-number">{w.difference}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.level}>
            <th scope="row">
              <span class="rules-name">
                <Badge mark={row.level} size={16} /> {words.value.level[row.level].short}
              </span>
            </th>
            <td class="is-number">{row.standing}</td>
            <td class="is-number">{row.trial}</td>
            <td class={row.trial === row.standing ? 'is-number' : 'is-number is-open'}>{row.trial > row.standing ? `+${row.trial - row.standing}` : row.trial - row.standing}</td>
          </tr>
        ))}
      </tbody>
    </table>
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
