import { describe, expect, it } from 'vitest';

import { draw, extend, trendOf } from '../src/city/curve';
import { believable, longestStep, pointsFor, withGaps } from '../src/stations/series';

const MINUTE = 60_000;
const line = (values: readonly number[], step = 5 * MINUTE) => values.map((v, index) => ({ t: index * step, v }));

describe('the curve of a card', () => {
  it('grows by newer readings only', () => {
    const curve = line([1, 2]);
    expect(extend(curve, { t: 10 * MINUTE, v: 3 })).toHaveLength(3);
    expect(extend(curve, { t: 5 * MINUTE, v: 3 })).toBe(curve);
  });

  it('does not grow without bound when readings come every second', () => {
    let curve = line([1, 2]);
    for (let second = 0; second < 3600; second += 1) curve = [...extend(curve, { t: 10 * MINUTE + second * 1000, v: 2 })];
    expect(curve.length).toBeLessThan(200);
    expect(curve.at(-1)?.t).toBe(10 * MINUTE + 3_599_000);
  });

  it('forgets what is older than its span', () => {
    expect(extend(line([1, 2, 3]), { t: 100 * MINUTE, v: 4 }, 60 * MINUTE)).toEqual([{ t: 100 * MINUTE, v: 4 }]);
  });

  it('rises, falls, or stays', () => {
    expect(trendOf(line([1, 2, 3]))).toBe('up');
    expect(trendOf(line([3, 2, 1]))).toBe('down');
    expect(trendOf(line([2, 2, 2]))).toBe('flat');
    expect(trendOf(line([0, 10, 5, 5.05, 5.05, 5.05, 5.05, 5.05, 5.05, 5.05, 5.05, 5.05]))).toBe('flat');
    expect(trendOf(line([1, 5, 9, 8, 7], 10_000))).toBe('down');
    expect(trendOf([])).toBe('flat');
  });

  it('is drawn with its threshold in sight', () => {
    const drawn = draw(line([1, 2]), 4, { width: 100, height: 30 });
    expect(drawn.line).toMatch(/^M0\.0 27\.0L100\.0/);
    expect(drawn.threshold).toBe(3);
  });

  it('is not drawn from one reading', () => {
    expect(draw(line([1]), 4, { width: 100, height: 30 }).line).toBe('');
  });
});

describe('the chart', () => {
  it('asks for all readings when they are few, for those that draw the same line when they are many', () => {
    expect(pointsFor(24 * 60 * MINUTE, 300)).toBeNull();
    expect(pointsFor(72 * 60 * MINUTE, 3600)).toBeNull();
    expect(pointsFor(24 * 60 * MINUTE, 5)).toBe(1200);
    expect(pointsFor(30 * 24 * 60 * MINUTE, 300)).toBe(1200);
  });

  it('does not take a thinned line for one with gaps', () => {
    expect(longestStep(24 * 60 * MINUTE, 300)).toBe(15 * MINUTE);
    expect(longestStep(72 * 60 * MINUTE, 3600)).toBe(180 * MINUTE);
    expect(longestStep(30 * 24 * 60 * MINUTE, 300)).toBe(90 * MINUTE);
  });

  it('is not bent by values that nobody trusts, nor by single doubtful ones far off', () => {
    const reading = (v: number, q: 'good' | 'doubtful' | 'unreliable' = 'good') => ({ t: 0, v, q, why: [] });
    const line = [reading(31), reading(32), reading(900, 'doubtful'), reading(34, 'doubtful'), reading(9, 'unreliable')];
    expect(believable(line).map((each) => each.v)).toEqual([31, 32, 34]);
    const flood = Array.from({ length: 6 }, () => reading(60, 'doubtful'));
    expect(believable([...line, ...flood])).toHaveLength(10);
    expect(believable([reading(9, 'unreliable')])).toHaveLength(1);
  });

  it('leaves a gap where readings are missing', () => {
    const drawn = withGaps([[0, 1], [5 * MINUTE, 2], [60 * MINUTE, 3]], 15 * MINUTE);
    expect(drawn.map((point) => point[1])).toEqual([1, 2, null, 3]);
  });
});
