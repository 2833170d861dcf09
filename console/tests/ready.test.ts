import { describe, expect, it } from 'vitest';

import { isBlind, lasting, troublesOf } from '../src/wire/ready';
import { at, T0 } from './builders';

const since = (minutes: number): string => ` (since ${at(minutes)})`;

describe('what the server says of its parts', () => {
  it('is no news while everything works', () => {
    expect(troublesOf({ database: true, broker: true, feed: true })).toEqual([]);
  });

  it('names the part, which of several, why, and since when', () => {
    const [trouble] = troublesOf({ 'broker:north': `connection refused${since(-3)}` });
    expect(trouble).toEqual({ part: 'broker', which: 'north', why: 'connection refused', since: T0 - 180_000, takes: [] });
  });

  it('tells one cause once, and what it takes along', () => {
    const found = troublesOf({ feed: 'gone', pipeline: 'gone', review: 'gone', database: `gone${since(-1)}`, 'broker:north': 'refused' });
    expect(found.map((each) => each.part)).toEqual(['database', 'broker']);
    expect(found[0]?.takes).toEqual(['feed', 'pipeline', 'review']);
  });

  it('knows a full disk by what databases say of it', () => {
    expect(troublesOf({ pipeline: "the database's disk is full: …" })[0]?.part).toBe('disk');
    const full = 'could not extend file "base/5/16": No space left on device';
    expect(troublesOf({ database: true, pipeline: full, review: full }).map((each) => [each.part, each.takes])).toEqual([['disk', ['review']]]);
  });

  it('shows a part that has no word here by its own name', () => {
    expect(troublesOf({ abacus: 'bent' })[0]).toMatchObject({ part: 'other', which: 'abacus' });
  });

  it('waits a moment: what is over at once is no news', () => {
    const troubles = troublesOf({ broker: `connecting${since(0)}` });
    expect(lasting(troubles, T0 + 2_000)).toEqual([]);
    expect(lasting(troubles, T0 + 3_000)).toHaveLength(1);
    expect(lasting(troublesOf({ feed: 'not read yet' }), T0)).toHaveLength(1);
    expect(lasting(troublesOf({ series: `away${since(0)}` }), T0 + 60_000)).toEqual([]);
    expect(lasting(troublesOf({ series: `away${since(0)}` }), T0 + 120_000)).toHaveLength(1);
  });

  it('blinds the screen when nothing new can come by the database', () => {
    const blind = (checks: Record<string, true | string>): boolean => troublesOf(checks).some(isBlind);
    expect(blind({ database: 'gone', feed: 'gone' })).toBe(true);
    expect(blind({ feed: 'ended' })).toBe(true);
    expect(blind({ database: 'no answer for 9 s', feed: true })).toBe(true);
    expect(blind({ pipeline: 'No space left on device' })).toBe(true);
    expect(blind({ broker: 'refused' })).toBe(false);
  });
});
