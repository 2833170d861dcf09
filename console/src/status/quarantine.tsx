import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { nearTime, now } from '../beijing';
import { get, Refusal } from '../wire/client';
import type { Page } from '../wire/shapes';
import { words } from '../words';
import { said } from './words';

interface Refused {
  readonly id: number;
  readonly t: string;
  readonly topic: string;
  readonly station: string;
  readonly code: string;
  readonly detail: string;
  readonly payload: string;
  readonly adopted: string | null;
}

const PAGE = 25;
/** How much of a payload is shown. */
const SHOWN = 2_000;

const rows = signal<readonly Refused[] | null>(null);
const next = signal<string | null>(null);
const fault = signal(false);

async function load(cursor: string | null): Promise<void> {
  try {
    const answer = await get<Page<Refused>>(`/quarantine?limit=${PAGE}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    rows.value = cursor === null ? answer.items : [...(rows.value ?? []), ...answer.items];
    next.value = answer.next === null ? null : String(answer.next);
    fault.value = false;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fault.value = true;
  }
}

/** Messages that were not understood, the newest first, each with its reason and its text. */
export function Quarantine() {
  const w = said.value;
  useEffect(() => void load(null), []);
  const list = rows.value ?? [];
  return (
    <section class="status-part" id="quarantine" tabIndex={-1} aria-label={w.quarantine.title} data-testid="quarantine">
      <h3>{w.quarantine.title}</h3>
      <p class="status-hint">{list.length ? w.quarantine.hint : fault.value ? words.value.fault.title : rows.value ? w.quarantine.none : words.value.loading}</p>
      {list.length ? (
        <table class="status-table">
          <thead>
            <tr>
              <th>{w.quarantine.time}</th>
              <th>{w.quarantine.station}</th>
              <th>{w.quarantine.code}</th>
              <th>{w.quarantine.detail}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((row) => (
              <tr key={row.id} class={row.adopted ? 'is-past' : ''}>
                <td>{nearTime(Date.parse(row.t), now.value)}</td>
                <th scope="row">{row.station || '—'}</th>
                <td>
                  {w.code[row.code] ?? row.code}
                  {row.adopted ? <small>{w.quarantine.adopted}</small> : null}
                </td>
                <td>
                  {row.detail}
                  <details>
                    <summary>{w.quarantine.payload}</summary>
                    <code>{row.topic}</code>
                    <pre>{row.payload.slice(0, SHOWN)}</pre>
                  </details>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {next.value === null ? null : (
        <button class="button" onClick={() => void load(next.value)}>
          {w.quarantine.more}
        </button>
      )}
    </section>
  );
}
