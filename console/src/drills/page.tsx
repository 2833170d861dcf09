import './drills.css';

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { fullTime } from '../beijing';
import { Loading } from '../frame/states';
import { session } from '../session/session';
import { get, post, Refusal } from '../wire/client';
import { named, told, words } from '../words';
import { Past, pastRuns } from './past';
import { tried } from './reports';
import { Running, stopped } from './running';
import { hours, speedsWith } from './state';
import type { Drills, Page, PastRun, Running as RunningDrill, Shipped } from './wire';
import { said } from './words';

/** Between two looks at what runs, ms. */
const LOOK = 2_000;

const known = signal<Drills | null>(null);
const isBusy = signal(false);
const mayStart = (): boolean => ['organiser', 'administrator'].includes(session.value?.user.role ?? '');

async function look(): Promise<void> {
  known.value = await get<Drills>('/drills');
  if (mayStart() && known.value.is_host) pastRuns.value = (await get<Page<PastRun>>('/drills/runs')).items;
}

/** The drills that may be started, those that run, and what is left of those that are over. */
export function DrillsPage() {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let isGone = false;
    const ask = async (): Promise<void> => {
      try {
        await look();
      } catch (error) {
        // The banners of the page say that the server does not answer.
        if (!(error instanceof Refusal)) throw error;
      }
      if (!isGone) timer = setTimeout(() => void ask(), LOOK);
    };
    void ask();
    return () => {
      isGone = true;
      if (timer) clearTimeout(timer);
    };
  }, []);
  const w = said.value;
  const list = known.value;
  return (
    <div class="status-scroll">
      <header class="status-head">
        <h2>{w.title}</h2>
        <p>{w.hint}</p>
      </header>
      {list ? <Found list={list} /> : <Loading />}
    </div>
  );
}

function Found({ list }: { readonly list: Drills }) {
  const w = said.value;
  if (!list.is_host) return <p class="status-none">{w.notHere}</p>;
  const running = list.running.filter((each) => !stopped.value.has(each.run));
  return (
    <>
      {running.length ? (
        <section class="status-part" aria-label={w.running}>
          <h3>{w.running}</h3>
          {running.map((each) => (
            <Running key={each.run} drill={each} mayStop={mayStart()} changed={() => void tried(look)} />
          ))}
        </section>
      ) : null}
      <section class="status-part" aria-label={w.shipped}>
        <h3>{w.shipped}</h3>
        {mayStart() ? null : <p class="status-hint">{w.onlyOrganiser}</p>}
        <ul class="drill-cards">
          {list.items.map((each) => (
            <Card key={each.id} drill={each} isFull={list.running.some((run) => run.state === 'running' || run.state === 'starting')} />
          ))}
        </ul>
      </section>
      {mayStart() ? <Past /> : null}
    </>
  );
}

function Card({ drill, isFull }: { readonly drill: Shipped; readonly isFull: boolean }) {
  const w = said.value;
  const facts: readonly (readonly [string, string])[] = [
    [w.length, hours(drill.length_s)],
    [w.begins, fullTime(Date.parse(drill.start)).slice(0, 16)],
    [w.injects, String(drill.injects)],
    [w.expected, String(drill.expected)],
    [w.roles, drill.roles.map((each) => named(w.role, each)).join(words.value.list)],
  ];
  return (
    <li class="drill-card" data-testid={`drill-${drill.id}`}>
      <h4>{told(drill.title)}</h4>
      <p>{told(drill.story)}</p>
      <dl class="drill-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {mayStart() ? <Start drill={drill} isFull={isFull} /> : null}
    </li>
  );
}

const chosen = signal<Readonly<Record<string, number>>>({});

function Start({ drill, isFull }: { readonly drill: Shipped; readonly isFull: boolean }) {
  const w = said.value;
  const speed = chosen.value[drill.id] ?? drill.speed;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    isBusy.value = true;
    void tried(async () => {
      await post<RunningDrill>('/drills', {
        drill: drill.id,
        speed,
        seed: Number(data.get('seed')),
        participants: data.get('participants'),
      });
      await look();
      document.querySelector('.drill-run')?.scrollIntoView({ block: 'center' });
    }).finally(() => (isBusy.value = false));
  };
  return (
    <form class="drill-form" onSubmit={submit}>
      <label>
        {w.participants}
        <select name="participants" data-testid={`participants-${drill.id}`}>
          {['people', 'scripted', 'none'].map((each) => (
            <option key={each} value={each}>
              {named(w.mode, each)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {w.speed}
        <select
          name="speed"
          value={String(speed)}
          data-testid={`speed-${drill.id}`}
          onChange={(event) => (chosen.value = { ...chosen.value, [drill.id]: Number(event.currentTarget.value) })}
        >
          {speedsWith(drill.speed).map((each) => (
            <option key={each} value={String(each)}>
              {w.times(each)}
            </option>
          ))}
        </select>
      </label>
      <label title={w.seedHint}>
        {w.seed}
        <input name="seed" type="number" min="0" max="2147483648" step="1" required defaultValue={String(drill.seed)} />
      </label>
      <button class="button primary" disabled={isBusy.value || isFull} data-testid={`start-${drill.id}`}>
        {isBusy.value ? w.starting : w.start}
      </button>
      <small>{isFull ? w.full : w.lasts(hours(drill.length_s / speed))}</small>
    </form>
  );
}
