import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { DAY, fieldTime, fromField, serverNow } from '../beijing';
import { city } from '../city/store';
import { mayAct } from '../session/session';
import type { RuleVersion } from '../wire/rules';
import { Outcome } from './outcome';
import { stationsOf } from './document';
import { drafts, NEW } from './draft';
import { beginningOf, wrong } from './editor';
import { texts, wantText } from './book';
import { decoded, MOST_CHARTS, run, stopTrial, tryRule, type Asked } from './run';
import { tab } from './rule';
import { said } from './words';

const SPANS: readonly number[] = [1, 7, 30, 365];
const HOURS: readonly number[] = [0, 1, 3, 6, 12, 24];

interface Form {
  /** Days up to now; 0 for a span of one's own. */
  readonly days: number;
  readonly from: string;
  readonly to: string;
  readonly isDraft: boolean;
  readonly labels: string;
  readonly file: string;
  readonly incidents: boolean;
  readonly earlyHours: number;
  readonly lateHours: number;
}
/** What is asked stays while other places are looked at. */
const form = signal<Form>({ days: 7, from: '', to: '', isDraft: true, labels: '', file: '', incidents: true, earlyHours: 6, lateHours: 1 });
const set = (change: Partial<Form>): void => {
  form.value = { ...form.value, ...change };
};
const fault = signal('');

interface Props {
  readonly id: string;
  readonly current: RuleVersion | undefined;
}

/** Tries a rule, or the draft of it, on the past. */
export function Trial({ id, current }: Props) {
  const w = said.value.trial;
  useEffect(() => {
    if (id !== NEW && current) void wantText(id, current.version);
  }, [id, current?.version]);
  if (!mayAct.value) return <p class="status-none">{w.only}</p>;
  const held = run.value?.asked.rule === id ? run.value : null;
  const isRunning = held?.state === 'running';
  return (
    <>
      <p class="status-hint">{w.hint}</p>
      <form
        class="trial-form"
        onSubmit={(event) => {
          event.preventDefault();
          begin(id, current, []);
        }}
      >
        <Which id={id} current={current} />
        <Span />
        <Against />
        <div class="rule-acts">
          {isRunning ? (
            <button type="button" class="button" onClick={stopTrial} data-testid="trial-stop">
              {w.stop}
            </button>
          ) : (
            <button class="button primary" data-testid="trial-run">{w.run}</button>
          )}
          <span class="is-noted" role="alert">{fault.value}</span>
        </div>
      </form>
      {isRunning ? <Progress share={held.share} readings={held.readings} /> : null}
      {held?.state === 'stopped' ? <p class="status-none">{w.stopped}</p> : null}
      {held?.state === 'failed' ? (
        <p class="sheet-whole" role="alert" data-testid="trial-fault">
          {w.failed(held.why)}
          {wrong.value?.rule === id ? (
            <button class="link" onClick={() => (tab.value = 'edit')}>
              {said.value.tab.edit}
            </button>
          ) : null}
        </p>
      ) : null}
      {held?.result ? <Outcome trial={held.result} asked={held.asked} draw={(station) => begin(id, current, [station])} /> : null}
    </>
  );
}

/** Ask for a back-test; `more` are stations to draw besides those that the rule names. */
function begin(id: string, current: RuleVersion | undefined, more: readonly string[]): void {
  const { days, from, to, isDraft, labels, incidents, earlyHours, lateHours } = form.value;
  const now = serverNow();
  const start = days ? now - days * DAY : fromField(from);
  const end = days ? now : fromField(to);
  const isWrong = start === null || end === null || start >= end || start >= now;
  fault.value = isWrong ? said.value.trial.badSpan : '';
  if (isWrong) return;
  const draft = draftOf(id, isDraft, current);
  // Left to itself the server tries the newest version, which may be a proposal.
  const stored = current && current.newest > current.version ? (texts.value.get(`${id}@${current.version}`) ?? null) : null;
  const before = run.value?.asked.rule === id && more.length ? run.value.asked : null;
  const named = stationsOf(current?.document, city.value.stations)?.slice(0, MOST_CHARTS).map((each) => each.id) ?? [];
  const asked: Asked = before ?? {
    rule: id === NEW ? 'draft' : id,
    text: draft ?? stored,
    isDraft: draft !== null,
    from: start,
    // Nothing is known of the time to come, least of all that stations are silent in it.
    to: Math.min(end, now),
    labels,
    incidents,
    earlyHours,
    lateHours,
    chart: [],
  };
  const chart = before ? [...new Set([...more, ...before.chart])].slice(0, MOST_CHARTS) : named.length <= MOST_CHARTS ? named : [];
  void tryRule({ ...asked, chart }, before ? (run.value?.result ?? null) : null);
}

/** The draft that is to be tried; null for the stored rule. */
function draftOf(id: string, isDraft: boolean, current: RuleVersion | undefined): string | null {
  if (id === NEW) return drafts.value.get(id) ?? beginningOf(id, current);
  return isDraft ? (drafts.value.get(id) ?? null) : null;
}

function Which({ id, current }: Props) {
  const w = said.value.trial;
  const hasDraft = drafts.value.has(id) || id === NEW;
  const isDraft = hasDraft && (form.value.isDraft || id === NEW);
  return (
    <fieldset>
      <legend>{w.which}</legend>
      <div class="segments">
        {current ? (
          <button type="button" aria-pressed={!isDraft} onClick={() => set({ isDraft: false })}>
            {current.phase === 'in_force' ? w.standing(current.version) : w.stored(current.version)}
          </button>
        ) : null}
        <button type="button" aria-pressed={isDraft} disabled={!hasDraft} onClick={() => set({ isDraft: true })} data-testid="trial-draft">
          {w.draft}
        </button>
      </div>
      {hasDraft ? null : <small>{w.noDraft}</small>}
    </fieldset>
  );
}

function Span() {
  const w = said.value.trial;
  const { days, from, to } = form.value;
  const pickOwn = (): void => {
    const now = serverNow();
    set({ days: 0, from: from || fieldTime(now - 7 * DAY).slice(0, 16), to: to || fieldTime(now).slice(0, 16) });
  };
  return (
    <fieldset>
      <legend>{w.span}</legend>
      <div class="segments">
        {SPANS.map((each) => (
          <button key={each} type="button" aria-pressed={days === each} onClick={() => set({ days: each })}>
            {w.lastDays(each)}
          </button>
        ))}
        <button type="button" aria-pressed={days === 0} onClick={pickOwn}>
          {w.own}
        </button>
      </div>
      {days === 0 ? (
        <div class="trial-span">
          <input type="datetime-local" aria-label={w.from} value={from} onInput={(event) => set({ from: event.currentTarget.value })} />
          —
          <input type="datetime-local" aria-label={w.to} value={to} onInput={(event) => set({ to: event.currentTarget.value })} />
        </div>
      ) : null}
    </fieldset>
  );
}

function Against() {
  const w = said.value.trial;
  const { file, incidents, earlyHours, lateHours } = form.value;
  const take = async (chosen: File | undefined): Promise<void> => {
    if (chosen) set({ labels: decoded(await chosen.arrayBuffer()), file: chosen.name });
  };
  return (
    <fieldset>
      <legend>{w.against}</legend>
      <div class="trial-against">
        <label class="check">
          <input type="checkbox" checked={incidents} onChange={(event) => set({ incidents: event.currentTarget.checked })} />
          {w.incidents}
        </label>
        <label class="trial-file button" title={w.labelsHint}>
          {file || w.labels}
          <input class="unseen" type="file" accept=".csv,text/csv" data-testid="trial-labels" onChange={(event) => void take(event.currentTarget.files?.[0])} />
        </label>
        {file ? (
          <button type="button" class="link" onClick={() => set({ labels: '', file: '' })}>
            {w.drop}
          </button>
        ) : null}
        {file || incidents ? (
          <>
            <Hours label={w.early} hours={earlyHours} pick={(hours) => set({ earlyHours: hours })} />
            <Hours label={w.late} hours={lateHours} pick={(hours) => set({ lateHours: hours })} />
          </>
        ) : null}
      </div>
    </fieldset>
  );
}

function Hours({ label, hours, pick }: { readonly label: string; readonly hours: number; readonly pick: (hours: number) => void }) {
  return (
    <label class="trial-hours">
      {label}
      <select value={hours} onChange={(event) => pick(Number(event.currentTarget.value))}>
        {HOURS.map((each) => (
          <option key={each} value={each}>
            {said.value.trial.hours(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Progress({ share, readings }: { readonly share: number; readonly readings: number }) {
  const w = said.value.trial;
  const text = w.running(`${Math.floor(share * 100)}%`, readings.toLocaleString('en'));
  return (
    <div class="trial-progress" role="status">
      <progress value={share} max={1} aria-label={text} />
      <span>{text}</span>
    </div>
  );
}
