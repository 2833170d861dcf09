import { describe, expect, it } from 'vitest';

import { labelBox, place, type Wish } from '../src/map/placing';

const wish = (id: string, x: number, y: number): Wish => ({ id, x, y, reach: 12, width: 100, height: 22 });
const ground = { width: 800, height: 600, soft: [] };

describe('labels on the map', () => {
  it('stand on the right when there is room', () => {
    expect(place([wish('a', 400, 300)], ground).get('a')).toBe('right');
  });

  it('do not hide another station', () => {
    expect(place([wish('a', 400, 300), wish('b', 450, 300)], ground).get('a')).toBe('left');
  });

  it('do not hide another label', () => {
    const sides = place([wish('a', 400, 300), wish('b', 400, 330)], ground);
    const boxes = [labelBox(wish('a', 400, 300), sides.get('a') ?? 'right'), labelBox(wish('b', 400, 330), sides.get('b') ?? 'right')];
    const [one, other] = boxes;
    expect(one && other && one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom).toBe(false);
  });

  it('stay inside the map', () => {
    expect(place([wish('a', 780, 300)], ground).get('a')).toBe('left');
  });

  it('avoid names when another side is free, and cover them when none is', () => {
    const right = { left: 410, top: 280, right: 520, bottom: 320 };
    expect(place([wish('a', 400, 300)], { ...ground, soft: [right] }).get('a')).toBe('left');
    const everywhere = { left: 0, top: 0, right: 800, bottom: 600 };
    expect(place([wish('a', 400, 300)], { ...ground, soft: [everywhere] }).get('a')).toBe('right');
  });

  it('are left out when there is no room, the less important first', () => {
    const crowd = [wish('worst', 400, 300), ...[-20, 0, 20].flatMap((dy) => [-30, 30].map((dx) => wish(`${dx},${dy}`, 400 + dx, 300 + dy)))];
    expect(place(crowd, ground).size).toBeLessThan(crowd.length);
  });
});
