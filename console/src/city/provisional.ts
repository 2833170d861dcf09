/** What the rules found that is not written yet; pure. True, and no promise: the journal replaces it when it comes. */

import { rank } from '../level/level';
import type { Incident, LevelKey, ProvisionalItem } from '../wire/shapes';

export interface Untold {
  readonly key: string;
  readonly item: ProvisionalItem;
  /** Level before the first of the changes that wait. */
  readonly before: LevelKey;
}

const keyOf = (rule: string, station: string): string => `${rule}\u0000${station}`;

/**
 * One entry per rule and station, worst first and what rose before what came down; what the journal already tells is left out.
 *
 * @param items What waits, oldest first.
 */
export function untold(items: readonly ProvisionalItem[], incidents: Iterable<Incident>): readonly Untold[] {
  if (items.length === 0) return [];
  const told = new Map<string, number>();
  for (const incident of incidents) {
    const last = incident.reasons.at(-1);
    const key = keyOf(incident.rule, incident.target);
    if (last) told.set(key, Math.max(told.get(key) ?? -Infinity, Date.parse(last.t)));
  }
  const found = new Map<string, Untold>();
  for (const item of items) {
    const key = keyOf(item.rule, item.station);
    if (Date.parse(item.at) <= (told.get(key) ?? -Infinity)) continue;
    found.set(key, { key, item, before: found.get(key)?.before ?? item.before });
  }
  return [...found.values()].sort(
    (left, right) => rank(right.item.level) - rank(left.item.level) || rank(left.before) - rank(right.before) || (left.item.at < right.item.at ? 1 : -1),
  );
}

/** The worst level per station that waits to be written. */
export function untoldLevels(list: readonly Untold[]): ReadonlyMap<string, LevelKey> {
  const levels = new Map<string, LevelKey>();
  for (const { item } of list) {
    if (rank(item.level) > rank(levels.get(item.station) ?? 'none')) levels.set(item.station, item.level);
  }
  return levels;
}
