import { useSignal } from '@preact/signals';

import { properties } from '../city/store';
import { TableFile, type Table } from '../frame/tablefile';
import { language, named, told, words } from '../words';
import type { Answer } from './import';
import { CHANGES, ordered, printed, type Change, type Outcome } from './mapping';
import { reasonOf } from './reasons';
import { said } from './words';

/** Rows rendered at once. */
const PAGE = 200;

/** What becomes of each row: refused ones first, with the reason. */
export function Outcomes({ answer }: { readonly answer: Answer }) {
  const w = said.value.import;
  const only = useSignal<Change | ''>('');
  const shown = useSignal(PAGE);
  const list = ordered(answer.items.filter((each) => !only.value || each.change === only.value));
  const notes = [answer.encoding ? w.encoding(answer.encoding) : '', answer.ignored.length ? w.ignored(answer.ignored.join(words.value.list)) : ''].filter(Boolean);
  return (
    <section aria-label={w.preview} data-testid="import-outcomes">
      <div class="outcome-counts" role="group" aria-label={w.what}>
        {CHANGES.map((change) => {
          const count = answer.summary[change] ?? 0;
          return (
            <button key={change} class={`outcome-count is-${change}`} aria-pressed={only.value === change} disabled={count === 0} data-testid={`outcomes-${change}`} onClick={() => (only.value = only.value === change ? '' : change)}>
              <strong>{count.toLocaleString('en')}</strong> {w.change[change]}
            </button>
          );
        })}
        {notes.length ? <p>{notes.join(' · ')}</p> : null}
        <TableFile name={w.preview} test="outcomes-export" table={() => whole(list)} />
      </div>
      <table class="status-table outcomes">
        <thead>
          <tr>
            <th class="is-number">{w.row}</th>
            <th>{w.id}</th>
            <th>{w.what}</th>
            <th>{w.detail}</th>
          </tr>
        </thead>
        <tbody>
          {list.slice(0, shown.value).map((each) => (
            <OutcomeRow key={`${each.kind}${each.row}`} outcome={each} />
          ))}
        </tbody>
      </table>
      {list.length > shown.value ? (
        <button class="button wide" onClick={() => (shown.value += PAGE)}>
          {w.more(Math.min(PAGE, list.length - shown.value))}
        </button>
      ) : null}
    </section>
  );
}

/** Every outcome, also those that are not on the page. */
function whole(list: readonly Outcome[]): Table {
  const { import: w, field: names } = said.value;
  const detailOf = ({ change, changes, detail }: Outcome): string =>
    [detail ? reasonOf(detail, names, language.value === 'zh') : '', ...(change === 'changed' ? Object.entries(changes).map(([path, { from, to }]) => `${nameOf(path, names)} ${printed(from)} → ${printed(to)}`) : [])].filter(Boolean).join(words.value.list);
  return { header: [w.row, w.id, w.what, w.detail], rows: list.map((each) => [each.row, each.id, w.change[each.change], detailOf(each)]) };
}

function OutcomeRow({ outcome }: { readonly outcome: Outcome }) {
  const { import: w, field: names } = said.value;
  const { row, id, kind, change, changes, detail } = outcome;
  const differing = Object.entries(changes);
  return (
    <tr class={`is-${change}`} data-change={change}>
      <td class="is-number">{row}</td>
      <th scope="row">
        {id || '—'}
        {kind === 'stations' ? null : <small>{w.kind[kind] ?? kind}</small>}
      </th>
      <td class="outcome-what">{w.change[change]}</td>
      <td>
        {detail ? <p>{reasonOf(detail, names, language.value === 'zh')}</p> : null}
        {change === 'changed' ? (
          <ul class="outcome-changes">
            {differing.map(([path, { from, to }]) => (
              <li key={path}>
                <span title={path}>{nameOf(path, names)}</span> <s>{printed(from)}</s> → <strong>{printed(to)}</strong>
              </li>
            ))}
          </ul>
        ) : null}
        {!detail && change === 'new' ? w.fresh : null}
        {!detail && change === 'unchanged' ? w.same : null}
      </td>
    </tr>
  );
}

/** `datastreams.water_level.unit` as people read it: each part that has a word by it. */
const nameOf = (path: string, names: Readonly<Record<string, string>>): string =>
  path
    .split('.')
    .map((part) => told(properties.value.get(part)) || named(names, part))
    .join(' · ');
