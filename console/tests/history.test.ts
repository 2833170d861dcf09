import { describe, expect, it } from 'vitest';

import { levelsOf, spansAt } from '../src/history/spans';
import { aReason, anIncident, at, T0 } from './builders';

const minute = (count: number): number => T0 + count * 60_000;
const frame = { from: minute(-100), to: minute(100) };

const rising = anIncident({
  reasons: [aReason({ t: at(0), after: 'blue' }), aReason({ t: at(10), after: 'red' }), aReason({ t: at(40), after: 'none' })],
  closed: at(60),
  state: 'closed',
});

describe('three days of levels', () => {
  it('follow an incident through its levels', () => {
    expect(levelsOf(rising, frame.to).map((stay) => [stay.level, (stay.to - stay.from) / 60_000])).toEqual([
      ['blue', 10],
      ['red', 30],
      ['none', 20],
    ]);
  });

  it('show a level only while it stood', () => {
    expect(spansAt('red', [rising], frame)).toEqual([{ from: minute(10), to: minute(40), most: 1, isNow: false }]);
    expect(spansAt('orange', [rising], frame)).toEqual([]);
  });

  it('join incidents that overlap and count them', () => {
    const other = anIncident({ id: 'b', reasons: [aReason({ t: at(30), after: 'red' })], state: 'open' });
    expect(spansAt('red', [rising, other], frame)).toEqual([{ from: minute(10), to: minute(100), most: 2, isNow: true }]);
  });

  it('join incidents that touch', () => {
    const next = anIncident({ id: 'b', reasons: [aReason({ t: at(40), after: 'red' }), aReason({ t: at(50), after: 'none' })] });
    expect(spansAt('red', [rising, next], frame)).toMatchObject([{ from: minute(10), to: minute(50) }]);
  });

  it('are cut at the edges of the window', () => {
    expect(spansAt('blue', [rising], { from: minute(5), to: minute(8) })).toEqual([{ from: minute(5), to: minute(8), most: 1, isNow: true }]);
  });

  it('leave out lost sensors: they say nothing about the water', () => {
    expect(spansAt('blue', [{ ...rising, kind: 'lost' }], frame)).toEqual([]);
  });
});
