/** In which order places are shown: what one must act on first; pure. */

import type { Answer, Callee, Counts, Place, PlaceState, RollCallRow } from '../wire/rollcall';

/** The heads under which places stand, the most urgent first. */
export const GROUPS = ['help', 'dark', 'unanswered', 'waiting', 'answered', 'cancelled'] as const;
export type Group = (typeof GROUPS)[number];

/** Who asks for rescue has answered, and comes before everybody else. */
export const groupOf = (place: Place): Group => (place.standing === 'help' ? 'help' : place.state);

/** Places of a kind by head; within one, those whose time is over longest first, then by name. */
export function groupsOf(places: readonly Place[], kind: Place['kind']): ReadonlyMap<Group, readonly Place[]> {
  const groups = new Map<Group, Place[]>(GROUPS.map((group) => [group, []]));
  for (const place of places) if (place.kind === kind) groups.get(groupOf(place))?.push(place);
  for (const list of groups.values()) list.sort((left, right) => compare(left.deadline, right.deadline) || compare(left.name, right.name));
  return groups;
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Parts of the bar, in the order in which they are drawn. */
export const BAR: readonly Exclude<PlaceState, 'cancelled'>[] = ['answered', 'waiting', 'unanswered', 'dark'];

/** Villages and sites together. */
export function totals(roll: RollCallRow): Counts {
  const { counts, site_counts: sites } = roll;
  const keys = Object.keys(counts) as (keyof Counts)[];
  return Object.fromEntries(keys.map((key) => [key, counts[key] + sites[key]])) as unknown as Counts;
}

/** How many did not answer: unanswered and dark ones. */
export const missingOf = (counts: Counts): number => counts.unanswered + counts.dark;

/** How long a place still has, ms; null once it has answered or nobody asks any more. */
export function leftOf(place: Place, now: number): number | null {
  if (place.state === 'answered' || place.state === 'cancelled') return null;
  return Date.parse(place.deadline) - now;
}

/** The people of a place, those who have not answered first. */
export const peopleOf = (callees: readonly Callee[], place: string): readonly Callee[] =>
  callees.filter((each) => each.place === place).sort((left, right) => Number(left.answer !== null) - Number(right.answer !== null));

/** The answers of a place, the newest first. */
export const newestFirst = (answers: readonly Answer[]): readonly Answer[] => [...answers].sort((left, right) => compare(right.at, left.at));
