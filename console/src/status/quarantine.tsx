import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { nearTime, now } from '../beijing';
import { city } from '../city/store';
import { TableCaption } from '../frame/tablecaption';
import { groupsOf, type Group, type Refused } from '../registry/groups';
import { said as registry } from '../registry/words';
import { openDesk, openStation } from '../view';
import { get, Refusal } from '../wire/client';
import type { Page } from '../wire/shapes';
import { words } from '../words';
import { said } from './words';

const PAGE = 100;
/** How much of a payload is shown. */
const SHOWN = 2_000;
/** Messages of a device shown at once. */
const NEWEST = 20;

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

interface Props {
  /** Opens the form that adopts a device; left out: its desk is opened. */
  readonly pick?: ((name: string) => void) | undefined;
}

/** Messages that were not understood, by who sent them, each with its reason and its text. */
export function Quarantine({ pick }: Props) {
  const w = registry.value.quarantine;
  useEffect(() => void load(null), []);
  const groups = groupsOf(rows.value ?? []);
  return (
    <section class="status-part" id="quarantine" tabIndex={-1} aria-label={w.title} data-testid="quarantine">
      <h3>{w.title}</h3>
      <p class="status-hint">{groups.length ? w.hint : fault.value ? words.value.fault.title : rows.value ? w.none : words.value.loading}</p>
      <ul class="senders">
        {groups.map((group) => (
          <Sender key={group.station} group={group} pick={pick} />
        ))}
      </ul>
      {next.value === null ? null : (
        <button class="button" onClick={() => void load(next.value)}>
          {w.more}
        </button>
      )}
    </section>
  );
}

function Sender({ group, pick }: { readonly group: Group } & Props) {
  const w = registry.value.quarantine;
  const { station, waiting, codes, last } = group;
  const isKnown = city.value.stations.has(station);
  const adopt = (): void => {
    openDesk('adopt');
    pick?.(station);
  };
  return (
    <li class={waiting ? 'sender' : 'sender is-past'} data-testid={`sender-${station}`}>
      <details>
        <summary>
          <strong>{station || w.nobody}</strong>
          <span class="sender-why">{codes.map(([code, count]) => `${said.value.code[code] ?? code} ${count.toLocaleString('en')}`).join(' · ')}</span>
          <span>{waiting ? w.waiting(waiting) : w.settled}</span>
          <time>{nearTime(Date.parse(last), now.value)}</time>
        </summary>
        <Messages group={group} />
      </details>
      {station && isKnown ? (
        <button class="button" onClick={() => openStation(station)}>
          {w.station}
        </button>
      ) : station && codes.some(([code]) => code === 'unknown_station') && waiting ? (
        <button class="button" onClick={adopt}>
          {w.adopt}
        </button>
      ) : null}
    </li>
  );
}

function Messages({ group }: { readonly group: Group }) {
  const w = registry.value.quarantine;
  return (
    <table class="status-table">
      <TableCaption name={w.title} test="quarantine-export" />
      <thead>
        <tr>
          <th>{w.time}</th>
          <th>{w.code}</th>
          <th>{w.detail}</th>
        </tr>
      </thead>
      <tbody>
        {group.rows.slice(0, NEWEST).map((row) => (
          <tr key={row.id} class={row.adopted ? 'is-past' : ''}>
            <td>{nearTime(Date.parse(row.t), now.value)}</td>
            <td>
              {said.value.code[row.code] ?? row.code}
              {row.adopted ? <small>{w.adopted}</small> : null}
            </td>
            <td>
              {row.detail}
              <details>
                <summary>{w.payload}</summary>
                <code>{row.topic}</code>
                <pre>{row.payload.slice(0, SHOWN)}</pre>
              </details>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
