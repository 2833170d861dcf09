/** Which stations a list shows, and in which order; pure. */

import type { Look } from '../city/store';
import { rank } from '../level/level';

/** True when a person should look at the station: raised, or not heard. */
export const isConspicuous = (look: Look): boolean => look.level !== 'none' || look.hearing !== 'heard';

/** Worst first, then those that are not heard, then by id. */
export function listOrder(left: Look, right: Look): number {
  return (
    rank(right.level) - rank(left.level) ||
    Number(left.hearing === 'heard') - Number(right.hearing === 'heard') ||
    (left.station.id < right.station.id ? -1 : 1)
  );
}

/** Whether name, id, river or kind contain every word of the search. */
export function fits(look: Look, search: string, kind: string): boolean {
  const { id, name, river } = look.station;
  const text = `${id} ${name} ${river} ${kind}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
