import { nearTime, now, stopwatch } from '../beijing';
import type { Asking, Warning } from '../wire/shapes';
import { named, words } from '../words';
import { clockOf, neededBy, nextOf, ring, wordsGiven } from './clock';
import { policyOf } from './policies';

const RADIUS = 19;

/** Time to act, drawn: a ring that empties, and the minutes in it. */
export function Ring({ asking }: { readonly asking: Asking }) {
  const w = words.value;
  const { left, share } = clockOf(asking, now.value);
  const isOver = asking.overdue || (left !== null && left < 0);
  const said = left === null ? w.approval.none : isOver ? w.approval.over : w.approval.left;
  return (
    <div class={isOver ? 'ring is-over' : 'ring'} role="timer" aria-label={left === null ? said : `${said} ${stopwatch(Math.abs(left))}`} data-testid="approval-ring">
      <svg width="46" height="46" viewBox="0 0 46 46" aria-hidden="true">
        <circle class="ring-all" cx="23" cy="23" r={RADIUS} />
        <circle class="ring-left" cx="23" cy="23" r={RADIUS} stroke-dasharray={ring(RADIUS, isOver ? 1 : share).dash} transform="rotate(-90 23 23)" />
      </svg>
      <strong>{left === null ? '—' : stopwatch(Math.abs(left))}</strong>
      <span>{said}</span>
    </div>
  );
}

/** Who is asked now, in which turn, and what follows. */
export function Asked({ asking }: { readonly asking: Asking }) {
  const w = words.value;
  const policy = policyOf(asking.policy);
  const all = policy?.document.turns?.length ?? null;
  const role = named(w.role, asking.role);
  const who = asking.asked.length ? asking.asked.join(w.list) : role;
  const next = nextOf(asking, policy);
  const then = next === null || asking.deadline === null ? '' : next === 'wait' ? w.approval.thenWait : next === 'automatic' ? w.approval.thenAutomatic : w.approval.thenNext(named(w.role, next.role));
  return (
    <p class="approval-asks">
      <strong>{w.approval.asks(who)}</strong>
      <span>{[w.approval.turn(asking.turn + 1, all), then].filter(Boolean).join(' · ')}</span>
    </p>
  );
}

/** Whose word is there, and whose is still wanted. */
export function Progress({ warning, asking }: { readonly warning: Warning; readonly asking: Asking }) {
  const w = words.value;
  const needed = neededBy(asking);
  const given = wordsGiven(warning);
  const open = Math.max(0, needed - given.standing.length);
  return (
    <ul class="approval-people" aria-label={w.approval.given(given.standing.length, needed)} data-testid={`approval-progress-${warning.id}`}>
      <li class="approval-need">{named(w.approval.needs, asking.needs)}</li>
      {given.standing.map((each) => (
        <li key={each.person} class="is-given">
          {w.approval.by(each.person, nearTime(Date.parse(each.at), now.value))}
        </li>
      ))}
      {Array.from({ length: open }, (_, index) => (
        <li key={index} class="is-open">
          {given.standing.length + index === 0 ? w.approval.first : w.approval.another}
        </li>
      ))}
      {given.void.map((each) => (
        <li key={`${each.person}${each.at}`} class="is-void">
          <s>{each.person}</s> {w.approval.void}
        </li>
      ))}
    </ul>
  );
}
