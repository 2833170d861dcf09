/** Warning levels: their order, their numerals, their words elsewhere. */

import type { LevelKey } from '../wire/shapes';

/** From calm to worst; the index is the rank. */
export const LEVELS: readonly LevelKey[] = ['none', 'blue', 'yellow', 'orange', 'red'];

/** The levels that are shown, worst first. */
export const RAISED: readonly Exclude<LevelKey, 'none'>[] = ['red', 'orange', 'yellow', 'blue'];

export const NUMERALS: Readonly<Record<LevelKey, string>> = {
  none: '',
  blue: 'Ⅳ',
  yellow: 'Ⅲ',
  orange: 'Ⅱ',
  red: 'Ⅰ',
};

export function rank(level: LevelKey): number {
  return LEVELS.indexOf(level);
}

export function worst(left: LevelKey, right: LevelKey): LevelKey {
  return rank(left) >= rank(right) ? left : right;
}
