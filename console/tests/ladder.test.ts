import { describe, expect, it } from 'vitest';

import { laddersFor } from '../src/city/ladder';
import { aRule, aStation } from './builders';

const when = { kind: 'threshold', property: 'water_level', direction: 'above', levels: { blue: 40.5, red: 43.5 } };
const found = (scope: unknown, over = {}) => laddersFor([aRule({ scope, when }, over)], aStation(), 'water_level').length;

describe('the thresholds of a chart', () => {
  it('come from the rules that judge the station, worst first', () => {
    const [ladder] = laddersFor([aRule({ scope: { stations: ['XY-H03'] }, when })], aStation(), 'water_level');
    expect(ladder).toEqual({ rule: 'stage-xixian', direction: 'above', rungs: [{ level: 'red', value: 43.5 }, { level: 'blue', value: 40.5 }] });
  });

  it('follow scope: station, kind, property, division with its subtree', () => {
    expect(found({})).toBe(1);
    expect(found({ stations: ['OTHER'] })).toBe(0);
    expect(found({ kinds: ['river_gauge'] })).toBe(1);
    expect(found({ kinds: ['air'] })).toBe(0);
    expect(found({ properties: ['water_level'] })).toBe(1);
    expect(found({ properties: ['water_level', 'flow'] })).toBe(0);
    expect(found({ divisions: ['4115'] })).toBe(1);
    expect(found({ divisions: ['411500000000'] })).toBe(1);
    expect(found({ divisions: ['411528000000'] })).toBe(1);
    expect(found({ divisions: ['411521000000'] })).toBe(0);
  });

  it('are not guessed for fences', () => {
    expect(found({ fence: 'mengwa' })).toBe(0);
  });

  it('leave out disabled rules, other properties and other kinds', () => {
    expect(found({}, { enabled: false })).toBe(0);
    expect(laddersFor([aRule({ scope: {}, when })], aStation(), 'flow')).toEqual([]);
    expect(laddersFor([aRule({ scope: {}, when: { kind: 'silence', after: '30m' } })], aStation(), 'water_level')).toEqual([]);
  });
});
