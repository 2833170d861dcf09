import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Feed, gatherFor } from '../src/wire/feed';
import type { Pulse } from '../src/wire/health';
import type { Frame } from '../src/wire/shapes';
import { anIncident, at } from './builders';

class FakeSocket {
  static made: FakeSocket[] = [];
  onopen: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;
  isClosed = false;
  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.made.push(this);
  }
  close(): void {
    this.isClosed = true;
  }
  say(frame: unknown): void {
    this.onmessage({ data: JSON.stringify(frame) });
  }
}

const hello = (head: number) => ({ kind: 'hello', t: at(0), seq: head, data: { server_time: at(0), head } });
const incident = (seq: number) => ({ kind: 'incident', seq, t: at(0), data: { incident: anIncident() } });
const last = (): FakeSocket => FakeSocket.made.at(-1) as FakeSocket;

let frames: Frame[][] = [];
let pulses: Pulse[] = [];
let gaps = 0;
let broken = 0;

function start(): Feed {
  const feed = new Feed({
    token: 'T',
    frames: (batch) => frames.push([...batch]),
    pulse: (pulse) => pulses.push(pulse),
    broken: () => (broken += 1),
    gap: () => (gaps += 1),
  });
  feed.start();
  return feed;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('location', { protocol: 'https:', host: 'city.example' });
  vi.stubGlobal('addEventListener', vi.fn());
  vi.stubGlobal('removeEventListener', vi.fn());
  FakeSocket.made = [];
  frames = [];
  pulses = [];
  gaps = 0;
  broken = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the feed', () => {
  it('shows its token as a subprotocol, never in the address', () => {
    start();
    expect(last().url).toBe('wss://city.example/api/v1/feed');
    expect(last().protocols).toEqual(['fenghuo.v1', 'bearer.T']);
  });

  it('hands frames on in batches', () => {
    start();
    last().onopen();
    for (let seq = 1; seq <= 100; seq += 1) last().say(incident(seq));
    vi.advanceTimersByTime(50);
    expect(frames.map((batch) => batch.length)).toEqual([100]);
  });

  it('hands the first frame after a pause on at once', () => {
    start();
    last().onopen();
    vi.advanceTimersByTime(1000);
    last().say(incident(1));
    vi.advanceTimersByTime(10);
    expect(frames).toHaveLength(1);
  });

  it('hands on seldom while frames go on coming', () => {
    start();
    last().onopen();
    for (let seq = 1; seq <= 100; seq += 1) {
      last().say(incident(seq));
      vi.advanceTimersByTime(10);
    }
    expect(frames.length).toBeLessThan(20);
    vi.advanceTimersByTime(100);
    expect(frames.flat()).toHaveLength(100);
  });

  it('rests twice as long as the page took, and no longer than a quarter of a second', () => {
    expect(gatherFor({ now: 1000, handed: 1000, took: 5 })).toBe(60);
    expect(gatherFor({ now: 1000, handed: 1000, took: 50 })).toBe(100);
    expect(gatherFor({ now: 1000, handed: 1000, took: 900 })).toBe(250);
    expect(gatherFor({ now: 5000, handed: 1000, took: 900 })).toBe(8);
    expect(gatherFor({ now: 0, handed: -Infinity, took: 0 })).toBe(8);
  });

  it('resumes behind the last frame it saw', () => {
    start();
    last().onopen();
    last().say(hello(40));
    last().say(incident(41));
    last().onclose({ code: 1006 });
    vi.advanceTimersByTime(600);
    expect(FakeSocket.made).toHaveLength(2);
    expect(last().url).toContain('?since=41');
  });

  it('resumes at the head of the greeting when no frame came', () => {
    start();
    last().say(hello(40));
    last().onclose({ code: 1006 });
    vi.advanceTimersByTime(600);
    expect(last().url).toContain('?since=40');
  });

  it('starts anew and tells of the gap when the backlog was too long', () => {
    start();
    last().say(incident(41));
    last().onclose({ code: 1013 });
    vi.advanceTimersByTime(600);
    expect(gaps).toBe(1);
    expect(last().url).not.toContain('since');
  });

  it('tells of a gap when the server has another journal', () => {
    start();
    last().say(incident(500));
    last().say(hello(3));
    expect(gaps).toBe(1);
  });

  it('keeps its place while frames without a sequence number come', () => {
    start();
    last().say(incident(41));
    last().say({ kind: 'provisional', t: at(0), data: { items: [], count: 0 } });
    last().onclose({ code: 1006 });
    vi.advanceTimersByTime(600);
    expect(last().url).toContain('?since=41');
  });

  it('waits longer after each failure, and asks whether its token still holds', () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    start();
    for (const wait of [500, 1000, 2000]) {
      last().onclose({ code: 1006 });
      const before = FakeSocket.made.length;
      vi.advanceTimersByTime(wait - 1);
      expect(FakeSocket.made).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(FakeSocket.made).toHaveLength(before + 1);
    }
    expect(broken).toBe(3);
  });

  it('tells whether it is open and when it last heard', () => {
    start();
    last().onopen();
    expect(pulses.at(-1)).toMatchObject({ isOpen: true, heard: null });
    last().say(hello(1));
    expect(pulses.at(-1)?.heard).toBe(Date.now());
    last().onclose({ code: 1006 });
    expect(pulses.at(-1)?.isOpen).toBe(false);
  });

  it('stays quiet once it is stopped', () => {
    const feed = start();
    feed.stop();
    last().onclose({ code: 1000 });
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(1);
  });
});
