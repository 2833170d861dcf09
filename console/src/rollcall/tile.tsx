import { nearTime, now, stopwatch } from '../beijing';
import type { Place } from '../wire/rollcall';
import { named, words } from '../words';
import { leftOf, newestFirst, type Group } from './order';
import { PlaceSign } from './sign';
import { said } from './words';

interface Props {
  readonly place: Place;
  readonly group: Group;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

/** One village or site: how it stands, how long it still has, what was done about its silence. */
export function Tile({ place, group, isChosen, choose }: Props) {
  const w = said.value;
  const last = newestFirst(place.answers)[0];
  const left = leftOf(place, now.value);
  const done = [
    place.told_up ? w.toldUp : '',
    place.asked.length ? w.asked(place.asked.length) : '',
    place.knocked && place.state !== 'answered' ? w.knocked : '',
    place.unread ? w.unread(place.unread) : '',
  ].filter(Boolean);
  return (
    <li class={`roll-tile is-${group}${isChosen ? ' is-chosen' : ''}`} data-testid={`roll-${place.id}`} data-state={place.state} data-standing={place.standing ?? ''}>
      <button aria-pressed={isChosen} onClick={choose}>
        <span class="roll-name">
          <PlaceSign group={group} />
          <strong>{place.name}</strong>
        </span>
        <span class="roll-state">
          {place.standing ? named(w.standing, place.standing) : w.group[group]}
          {place.headcount === null ? '' : ` · ${w.people(place.headcount)}`}
        </span>
        <span class="roll-time">
          {left === null ? (last ? nearTime(Date.parse(last.at), now.value) : '') : left >= 0 ? w.left(stopwatch(left)) : w.over(stopwatch(-left))}
        </span>
        {place.is_contradictory ? <span class="roll-more is-noted">{w.contradictory(place.headcounts.join(' / '))}</span> : null}
        {done.length ? <span class="roll-more">{done.join(words.value.list)}</span> : null}
      </button>
    </li>
  );
}
