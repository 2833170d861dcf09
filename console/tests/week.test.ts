/** A wall screen that stays on for a week: what it holds is what goes on, not what went by. */

import { afterEach, describe, expect, it } from 'vitest';

import { curves } from '../src/city/curves';
import { withoutPast } from '../src/city/past';
import { city, forget, lay, news, provisional, risen, take } from '../src/city/store';
import { EMPTY } from '../src/city/reducer';
import { answered, due, turned, type Presence } from '../src/screen/presence';
import type { Frame, LatestItem } from '../src/wire/shapes';
import { aDelivery, anIncident, anItem, aSituation, aStation, aTask, aWarning, frameOf, incidentFrame, stationFrame, T0, warningFrame } from './builders';

const HOUR = 3_600_000;
const KEEP = HOUR;
const STATIONS = 20;

const iso = (instant: number): string => new Date(instant).toISOString();

/** Every hour a few incidents open and close, warnings go out and end, and everybody is told. */
function framesOf(hour: number): readonly Frame[] {
  const start = T0 + hour * HOUR;
  const frames: Frame[] = [];
  for (let n = 0; n < 6; n += 1) {
    const id = `${hour}-${n}`;
    const began = iso(start + n * 60_000);
    const over = iso(start + 50 * 60_000);
    const open = anIncident({ id: `i${id}`, station: `S${n}`, level: n ? 'orange' : 'red', opened: began, changed: began, situation: `s${hour}` });
    frames.push(incidentFrame(open), incidentFrame({ ...open, state: 'closed', level: 'none', closed: over, changed: over }));
    const warning = aWarning({ id: `w${id}`, incident: open.id, stage: 'issued', created: began, expires: over, steps: [{ at: began, actor: 'policy', act: 'issued', note: '' }] });
    frames.push(warningFrame({ ...warning, stage: 'draft', steps: [] }), warningFrame(warning));
    // Some end in words, some just run out.
    if (n % 2) frames.push(warningFrame({ ...warning, stage: 'expired', steps: [...warning.steps, { at: over, actor: 'clock', act: 'expired', note: '' }] }));
    for (let to = 0; to < 10; to += 1) frames.push(frameOf('delivery', { delivery: aDelivery({ id: `d${id}-${to}`, warning: warning.id, changed: began, state: 'delivered' }) }));
    frames.push(frameOf('task', { task: aTask({ id: `t${id}`, incident: open.id, state: n % 2 ? 'done' : 'open', changed: over }) }));
    frames.push(frameOf('cap', { cap: { id: `c${id}`, state: 'current', level: 'yellow', sent: began, expires: over } }));
  }
  frames.push(frameOf('situation', { situation: aSituation({ id: `s${hour}`, state: 'closed', open: 0, changed: iso(start + 55 * 60_000) }) }));
  frames.push(frameOf('rollcall', { rollcall: `r${hour}`, act: 'help', name: '柳林村' }), frameOf('provisional', { items: [anItem()], count: 1 }));
  const items: LatestItem[] = Array.from({ length: STATIONS }, (_, n) => ({ station: `S${n}`, property: 'water_level', t: iso(start), v: hour % 40, q: 'good' }));
  frames.push({ kind: 'latest', t: iso(start), data: { items } } as Frame, stationFrame('S1', hour % 2 === 0));
  return frames;
}

interface Held {
  readonly presence: Presence;
  readonly sizes: Readonly<Record<string, number>>;
}

/** Live through hours as the wall does: frames, the minute's tidying up, what is said. */
function live(from: number, until: number, before: Presence): Held {
  let presence = before;
  for (let hour = from; hour < until; hour += 1) {
    take(framesOf(hour));
    const now = T0 + (hour + 1) * HOUR;
    lay((held) => withoutPast(held, { now, keep: KEEP }));
    presence = due(presence, { now, identity: { id: 'wall', name: '', division: '', place: '' }, visible: [`w${hour}-0`, `w${hour}-2`] }).presence;
  }
  const maps = Object.entries(city.value).map(([name, map]) => [name, map.size] as const);
  const others = { news: news.value.length, risen: risen.value.length, provisional: provisional.value.length, curves: curves.value.size, shown: presence.shown.size };
  return { presence, sizes: { ...Object.fromEntries(maps), ...others, json: JSON.stringify(Object.values(city.value).map((map) => [...map.values()])).length } };
}

describe('a wall screen over a week', () => {
  afterEach(() => {
    forget();
  });

  it('holds no more at the end than after the first day', () => {
    lay(() => ({ ...EMPTY, stations: new Map(Array.from({ length: STATIONS }, (_, n) => [`S${n}`, aStation({ id: `S${n}` })])) }));
    const day = live(0, 24, answered(turned(true), {}));
    const week = live(24, 7 * 24, day.presence);
    expect(day.sizes['incidents']).toBeGreaterThan(0);
    expect(day.sizes['deliveries']).toBeGreaterThan(0);
    // Texts differ by the digits of an hour.
    expect(week.sizes['json']).toBeLessThan(1.05 * (day.sizes['json'] ?? 0));
    expect({ ...week.sizes, json: 0 }).toEqual({ ...day.sizes, json: 0 });
  });

  it('lets go of nothing that goes on', () => {
    const old = iso(T0 - 100 * HOUR);
    const incident = anIncident({ opened: old, changed: old });
    const warning = aWarning({ stage: 'issued', expires: iso(T0 + HOUR), steps: [{ at: old, actor: 'policy', act: 'issued', note: '' }] });
    const draft = aWarning({ id: 'w2', stage: 'draft', expires: old, steps: [{ at: old, actor: 'policy', act: 'drafted', note: '' }] });
    const held = {
      ...EMPTY,
      incidents: new Map([['i1', incident]]),
      warnings: new Map([['w1', warning], ['w2', draft]]),
      deliveries: new Map([['d1', aDelivery({ changed: old })]]),
      tasks: new Map([['t1', aTask({ changed: old })]]),
      situations: new Map([['s1', aSituation({ changed: old })]]),
    };
    expect(withoutPast(held, { now: T0, keep: KEEP })).toBe(held);
  });
});
