import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { dayTime, exactTime, fieldTime, fromField, nearTime, now, serverNow } from '../beijing';
import { TableCaption } from '../frame/tablecaption';
import { Badge } from '../level/badge';
import { printedUnit, readable } from '../reading';
import { reasonsOf } from '../stations/why';
import { openRule, question, scrollTo } from '../view';
import { get, Refusal } from '../wire/client';
import type { Considered, Thought, Trace } from '../wire/rules';
import { told, words } from '../words';
import { said } from './words';

/** Readings that are listed of each rule, the newest. */
const LISTED = 12;

interface Props {
  readonly station: string;
  readonly property: string;
}

interface Answer {
  readonly key: string;
  readonly trace: Trace | null;
  readonly fault: string;
}

/** What every rule thought of a datastream at an instant; folded away until somebody asks. */
export function Why({ station, property }: Props) {
  const w = said.value;
  const asked = question.value?.station === station && question.value.property === property ? question.value : null;
  const answer = useSignal<Answer | null>(null);
  const part = useRef<HTMLElement>(null);
  const key = asked ? `${asked.at ?? 'now'} ${asked.rule ?? ''}` : '';
  useEffect(() => {
    if (!asked) return undefined;
    let isGone = false;
    scrollTo(part.current, '.drawer-scroll');
    void load(asked).then((found) => {
      if (!isGone) answer.value = { key, ...found };
    });
    return () => {
      isGone = true;
    };
  }, [station, property, asked]);
  if (!asked) {
    return (
      <button class="button why-ask" data-testid="why-open" onClick={() => (question.value = { station, property, at: null, rule: null })}>
        {w.ask}
      </button>
    );
  }
  const ask = (change: { at?: number | null; rule?: string | null }): void => {
    question.value = { ...asked, ...change };
  };
  const held = answer.value?.key === key ? answer.value : null;
  return (
    <section class="drawer-part why" ref={part} data-testid="why">
      <h3>{w.title}</h3>
      <form
        class="why-when"
        onSubmit={(event) => {
          event.preventDefault();
          ask({ at: fromField(String(new FormData(event.currentTarget).get('at') ?? '')) });
        }}
      >
        <input key={key} type="datetime-local" name="at" step={1} aria-label={w.at} defaultValue={fieldTime(asked.at ?? serverNow())} data-testid="why-at" />
        <button class="button">{w.again}</button>
        <button type="button" class="button" aria-pressed={asked.at === null} onClick={() => ask({ at: null })} data-testid="why-now">
          {w.now}
        </button>
      </form>
      {asked.rule ? (
        <p class="drawer-where">
          {w.onlyRule(asked.rule)} ·{' '}
          <button class="link" onClick={() => ask({ rule: null })}>
            {w.everyRule}
          </button>
        </p>
      ) : null}
      {!held ? (
        <p class="drawer-where" role="status">{words.value.loading}</p>
      ) : held.trace ? (
        <Answered trace={held.trace} />
      ) : (
        <p class="drawer-doubt" role="alert">
          {w.fault}
          {held.fault}
        </p>
      )}
    </section>
  );
}

async function load({ station, property, at, rule }: { station: string; property: string; at: number | null; rule: string | null }): Promise<Omit<Answer, 'key'>> {
  const query = new URLSearchParams({ station, property, ...(at === null ? {} : { at: new Date(at).toISOString() }), ...(rule ? { rule } : {}) });
  try {
    return { trace: await get<Trace>(`/why?${query}`), fault: '' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { trace: null, fault: error.code === 'network' ? words.value.fault.network : error.detail || error.code };
  }
}

function Answered({ trace }: { readonly trace: Trace }) {
  const w = said.value;
  return (
    <>
      <p class="drawer-where" data-testid="why-instant">
        {dayTime(Date.parse(trace.at)).slice(0, 5)} {exactTime(Date.parse(trace.at))} · {w.since(nearTime(Date.parse(trace.since), now.value))}
      </p>
      {trace.rules.length ? null : <p class="rule-quiet">{w.none}</p>}
      {trace.rules.map((each) => (
        <Mind key={`${each.rule}${each.target}`} thought={each} unit={trace.unit} />
      ))}
      {trace.broken.map((each) => (
        <p key={each.rule} class="drawer-doubt">
          {each.rule} {w.broken}
          {each.detail}
        </p>
      ))}
      {trace.marks.map((each) => (
        <p key={each.id} class="mark">
          {w.marks}
          {words.value.colon}
          {words.value.gauge.is[each.quality]} · {each.reason} · {each.author}
        </p>
      ))}
    </>
  );
}

/** What one rule thought, in sentences, and what it looked at. */
function Mind({ thought, unit }: { readonly thought: Thought; readonly unit: string }) {
  const w = said.value;
  const { last } = thought;
  const level = (key: keyof typeof words.value.level): string => words.value.level[key].short;
  return (
    <article class="mind" data-testid={`why-${thought.rule}`} data-level={thought.level}>
      <header>
        <Badge mark={thought.level} size={20} />
        <button class="card-title" onClick={() => openRule(thought.rule)}>
          {told(thought.title) || thought.rule}
        </button>
        <small>v{thought.version}</small>
      </header>
      <ul>
        {thought.lines.map((line) => (
          <li key={line.zh}>{told(line)}</li>
        ))}
      </ul>
      <p class="drawer-where">
        {last ? w.last(`${dayTime(Date.parse(last.t))}${exactTime(Date.parse(last.t)).slice(5)}`, level(last.before), level(last.after)) : w.silent}
      </p>
      {thought.readings.length ? <Looked readings={thought.readings} unit={unit} /> : null}
    </article>
  );
}

/** The way from the gauge to here takes a moment; more than that is told. */
const isTold = ({ late, t, arrived }: Considered): boolean => late && Date.parse(arrived) - Date.parse(t) > 2_000;

function Looked({ readings, unit }: { readonly readings: readonly Considered[]; readonly unit: string }) {
  const w = said.value;
  const shown = readings.slice(-LISTED).reverse();
  // What a rule passed over is what people look for.
  const isOpen = readings.some((each) => !each.trusted);
  return (
    <details open={isOpen}>
      <summary>{w.readings(readings.length)}</summary>
      <table class="values why-values">
        <TableCaption name={w.readings(readings.length)} test="why-export" />
        <tbody>
          {shown.map((each) => (
            <tr key={each.t} class={each.trusted ? '' : 'is-distrusted'}>
              <th scope="row">{`${dayTime(Date.parse(each.t)).slice(0, 5)} ${exactTime(Date.parse(each.t))}`}</th>
              <td>
                {readable(each.v, unit)} <small>{printedUnit(unit)}</small>
              </td>
              <td class="why-trust">
                {each.trusted ? w.trusted : w.distrusted}
                {each.q === 'good' && !each.why.length ? '' : ` · ${[words.value.quality[each.q], reasonsOf(each.why)].filter(Boolean).join(words.value.colon)}`}
                {isTold(each) ? ` · ${w.late(exactTime(Date.parse(each.arrived)))}` : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {readings.length > LISTED ? <p class="drawer-where">{w.before(readings.length - LISTED)}</p> : null}
    </details>
  );
}
