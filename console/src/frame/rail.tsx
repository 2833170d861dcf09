import { troubles } from '../city/ready';
import { openIncidents, pendingWarnings, untoldList } from '../city/store';
import { place, PLACES, type Place } from '../view';
import { words } from '../words';
import { PlaceIcon } from './icons';

/** The places of the page; only those that exist. */
export function Rail() {
  const w = words.value;
  return (
    <nav class="rail" aria-label={w.place.label}>
      {PLACES.map((each) => (
        <button
          key={each}
          class="rail-place"
          aria-current={place.value === each ? 'page' : undefined}
          data-testid={`place-${each}`}
          onClick={() => (place.value = each)}
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
  const count = { map: open + waiting, warnings: pendingWarnings.value.length, stations: 0, rules: 0, status: troubles.value.length }[which];
  if (count === 0) return null;
  return (
    <span class="rail-count">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span class="unseen">{which === 'map' ? w.badge.open(count) : which === 'status' ? w.badge.troubles(count) : w.badge.pending(count)}</span>
    </span>
  );
}
