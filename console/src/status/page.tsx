import './status.css';

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { exactTime, nearTime, now } from '../beijing';
import { checks } from '../city/ready';
import { system } from '../city/store';
import { ALERT, Stroke } from '../frame/icons';
import { get, Refusal } from '../wire/client';
import { troublesOf } from '../wire/ready';
import { words } from '../words';
import { Channels } from './channels';
import { byCount, count, ratesOf, sum, type Figures, type Rates } from './figures';
import { Quarantine } from './quarantine';
import { Waiting } from './waiting';
import { said } from './words';

/** How often the figures are asked for, ms. */
const AGAIN = 4_000;

interface Known {
  readonly figures: Figures | null;
  readonly rates: Rates | null;
  /** Whether the last question was answered, or the process has no intake. */
  readonly state: 'asking' | 'fresh' | 'old' | 'elsewhere';
}
const known = signal<Known>({ figures: null, rates: null, state: 'asking' });

/** How the installation does: parts, what comes in, what is refused, who is not registered. */
export function StatusPage() {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let isGone = false;
    known.value = { ...known.value, rates: null };
    const ask = async (): Promise<void> => {
      const next = await look(known.value);
      if (isGone) return;
      known.value = next;
      timer = setTimeout(() => void ask(), AGAIN);
    };
    void ask();
    return () => {
      isGone = true;
      if (timer) clearTimeout(timer);
    };
  }, []);
  const w = said.value;
  const { figures, state } = known.value;
  const read = figures ? exactTime(Date.parse(figures.t)) : '';
  return (
    <div class="status-scroll">
      <header class="status-head">
        <h2>{w.title}</h2>
        <p>
          {[system.value?.version, system.value?.edition].filter(Boolean).join(' · ')}
          {read ? ` · ${state === 'old' ? w.old(read) : w.asOf(read)}` : ''}
        </p>
      </header>
      {state === 'elsewhere' ? <p class="status-none">{w.elsewhere}</p> : null}
      {state === 'old' && !figures ? <p class="status-none">{w.unanswered}</p> : null}
      <Parts />
      <Channels />
      {figures ? <Door figures={figures} rates={known.value.rates} /> : null}
      <Waiting />
      <Quarantine />
    </div>
  );
}

/** Ask once; the rate needs two looks, so the first one is followed soon. */
async function look(before: Known): Promise<Known> {
  try {
    const figures = await get<Figures>('/system/intake');
    return { figures, rates: ratesOf(before.figures, figures) ?? before.rates, state: 'fresh' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...before, state: error.code === 'no_intake' ? 'elsewhere' : 'old' };
  }
}

function Parts() {
  const w = said.value;
  const { part } = words.value.trouble;
  const names = Object.keys(checks.value);
  const wrong = new Map(names.flatMap((name) => troublesOf({ [name]: checks.value[name] ?? true }).map((each) => [name, each] as const)));
  const label = (name: string): string => {
    const [head = '', ...tail] = name.split(':');
    const known = head in part ? part[head as keyof typeof part].name : head;
    return [known, ...tail].join(' · ');
  };
  const order = [...names].sort((left, right) => Number(wrong.has(right)) - Number(wrong.has(left)));
  return (
    <section class="status-part" aria-label={w.parts}>
      <h3>{w.parts}</h3>
      {names.length === 0 ? <p class="status-none">{w.unknown}</p> : null}
      <ul class="parts">
        {order.map((name) => {
          const trouble = wrong.get(name);
          return (
            <li key={name} class={trouble ? 'is-wrong' : ''} data-testid={`part-${name}`} data-works={!trouble}>
              {trouble ? <Stroke d={ALERT} size={15} /> : <span class="parts-ring" />}
              <span class="parts-name">{label(name)}</span>
              <span class="parts-state">
                {trouble ? (trouble.since === null ? '' : w.since(nearTime(trouble.since, now.value))) : w.works}
              </span>
              {trouble ? <p class="parts-why">{trouble.why}</p> : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Door({ figures, rates }: { readonly figures: Figures; readonly rates: Rates | null }) {
  const w = said.value;
  const listeners = Object.entries(figures.listeners);
  const refused = byCount(figures.refused);
  return (
    <section class="status-part" aria-label={w.door}>
      <h3>{w.door}</h3>
      <dl class="tiles">
        <Tile name={w.figure.messages} value={rates ? count(rates.messages) : '—'} unit={w.perSecond} note={w.total(count(figures.messages))} />
        <Tile name={w.figure.readings} value={rates ? count(rates.readings) : '—'} unit={w.perSecond} note={w.total(count(figures.stored))} />
        <Tile name={w.figure.waiting} value={count(figures.waiting)} isNoted={(figures.oldest_s ?? 0) > 5} />
        <Tile
          name={w.figure.oldest}
          value={figures.oldest_s === null ? w.nothing : figures.oldest_s < 1 ? '< 1' : count(figures.oldest_s)}
          unit={figures.oldest_s === null ? '' : 's'}
          isNoted={(figures.oldest_s ?? 0) > 5}
        />
        <Tile name={w.figure.lost} value={count(figures.lost)} isNoted={figures.lost > 0} />
        <Tile name={w.figure.refused} value={count(sum(figures.refused))} isNoted={refused.length > 0} />
        <Tile name={w.figure.distrusted} value={count(figures.distrusted)} note={`${w.figure.duplicates} ${count(figures.duplicates)}`} />
        <Tile
          name={w.figure.flush}
          value={figures.flush_ms === null ? '—' : count(figures.flush_ms)}
          unit={figures.flush_ms === null ? '' : 'ms'}
          note={`${w.figure.errors} ${count(figures.store_errors)}`}
          isNoted={false}
        />
      </dl>
      <dl class="status-lines">
        <div>
          <dt>{w.presence}</dt>
          <dd>
            {byCount(figures.presence)
              .map(([presence, found]) => `${w.is[presence] ?? presence} ${count(found)}`)
              .join(' · ') || w.unknown}
            {` · ${w.figure.clock} ${figures.clock_offset_max_s.toFixed(1)} s`}
          </dd>
        </div>
        {listeners.length ? (
          <div>
            <dt>{w.listeners}</dt>
            <dd>
              {listeners
                .map(([name, each]) => `${name}${words.value.colon}${w.connected(each.connections)}${words.value.comma}${w.turnedAway(each.turned_away)}`)
                .join(' · ')}
            </dd>
          </div>
        ) : null}
        <div>
          <dt>{w.refusals}</dt>
          <dd>
            {refused.length === 0 ? (
              w.noRefusals
            ) : (
              <a class="link" href="#quarantine" onClick={toQuarantine}>
                {refused.map(([code, found]) => `${w.code[code] ?? code} ${count(found)}`).join(' · ')}
              </a>
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** The address bar belongs to the places, so the jump is made by hand. */
function toQuarantine(event: Event): void {
  event.preventDefault();
  const part = document.getElementById('quarantine');
  part?.scrollIntoView({ block: 'start' });
  part?.focus({ preventScroll: true });
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly note?: string;
  readonly isNoted?: boolean;
}

function Tile({ name, value, unit = '', note = '', isNoted = false }: TileProps) {
  return (
    <div class={isNoted ? 'tile is-noted' : 'tile'}>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong> <small>{unit}</small>
        {note ? <span>{note}</span> : null}
      </dd>
    </div>
  );
}
