import { useSignal } from '@preact/signals';

import { attempt, tell } from '../acts';
import { clockTime, DAY, dayTime, fieldTime, fromField, midnight, nearTime, now } from '../beijing';
import { TableCaption } from '../frame/tablecaption';
import { mayCommand } from '../session/session';
import type { Roster, Shift } from '../wire/admin';
import { get, Refusal, request } from '../wire/client';
import { words } from '../words';
import { useLoaded, Waiting } from './loaded';
import { divisionName, Field, Sure, textsOf } from './parts';
import { onDuty, spansOf, watchesOf, type Span, type Watch } from './watch';
import { said } from './words';

const DAYS = 7;

const postName = (post: string): string => said.value.roster.post[post] ?? post;
const watchName = ({ division, post }: Pick<Watch, 'division' | 'post'>): string => `${divisionName(division)} · ${postName(post)}`;

/** Who has the watch now, and the week to come. */
export function RosterPage() {
  const w = said.value;
  const roster = useLoaded(() => get<Roster>('/roster'));
  const isAdding = useSignal(false);
  const put = async (shifts: readonly Shift[]): Promise<void> => {
    const isDone = await attempt(async () => {
      try {
        await request('PUT', '/roster', { shifts, version: roster.value?.version });
        tell(w.roster.saved);
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'roster_changed') throw error;
        tell(w.roster.changed);
      }
      await roster.reload();
    });
    if (isDone) isAdding.value = false;
  };
  const shifts = roster.value?.shifts ?? [];
  return (
    <section class="status-part" aria-label={w.tab.roster} data-testid="roster">
      <Waiting loaded={roster} />
      {roster.value && shifts.length === 0 ? <p class="status-none">{w.roster.none}</p> : null}
      {shifts.length ? <Now shifts={shifts} /> : null}
      {shifts.length ? <Week shifts={shifts} /> : null}
      {roster.value ? (
        <>
          <div class="admin-bar">
            <h3>{w.roster.plan}</h3>
            <span class="gap" />
            {mayCommand.value ? (
              <button class="button primary" aria-expanded={isAdding.value} data-testid="shift-add" onClick={() => (isAdding.value = !isAdding.value)}>
                {w.roster.add}
              </button>
            ) : null}
          </div>
          {isAdding.value ? <ShiftForm save={(shift) => put([...shifts, shift])} /> : null}
          <Plan shifts={shifts} remove={(shift) => void put(shifts.filter((each) => each !== shift))} />
        </>
      ) : null}
    </section>
  );
}

function Now({ shifts }: { readonly shifts: readonly Shift[] }) {
  const w = said.value;
  return (
    <>
      <h3>{w.roster.now}</h3>
      <ul class="duties" data-testid="on-duty">
        {watchesOf(shifts).map((watch) => {
          const { people, isOverride } = onDuty(watch.shifts, now.value);
          const [first, ...deputies] = people;
          return (
            <li key={watchName(watch)} class={first ? 'duty-card' : 'duty-card is-empty'}>
              <p>{watchName(watch)}</p>
              <strong>{first ?? w.roster.nobody}</strong>
              <small>
                {[isOverride ? w.roster.override : '', deputies.length ? `${w.roster.deputies}${words.value.colon}${deputies.join(words.value.list)}` : ''].filter(Boolean).join(' · ')}
              </small>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** A line for each watch, a piece for whoever has it. */
function Week({ shifts }: { readonly shifts: readonly Shift[] }) {
  const w = said.value;
  const from = midnight(now.value);
  const until = from + DAYS * DAY;
  const place = (instant: number): string => `${(((instant - from) / (until - from)) * 100).toFixed(3)}%`;
  return (
    <>
      <h3 class="admin-head">{w.roster.week}</h3>
      <div class="week" data-testid="week">
        <div class="week-days" aria-hidden="true">
          {Array.from({ length: DAYS }, (_, day) => (
            <span key={day}>
              {dayTime(from + day * DAY).slice(0, 5)} {w.roster.days[(Math.floor(from / DAY + 1) + day + 3) % 7]}
            </span>
          ))}
        </div>
        {watchesOf(shifts).map((watch) => (
          <div class="week-row" key={watchName(watch)}>
            <p>{watchName(watch)}</p>
            <ol class="week-line" aria-label={watchName(watch)}>
              {spansOf(watch.shifts, from, until).map((span) => (
                <Piece key={span.from} span={span} left={place(span.from)} right={place(from + until - span.until)} />
              ))}
              <li class="week-now" aria-hidden="true" style={{ left: place(now.value) }} />
            </ol>
          </div>
        ))}
      </div>
    </>
  );
}

function Piece({ span, left, right }: { readonly span: Span; readonly left: string; readonly right: string }) {
  const w = said.value;
  const [first] = span.people;
  const name = `${dayTime(span.from)}–${nearTime(span.until, span.from)} ${span.people.join(words.value.list) || w.roster.nobody}${span.isOverride ? ` (${w.roster.override})` : ''}`;
  return (
    <li class={first ? (span.isOverride ? 'is-override' : '') : 'is-empty'} style={{ left, right }} title={name}>
      <span aria-hidden="true">{first ?? ''}</span>
      <span class="unseen">{name}</span>
    </li>
  );
}

function Plan({ shifts, remove }: { readonly shifts: readonly Shift[]; readonly remove: (shift: Shift) => void }) {
  const w = said.value;
  if (shifts.length === 0) return null;
  return (
    <table class="status-table admin-table">
      <TableCaption name={w.tab.roster} test="roster-export" />
      <tbody>
        {shifts.map((shift) => {
          const isOver = shift.until !== null && Date.parse(shift.until) < now.value;
          const until = shift.until ? ` · ${w.roster.until} ${dayTime(Date.parse(shift.until))}` : '';
          return (
            <tr key={`${shift.division}${shift.post}${shift.since}${shift.override}${shift.teams.join()}`} class={isOver ? 'is-past' : ''}>
              <th scope="row">
                {watchName(shift)}
                <small>{shift.override ? w.roster.override : ''}</small>
              </th>
              <td>{shift.teams.map((team) => team.join(words.value.list)).join(' → ')}</td>
              <td>
                {shift.begins}–{shift.ends} · {shift.weekdays.length === 7 ? w.roster.everyDay : shift.weekdays.map((day) => w.roster.days[day - 1]).join(' ')}
                <small>{shift.teams.length > 1 ? w.roster.turn(shift.turn_days) : ''}</small>
              </td>
              <td>
                {w.roster.since} {dayTime(Date.parse(shift.since))}
                {until}
              </td>
              <td class="is-act">{mayCommand.value ? <Sure act={() => remove(shift)}>{w.roster.remove}</Sure> : null}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function ShiftForm({ save }: { readonly save: (shift: Shift) => Promise<void> }) {
  const w = said.value;
  const hour = clockTime(midnight(now.value) + DAY / 3);
  const submit = (event: Event & { currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const text = textsOf(event.currentTarget);
    const since = fromField(text('since')) ?? now.value;
    const until = fromField(text('until'));
    void save({
      division: text('division'),
      post: text('post') || 'watch',
      teams: text('teams').split('\n').map((line) => line.split(/[,，、\s]+/).filter(Boolean)).filter((team) => team.length > 0),
      since: new Date(since).toISOString(),
      until: until === null ? null : new Date(until).toISOString(),
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      begins: text('begins'),
      ends: text('ends'),
      turn_days: Number(text('turn_days')) || 1,
      override: text('override') === 'on',
    });
  };
  return (
    <form class="adopt" onSubmit={submit} data-testid="shift-form">
      <Field name="division" label={w.roster.division} pattern="([1-9][0-9]{11})?" />
      <Field name="post" label={w.roster.postName} value="watch" isRequired />
      <Field name="begins" label={w.roster.begins} type="time" value={hour} isRequired />
      <Field name="ends" label={w.roster.ends} type="time" value={hour} isRequired />
      <Field name="turn_days" label={w.roster.turnDays} type="number" value="1" />
      <Field name="since" label={w.roster.since} type="datetime-local" value={fieldTime(now.value).slice(0, 16)} isRequired />
      <Field name="until" label={w.roster.until} type="datetime-local" />
      <label class="check">
        <input type="checkbox" name="override" /> <span>{w.roster.isOverride}</span>
      </label>
      <label class="is-wide">
        <span>{w.roster.teams}</span>
        <textarea name="teams" rows={3} required data-testid="field-teams" />
      </label>
      <button class="button primary" data-testid="shift-save">
        {w.save}
      </button>
    </form>
  );
}
