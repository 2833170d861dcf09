import { describe, expect, it } from 'vitest';

import { shadesOf } from '../src/stations/spans';
import type { GaugeMark } from '../src/wire/shapes';
import { at, T0 } from './builders';

const mark = (over: Partial<GaugeMark> = {}): GaugeMark => ({
  id: 'm', station: 'XY-H03', property: '', quality: 'unreliable', from: at(10), until: at(20), author: 'wang', reason: '泥沙', made: at(10), ended: null, ended_by: '', void: false, ...over,
});
const minutes = (shades: ReturnType<typeof shadesOf>): number[][] => shades.map(({ from, to }) => [(from - T0) / 60_000, (to - T0) / 60_000]);

describe('marks on a chart', () => {
  it('shade the time that they speak of, no further than the chart reaches', () => {
    const marks = [mark(), mark({ from: at(-90), until: at(2) }), mark({ until: null }), mark({ from: at(-9), until: at(-5) }), mark({ from: at(99), until: null })];
    expect(minutes(shadesOf(marks, 'water_level', T0, T0 + 30 * 60_000))).toEqual([[10, 20], [0, 2], [10, 30]]);
  });

  it('speak of one property, or of all', () => {
    const marks = [mark({ property: 'flow' }), mark({ property: 'water_level' }), mark()];
    expect(shadesOf(marks, 'water_level', T0, T0 + 30 * 60_000)).toHaveLength(2);
  });
});
