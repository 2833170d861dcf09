import { describe, expect, it } from 'vitest';

import { leafOf } from '../src/screen/rotation';

const wall = (items: readonly string[], room: number, turn = 0) => leafOf(items, { isRed: (item) => item.startsWith('r'), room, turn });
const many = (letter: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${letter}${n}`);

describe('what is on the wall', () => {
  it('is everything while it fits', () => {
    expect(wall(['r0', 'o0', 'y0'], 4)).toMatchObject({ pinned: ['r0'], turning: ['o0', 'y0'], pages: 1, isDense: false, hidden: 0 });
  });

  it('keeps red in every turn and shows each of the others in one', () => {
    const items = [...many('r', 2), ...many('o', 7)];
    const pages = wall(items, 4).pages;
    const seen = Array.from({ length: pages }, (_, turn) => wall(items, 4, turn));
    for (const leaf of seen) expect(leaf.pinned).toEqual(['r0', 'r1']);
    expect(seen.flatMap((leaf) => leaf.turning)).toEqual(many('o', 7));
  });

  it('closes ranks when red alone fills the wall, and leaves room for the others', () => {
    const leaf = wall([...many('r', 4), 'o0'], 4);
    expect(leaf).toMatchObject({ isDense: true, pinned: many('r', 4), turning: ['o0'], hidden: 0 });
  });

  it('says how many found no room at all', () => {
    expect(wall([...many('r', 11), 'o0'], 4)).toMatchObject({ isDense: true, hidden: 4, turning: [] });
  });

  it('turns for ever', () => {
    const items = many('y', 9);
    expect(wall(items, 4, 1e9).turning.length).toBeGreaterThan(0);
    expect(wall(items, 4, 3)).toEqual(wall(items, 4, 0));
  });

  it('is nothing where nothing is', () => {
    expect(wall([], 4)).toMatchObject({ pinned: [], turning: [], pages: 1, hidden: 0 });
  });
});
