import { describe, expect, it } from 'vitest';

import { pairingAddress, pairingOf } from '../src/screen/pairing';
import { cueOf } from '../src/screen/sounding';
import { ABSENT, answered, BEAT, due, turned, type Message, type Presence } from '../src/screen/presence';

const IDENTITY = { id: 'hall', name: '大厅', division: '', place: '一楼' };
const kinds = (messages: readonly Message[]): string[] => messages.map((each) => each.kind);

/** What a screen says in each second of a span. */
function play(presence: Presence, { from = 0, seconds, visible = [] as readonly string[] }: { from?: number; seconds: number; visible?: readonly string[] }) {
  let held = presence;
  const messages: Message[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const next = due(held, { now: from + second * 1000, identity: IDENTITY, visible });
    held = next.presence;
    messages.push(...next.messages);
  }
  return { presence: held, messages };
}

describe('a wall screen', () => {
  it('says nothing while the feed is cut or nobody knows who it is', () => {
    expect(due(ABSENT, { now: 0, identity: IDENTITY, visible: ['w1'] }).messages).toEqual([]);
    expect(due(turned(true), { now: 0, identity: null, visible: ['w1'] }).messages).toEqual([]);
  });

  it('introduces itself until it is answered, for the server may have been without its database', () => {
    const { messages } = play(turned(true), { seconds: 11 });
    expect(kinds(messages)).toEqual(['register', 'register', 'register']);
    expect(messages[0]).toEqual({ kind: 'register', ...IDENTITY });
  });

  it('introduces itself less often once it is refused', () => {
    const { presence } = play(turned(true), { seconds: 1 });
    expect(kinds(play(answered(presence, { error: 'division' }), { from: 1000, seconds: 40 }).messages)).toEqual(['register']);
  });

  it('says well within a minute that it is there, and introduces itself anew after a cut', () => {
    const known = answered(turned(true), {});
    expect(kinds(play(known, { seconds: 60 }).messages)).toEqual(Array(60_000 / BEAT).fill('heartbeat'));
    expect(kinds(play(turned(true), { from: 60_000, seconds: 1 }).messages)).toEqual(['register']);
  });

  it('says again and again what it shows, so that a word that was lost is made up for', () => {
    const known = answered(turned(true), {});
    const { messages, presence } = play(known, { seconds: 121, visible: ['w1', 'w2'] });
    expect(messages.filter((each) => each.kind === 'displayed' && each.warning === 'w1')).toHaveLength(3);
    expect(presence.shown.size).toBe(2);
  });

  it('does not repeat itself when a page turns back, and remembers nothing of what went', () => {
    const known = answered(turned(true), {});
    const first = play(known, { seconds: 12, visible: ['w1'] });
    const second = play(first.presence, { from: 12_000, seconds: 12, visible: ['w2'] });
    const third = play(second.presence, { from: 24_000, seconds: 12, visible: ['w1'] });
    expect(third.messages.filter((each) => each.kind === 'displayed')).toEqual([]);
    expect(play(third.presence, { from: 36_000, seconds: 90 }).presence.shown.size).toBe(0);
  });
});

describe('the pairing of a screen', () => {
  it('is read from behind the # and nowhere else', () => {
    expect(pairingOf('#key=fh_a-b_c&name=%E5%A4%A7%E5%8E%85&place=1F&id=hall', () => 'wall-1')).toEqual({ key: 'fh_a-b_c', id: 'hall', name: '大厅', place: '1F' });
    expect(pairingOf('#key=fh_a&id=hall&sound=off', () => 'wall-1')?.isSilent).toBe(true);
    expect(pairingOf('#/map', () => 'wall-1')).toBeNull();
    expect(pairingOf('', () => 'wall-1')).toBeNull();
  });

  it('has an id of its own where none is given or the given one is none', () => {
    expect(pairingOf('#key=fh_a&id=a%20b', () => 'wall-1')?.id).toBe('wall-1');
  });

  it('comes back from the address that the keys page gives', () => {
    const address = new URL(pairingAddress('https://fenghuo.example', 'fh_k+/=', '大厅 2'));
    expect(address.search).toBe('');
    expect(pairingOf(address.hash, () => 'wall-1')).toMatchObject({ key: 'fh_k+/=', name: '大厅 2' });
  });
});

describe('what a room hears', () => {
  const red = { kind: 'raised', id: 'i1', level: 'red' } as const;
  const quiet = { fresh: [], isStale: false, wasStale: false };

  it('is a new red and a call for help', () => {
    expect(cueOf({ ...quiet, fresh: [red] })).toBe('red');
    expect(cueOf({ ...quiet, fresh: [{ kind: 'help', id: 'r1', level: 'red', name: '柳林' }] })).toBe('red');
    expect(cueOf({ ...quiet, fresh: [{ ...red, level: 'orange' }] })).toBeNull();
  });

  it('is once that the wall shows the past', () => {
    expect(cueOf({ ...quiet, isStale: true })).toBe('stale');
    expect(cueOf({ ...quiet, isStale: true, wasStale: true })).toBeNull();
    expect(cueOf({ ...quiet, wasStale: true })).toBeNull();
  });
});
