import { describe, expect, it } from 'vitest';

import { backOff, causeOf, GRACE, healthOf, STALE_AFTER } from '../src/wire/health';

const T = 1_000_000;

describe('the health of the feed', () => {
  it('is live while frames come', () => {
    expect(healthOf({ isOpen: true, closed: null, heard: T, began: 0 }, T + STALE_AFTER)).toBe('live');
  });

  it('is stale when nothing has come for 12 s', () => {
    const pulse = { isOpen: true, closed: null, heard: T, began: 0 };
    expect(healthOf(pulse, T + STALE_AFTER + 1)).toBe('stale');
    expect(causeOf(pulse)).toBe('quiet');
  });

  it('is stale two seconds after the connection was cut: a blip is no news', () => {
    const pulse = { isOpen: false, closed: T, heard: T, began: 0 };
    expect(healthOf(pulse, T + GRACE)).toBe('connecting');
    expect(healthOf(pulse, T + GRACE + 1)).toBe('stale');
    expect(causeOf(pulse)).toBe('cut');
  });

  it('is connecting at first, and stale when that takes too long', () => {
    expect(healthOf({ isOpen: false, closed: null, heard: null, began: T }, T + 5_000)).toBe('connecting');
    expect(healthOf({ isOpen: false, closed: null, heard: null, began: T }, T + STALE_AFTER + 1)).toBe('stale');
  });
});

describe('the wait before a new connection', () => {
  it('grows to ten seconds and no further', () => {
    expect([0, 1, 2, 3, 9].map((attempt) => backOff(attempt, 1))).toEqual([500, 1000, 2000, 4000, 10_000]);
  });

  it('is spread over half of its length', () => {
    expect(backOff(3, 0)).toBe(2000);
    expect(backOff(3, 0.5)).toBe(3000);
  });
});
