import { describe, expect, it } from 'vitest';

import { isOff, signed } from '../src/stations/offset';
import { aStation } from './builders';

describe('the clock of a station', () => {
  it('is written with its sign and a unit', () => {
    expect([0, 0.31, -3.24, 75, -3725].map(signed)).toEqual(['±0.0 s', '+0.3 s', '−3.2 s', '+1 min 15 s', '−1 h 02 min']);
  });

  it('is off as the server judges it: ahead soon, behind later, slow devices later still', () => {
    const off = (seconds: number | null, interval = 300): boolean =>
      isOff(aStation({ clock_offset_s: seconds, datastreams: [{ property: 'flow', unit: 'm3/s', interval_s: interval, canonical_unit: 'm3/s' }] }));
    expect([off(null), off(119), off(121), off(-599), off(-601)]).toEqual([false, false, true, false, true]);
    expect([off(-601, 3600), off(-5401, 3600)]).toEqual([false, true]);
  });

});
