/** Which release policy decides: the most specific one, as the server reckons; pure. */

import { rank } from '../level/level';
import type { Release, ReleasePolicy } from '../wire/admin';
import type { LevelKey } from '../wire/shapes';

export interface Asked {
  readonly hazard: string;
  readonly level: LevelKey;
  /** 12 digits. */
  readonly division: string;
}

const PEOPLE: readonly Release[] = ['automatic', 'one', 'two'];

/** `411528000000` stands for everything that begins with `411528`. */
const prefixOf = (code: string): string => code.slice(0, [2, 4, 6, 9].find((cut) => /^0*$/.test(code.slice(cut))) ?? code.length);

function fits({ document }: ReleasePolicy, { hazard, level, division }: Asked): boolean {
  const { hazards = [], levels = [], division: place = '' } = document;
  return (hazards.length === 0 || hazards.some((each) => hazard.startsWith(each))) && (levels.length === 0 || levels.includes(level)) && (!place || division.startsWith(prefixOf(place)));
}

/** What the most specific policy has the least of, in order. */
function looseness({ document }: ReleasePolicy, hazard: string): readonly number[] {
  const { hazards = [], levels = [], division = '', release } = document;
  const named = hazards.filter((each) => hazard.startsWith(each)).map((each) => each.length);
  return [division ? -prefixOf(division).length : 0, -Math.max(0, ...named), levels.length || 4, -PEOPLE.indexOf(release)];
}

/** The policy that decides on such a warning; null: the server's strict last resort. */
export function decidingOf(policies: readonly ReleasePolicy[], asked: Asked): ReleasePolicy | null {
  const isBefore = (left: ReleasePolicy, right: ReleasePolicy): number => {
    const [mine, other] = [looseness(left, asked.hazard), looseness(right, asked.hazard)];
    const differs = mine.findIndex((each, at) => each !== other[at]);
    return differs < 0 ? (left.id < right.id ? -1 : 1) : (mine[differs] ?? 0) - (other[differs] ?? 0);
  };
  const held = policies.filter((each) => !each.ended);
  for (const candidates of [held.filter((each) => !each.built_in), held.filter((each) => each.built_in)]) {
    const [first] = candidates.filter((each) => fits(each, asked)).sort(isBefore);
    if (first) return first;
  }
  return null;
}

/** Written ones first, then by the worst level that they are about. */
export const inOrder = (policies: readonly ReleasePolicy[]): readonly ReleasePolicy[] => {
  const worstOf = ({ document }: ReleasePolicy): number => Math.max(...(document.levels ?? ['red' as const]).map(rank));
  return [...policies].sort((left, right) => Number(left.built_in) - Number(right.built_in) || worstOf(right) - worstOf(left) || (left.id < right.id ? -1 : 1));
};
