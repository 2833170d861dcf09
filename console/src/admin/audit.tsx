import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { attempt } from '../acts';
import { fromField, fullTime } from '../beijing';
import { Loading } from '../frame/states';
import { TableCaption } from '../frame/tablecaption';
import { isAdministrator } from '../session/session';
import type { JournalRow } from '../wire/admin';
import { words } from '../words';
import { divisionName, textsOf } from './parts';
import { searched, type Found, type Sought } from './search';
import { Verify } from './verify';
import { said } from './words';

const START: Sought = { actor: '', kind: '', isAct: true, before: null };

/** Who did what, from where, and what became of it. */
export function Audit() {
  const w = said.value;
  const sought = useSignal(START);
  const found = useSignal<Found | null>(null);
  const isBusy = useSignal(false);
  const look = async (from: string | null, held: readonly JournalRow[]): Promise<void> => {
    isBusy.value = true;
    await attempt(async () => {
      const { rows, next } = await searched(sought.value, from);
      found.value = { rows: [...held, ...rows], next };
    });
    isBusy.value = false;
  };
  useEffect(() => void look(null, []), []);
  const submit = (event: Event & { currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const text = textsOf(event.currentTarget);
    sought.value = { actor: text('actor'), kind: text('kind'), isAct: text('acts') === 'on', before: fromField(text('before')) };
    void look(null, []);
  };
  const rows = found.value?.rows ?? [];
  return (
    <section class="status-part" aria-label={w.tab.audit} data-testid="audit">
      {isAdministrator.value ? <Verify /> : <p class="status-hint">{w.audit.withheld}</p>}
      <form class="admin-bar" onSubmit={submit}>
        <label class="admin-field">
          <span>{w.audit.who}</span>
          <input name="actor" autocomplete="off" data-testid="audit-actor" />
        </label>
        <label class="admin-field">
          <span>{w.audit.kind}</span>
          <select name="kind" data-testid="audit-kind">
            <option value="">{w.audit.anyKind}</option>
            {Object.entries(w.audit.kindOf).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="admin-field">
          <span>{w.audit.before}</span>
          <input name="before" type="datetime-local" />
        </label>
        <label class="check">
          <input type="checkbox" name="acts" defaultChecked /> <span>{w.audit.acts}</span>
        </label>
        <button class="button primary" disabled={isBusy.value} data-testid="audit-search">
          {w.audit.search}
        </button>
      </form>
      {rows.length ? <Rows rows={rows} /> : null}
      {isBusy.value ? <Loading /> : null}
      {found.value && !isBusy.value ? (
        <p class="admin-foot" role="status">
          {rows.length === 0 ? `${w.audit.none} · ` : ''}
          {found.value.next === null ? w.audit.whole : w.audit.looked(Number(found.value.next))}{' '}
          {found.value.next !== null ? (
            <button class="button" data-testid="audit-further" onClick={() => void look(found.value?.next ?? null, rows)}>
              {w.audit.further}
            </button>
          ) : null}
        </p>
      ) : null}
    </section>
  );
}

function Rows({ rows }: { readonly rows: readonly JournalRow[] }) {
  const w = said.value;
  return (
    <table class="status-table admin-table audit-table">
      <TableCaption name={w.tab.audit} test="audit-export" />
      <thead>
        <tr>
          {[w.audit.time, w.audit.who, w.audit.act, w.audit.about, w.audit.from, w.audit.hash].map((head) => (
            <th key={head}>{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Line key={row.seq} row={row} />
        ))}
      </tbody>
    </table>
  );
}

/** Keys that have a column of their own. */
const SHOWN: ReadonlySet<string> = new Set(['act', 'actor', 'from', 'sha256', 'withheld']);

function Line({ row }: { readonly row: JournalRow }) {
  const w = said.value;
  const { data } = row;
  const rest = Object.fromEntries(Object.entries(data).filter(([key]) => !SHOWN.has(key)));
  const subject = subjectOf(row);
  return (
    <tr data-testid={`audit-${row.seq}`}>
      <td>
        {fullTime(Date.parse(row.t))}
        <small>#{row.seq}</small>
      </td>
      <th scope="row">{data.actor ?? '—'}</th>
      <td>
        {w.audit.kindOf[row.kind] ?? row.kind} · {w.audit.actOf[data.act ?? ''] ?? data.act}
      </td>
      <td>
        {subject}
        <small>{/^0+$/.test(row.division) ? w.everywhere : divisionName(row.division)}</small>
        <details>
          <summary>{w.audit.detail}</summary>
          <code>{JSON.stringify(rest, null, 1)}</code>
          {data.withheld?.length ? <small>{w.audit.withheld}</small> : null}
        </details>
      </td>
      <td>
        {data.from?.address ?? '—'}
        <small>{data.from ? [w.audit.credential[data.from.credential ?? ''] ?? '', data.from.id ?? ''].filter(Boolean).join(words.value.colon) : ''}</small>
      </td>
      <td>
        <Hash name="−" text={data.sha256?.before} />
        <Hash name="+" text={data.sha256?.after} />
      </td>
    </tr>
  );
}

/** What the row is about, as people call it. */
function subjectOf({ kind, data }: JournalRow): string {
  const named = (each: unknown): unknown => (typeof each === 'object' && each !== null ? ((each as Record<string, unknown>)['name'] ?? (each as Record<string, unknown>)['identifier']) : each);
  const found = [data[kind], data['screen'], data['station'], data['name']].map(named).find((each) => typeof each === 'string' && each !== '');
  return typeof found === 'string' ? found : '';
}

/** The beginning tells two apart; the whole is in the title. */
function Hash({ name, text }: { readonly name: string; readonly text: string | null | undefined }) {
  if (!text) return null;
  return (
    <code title={text}>
      {name} {text.slice(0, 12)}
    </code>
  );
}
