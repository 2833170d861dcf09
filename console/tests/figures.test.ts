import { describe, expect, it } from 'vitest';

import { byCount, count, ratesOf, sum, type Figures } from '../src/status/figures';
import { at } from './builders';

const figures = (over: Partial<Figures> = {}): Figures => ({
  t: at(0), messages: 0, readings: 0, stored: 0, duplicates: 0, distrusted: 0, waiting: 0, oldest_s: null, lost: 0, store_errors: 0,
  flush_ms: null, clock_offset_max_s: 0, refused: {}, presence: {}, listeners: {}, ...over,
});

describe('figures of the intake', () => {
  it('give rates over the time between two looks', () => {
    expect(ratesOf(figures(), figures({ t: at(1), messages: 60, readings: 240 }))).toEqual({ messages: 1, readings: 4 });
  });

  it('give none at the first look, and none across a restart', () => {
    expect(ratesOf(null, figures())).toBeNull();
    expect(ratesOf(figures({ messages: 9 }), figures({ t: at(1), messages: 2 }))).toBeNull();
    expect(ratesOf(figures(), figures())).toBeNull();
  });

  it('are written short', () => {
    expect([0, 0.42, 3, 12.4, 1240.4].map(count)).toEqual(['0', '0.4', '3', '12', '1,240']);
  });

  it('list reasons by how often they came', () => {
    const refused = { bad_time: 2, bad_value: 5, malformed_json: 0 };
    expect(byCount(refused)).toEqual([['bad_value', 5], ['bad_time', 2]]);
    expect(sum(refused)).toBe(7);
  });
});
