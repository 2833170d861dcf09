import { describe, expect, it } from 'vitest';

import type { Look } from '../src/city/store';
import { fits, isConspicuous, listOrder } from '../src/stations/order';
import { byWarning, isInForce, tally } from '../src/warnings/count';
import { aDelivery, aStation, at, aWarning, T0 } from './builders';

const look = (over: Partial<Look> = {}): Look => ({ station: aStation(), level: 'none', hearing: 'heard', raised: undefined, mark: 'none', isUntold: false, ...over });

describe('the list of stations', () => {
  it('has raised ones first, then those not heard', () => {
    const list = [
      look({ station: aStation({ id: 'C' }) }),
      look({ station: aStation({ id: 'B' }), hearing: 'lost' }),
      look({ station: aStation({ id: 'D' }), level: 'red' }),
      look({ station: aStation({ id: 'A' }), level: 'blue' }),
    ];
    expect(list.sort(listOrder).map((each) => each.station.id)).toEqual(['D', 'A', 'B', 'C']);
  });

  it('finds by name, id, river and kind, all words', () => {
    expect(fits(look(), '息县', '河道站')).toBe(true);
    expect(fits(look(), 'xy-h 淮河', '河道站')).toBe(true);
    expect(fits(look(), '河道', '河道站')).toBe(true);
    expect(fits(look(), '淮河 雨量', '河道站')).toBe(false);
    expect(fits(look(), '', '河道站')).toBe(true);
  });

  it('calls raised and unheard stations conspicuous', () => {
    expect([look(), look({ level: 'blue' }), look({ hearing: 'silent' })].map(isConspicuous)).toEqual([false, true, true]);
  });
});

describe('deliveries', () => {
  it('are counted by how far they got', () => {
    const counts = tally([aDelivery(), aDelivery({ state: 'failed' }), aDelivery({ state: 'failed' })]);
    expect(counts).toMatchObject({ sent: 1, failed: 2, delivered: 0, all: 3 });
  });

  it('belong to their warning', () => {
    const groups = byWarning([aDelivery(), aDelivery({ id: 'd2', warning: 'w2' }), aDelivery({ id: 'd3' })]);
    expect(groups.get('w1')).toHaveLength(2);
  });
});

describe('a warning in force', () => {
  it('is issued, not expired, and no cancellation', () => {
    expect(isInForce(aWarning({ stage: 'issued' }), T0)).toBe(true);
    expect(isInForce(aWarning({ stage: 'draft' }), T0)).toBe(false);
    expect(isInForce(aWarning({ stage: 'issued', expires: at(-1) }), T0)).toBe(false);
    expect(isInForce(aWarning({ stage: 'issued', msgType: 'Cancel' }), T0)).toBe(false);
  });
});
