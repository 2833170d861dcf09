import { minutesBetween, now } from '../beijing';
import { entries } from '../board/groups';
import type { Entry } from '../board/grouping';
import { lastWords, titleOf } from '../board/sentence';
import { openIncidents } from '../city/store';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import type { Incident, LevelKey } from '../wire/shapes';
import { told, words } from '../words';
import { LeafHead, turnNow, useRoom } from './leaf';
import { leafOf } from './rotation';
import { said } from './words';

/** Height of a row, as in the style sheet, CSS pixels. */
const ROW = 106;

const membersOf = (entry: Entry): readonly Incident[] => (entry.kind === 'one' ? [entry.incident] : entry.members);
const levelOf = (entry: Entry): LevelKey => membersOf(entry)[0]?.level ?? 'none';
const keyOf = (entry: Entry): string => (entry.kind === 'one' ? entry.incident.id : entry.situation.id);

/** What is open, by situation, the worst first. */
export function WallIncidents() {
  const w = said.value;
  const [list, room] = useRoom(ROW);
  const leaf = leafOf(entries.value, { isRed: (entry) => levelOf(entry) === 'red', room, turn: turnNow() });
  const open = openIncidents.value;
  const unseen = open.filter((each) => each.state === 'open').length;
  return (
    <section class="wall-incidents" aria-label={w.open} data-testid="wall-incidents">
      <LeafHead title={w.open} leaf={leaf}>
        <span class="wall-levels">
          {RAISED.map((level) => {
            const count = open.filter((each) => each.level === level).length;
            return count ? (
              <span key={level}>
                <Badge mark={level} size={30} /> {count}
              </span>
            ) : null;
          })}
        </span>
        {unseen ? <strong class="wall-unseen">{w.unseen(unseen)}</strong> : null}
      </LeafHead>
      <ul ref={list} class={leaf.isDense ? 'wall-list is-dense' : 'wall-list'}>
        {[...leaf.pinned, ...leaf.turning].map((entry) => (
          <Row key={keyOf(entry)} entry={entry} />
        ))}
        {open.length === 0 ? <li class="wall-none">{w.nothingOpen}</li> : null}
      </ul>
    </section>
  );
}

function Row({ entry }: { readonly entry: Entry }) {
  const w = said.value;
  const level = levelOf(entry);
  const members = membersOf(entry);
  const unseen = members.filter((each) => each.state === 'open').length;
  const [title, text, opened] =
    entry.kind === 'one'
      ? [titleOf(entry.incident), lastWords(entry.incident), entry.incident.opened]
      : [told(entry.situation.title), [...new Set(members.map((each) => each.station_name))].slice(0, 6).join(words.value.list), entry.situation.opened];
  return (
    <li class={`wall-row tint-${level}`} data-level={level}>
      <Badge mark={level} size={60} isLost={members[0]?.kind === 'lost'} kind={members[0]?.kind ?? 'hazard'} />
      <div class="wall-what">
        <p class="wall-title">{title}</p>
        <p class="wall-text">{text}</p>
      </div>
      <div class="wall-aside">
        <time>{words.value.age(minutesBetween(Date.parse(opened), now.value))}</time>
        {unseen ? <strong>{members.length > 1 ? w.unseen(unseen) : w.isUnseen}</strong> : <span>{members.length > 1 ? w.members(members.length) : ''}</span>}
      </div>
    </li>
  );
}
