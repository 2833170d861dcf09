import { troubles } from '../city/ready';
import { unansweredCount } from '../city/rollcalls';
import { unanswered } from '../drills/exercise';
import { openIncidents, pendingWarnings, renewalWarnings, reviewWarnings, untoldList } from '../city/store';
import { mayCommand } from '../session/session';
import { goTo, place, PLACES, type Place } from '../view';
import { words } from '../words';
import { PlaceIcon } from './icons';

/** The places of the page; only those that exist. */
export function Rail() {
  const w = words.value;
  return (
    <nav class="rail" aria-label={w.place.label}>
      {PLACES.filter((each) => each !== 'admin' || mayCommand.value).map((each) => (
        <button
          key={each}
          class="rail-place"
          aria-current={place.value === each ? 'page' : undefined}
          data-testid={`place-${each}`}
          onClick={() => goTo(each)}
        >
          <PlaceIcon place={each} />
          <span>{w.place[each]}</span>
          <Count place={each} />
        </button>
      ))}
    </nav>
  );
}

function Count({ place: which }: { readonly place: Place }) {
  const w = words.value;
  const open = openIncidents.value.filter((incident) => incident.state === 'open').length;
  const waiting = untoldList.value.length;
  const counts: Readonly<Record<Place, readonly [number, (n: number) => string]>> = {
    map: [open + waiting, w.badge.open],
    warnings: [pendingWarnings.value.length + reviewWarnings.value.length + renewalWarnings.value.length, w.badge.pending],
    rollcall: [unansweredCount.value, w.badge.unanswered],
    stations: [0, w.badge.open],
    rules: [0, w.badge.open],
    status: [troubles.value.length, w.badge.troubles],
    drills: [unanswered.value.length, w.badge.injects],
    admin: [0, w.badge.open],
  };
  const [count, say] = counts[which];
  if (count === 0) return null;
  return (
    <span class={which === 'rollcall' ? 'rail-count is-loud' : 'rail-count'}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span class="unseen">{say(count)}</span>
    </span>
  );
}
