import { useSignal } from '@preact/signals';

import { mergeSituation } from '../acts';
import { minutesBetween, now } from '../beijing';
import { city } from '../city/store';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import { mayAct } from '../session/session';
import type { Incident, Situation } from '../wire/shapes';
import { told, words } from '../words';
import { Card } from './card';
import { shownOf } from './grouping';
import { toggleFold, unfolded } from './groups';

/** One storm, one card: how bad it is as a whole, and its members below. */
export function GroupCard({ situation, members }: { readonly situation: Situation; readonly members: readonly Incident[] }) {
  const w = words.value;
  const isUnfolded = unfolded.value.has(situation.id);
  const shown = shownOf(members, isUnfolded);
  const worst = members[0]?.level ?? 'none';
  const unseen = members.filter((each) => each.state === 'open').length;
  const hidden = members.length - shown.length;
  return (
    <li class={`group tint-${worst}`} data-testid={`situation-${situation.id}`} data-level={worst} data-members={members.length}>
      <header class="group-head">
        <h3>{told(situation.title)}</h3>
        <span class="group-levels">
          {RAISED.map((level) => {
            const count = members.filter((each) => each.level === level).length;
            return count ? (
              <span key={level}>
                <Badge mark={level} size={15} /> {count}
              </span>
            ) : null;
          })}
        </span>
        <time class="card-age">{w.age(minutesBetween(Date.parse(situation.opened), now.value))}</time>
        <p>
          {[w.situation.counts(members.length, unseen), w.situation.counties(new Set(members.map((each) => each.division.slice(0, 6))).size)].join(' · ')}
          {mayAct.value ? <Merge situation={situation} /> : null}
        </p>
      </header>
      <ul class="cards">
        {shown.map((incident) => (
          <Card key={incident.id} incident={incident} />
        ))}
      </ul>
      {hidden > 0 || isUnfolded ? (
        <button class="group-more" aria-expanded={isUnfolded} data-testid={`situation-fold-${situation.id}`} onClick={() => toggleFold(situation.id)}>
          {isUnfolded ? w.situation.fold : w.situation.expand(hidden)}
        </button>
      ) : null}
    </li>
  );
}

/** Say that another situation is the same one. */
function Merge({ situation }: { readonly situation: Situation }) {
  const w = words.value;
  const isOpen = useSignal(false);
  const others = [...city.value.situations.values()].filter((each) => each.id !== situation.id && each.state === 'open' && !each.merged_into);
  if (others.length === 0) return null;
  if (!isOpen.value)
    return (
      <button class="link group-merge" onClick={() => (isOpen.value = true)}>
        {w.situation.merge}
      </button>
    );
  const nameOf = (each: Situation): string => `${told(each.title)} · ${w.situation.counts(each.open, 0)}`;
  return (
    <select
      class="group-merge"
      aria-label={w.situation.merge}
      value=""
      onChange={(event) => {
        const into = others.find((each) => each.id === event.currentTarget.value);
        isOpen.value = false;
        if (into) void mergeSituation(into, situation);
      }}
    >
      <option value="">{w.situation.merge}</option>
      {others.map((each) => (
        <option key={each.id} value={each.id}>
          {w.situation.mergeInto(nameOf(each))}
        </option>
      ))}
    </select>
  );
}
