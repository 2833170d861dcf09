import { describe, expect, it } from 'vitest';

import { CUES, lengthOf, PATTERNS, type Cue } from '../src/alarm/pattern';
import { due, FRESH, isSnoozed, muted, RED_AGAIN, settingsOf, snoozed, STALE_AGAIN, USUAL, type Memory, type Moment } from '../src/alarm/policy';
import { BOTH } from '../src/alarm/words';

const MINUTE = 60_000;
const moment = (over: Partial<Moment> = {}): Moment => ({ now: 0, raised: [], hasUnseenRed: false, isStale: false, settings: USUAL, ...over });

/** What sounds at each of some moments. */
function played(moments: readonly Moment[]): readonly (Cue | null)[] {
  let memory: Memory = FRESH;
  return moments.map((each) => {
    const found = due(memory, each);
    memory = found.memory;
    return found.cue;
  });
}

describe('the patterns', () => {
  it('differ in the number of notes or in their rhythm, never in pitch alone', () => {
    const rhythms = CUES.map((cue) => PATTERNS[cue].map((note) => `${note.at.toFixed(2)}+${note.length}`).join());
    expect(new Set(rhythms).size).toBe(CUES.length);
    expect(CUES.slice(0, 4).map((cue) => PATTERNS[cue].length)).toEqual([8, 3, 2, 1]);
  });

  it('are over before a red one sounds again', () => {
    for (const cue of CUES) expect(lengthOf(cue) * 1000).toBeLessThan(RED_AGAIN);
  });

  it('have a word in both languages', () => {
    for (const { cue, rhythm } of Object.values(BOTH)) expect([...Object.values(cue), ...Object.values(rhythm)].every(Boolean)).toBe(true);
  });
});

describe('what sounds', () => {
  it('is the worst of what was raised at once', () => {
    expect(played([moment({ raised: ['blue', 'orange', 'yellow'] })])).toEqual(['orange']);
  });

  it('is a red one again until somebody acknowledges it', () => {
    const unseen = { hasUnseenRed: true };
    expect(played([moment({ raised: ['red'], ...unseen }), moment({ now: RED_AGAIN - 1, ...unseen }), moment({ now: RED_AGAIN, ...unseen }), moment({ now: 2 * RED_AGAIN })])).toEqual(['red', null, 'red', null]);
  });

  it('is a red one that was there when the page was opened', () => {
    expect(played([moment({ hasUnseenRed: true })])).toEqual(['red']);
  });

  it('is nothing of a level that is muted, and red all the same', () => {
    const settings = muted(muted(USUAL, 'orange', true), 'red', true);
    expect(settings.muted).toEqual(['orange']);
    expect(played([moment({ raised: ['orange'], settings }), moment({ raised: ['red', 'orange'], settings })])).toEqual([null, 'red']);
  });

  it('is that the screen shows the past, now and then while it does', () => {
    expect(played([moment({ isStale: true }), moment({ now: 1000, isStale: true }), moment({ now: STALE_AGAIN, isStale: true })])).toEqual(['stale', null, 'stale']);
  });
});

describe('a snooze', () => {
  const settings = snoozed(USUAL, 5, 0);

  it('silences everything, and what came meanwhile is not played afterwards unless it is red and open', () => {
    expect(played([moment({ now: 1, raised: ['orange'], isStale: true, settings }), moment({ now: 5 * MINUTE, settings })])).toEqual([null, null]);
  });

  it('lets a red that came during it sound when it ends', () => {
    const red = { hasUnseenRed: true, settings };
    expect(played([moment({ now: MINUTE, raised: ['red'], ...red }), moment({ now: 2 * MINUTE, ...red }), moment({ now: 5 * MINUTE, ...red })])).toEqual([null, null, 'red']);
  });

  it('cannot be made longer for a red that came during it', () => {
    const longer = snoozed(settings, 30, 4 * MINUTE);
    const moments = [
      moment({ now: MINUTE, raised: ['red'], hasUnseenRed: true, settings }),
      moment({ now: 5 * MINUTE - 1, hasUnseenRed: true, settings: longer }),
      moment({ now: 5 * MINUTE, hasUnseenRed: true, settings: longer }),
      moment({ now: 6 * MINUTE, hasUnseenRed: true, settings: longer }),
    ];
    expect(played(moments)).toEqual([null, null, 'red', null]);
  });

  it('says nothing of a red that was acknowledged meanwhile', () => {
    expect(played([moment({ now: 1, raised: ['red'], hasUnseenRed: true, settings }), moment({ now: MINUTE, settings }), moment({ now: 6 * MINUTE, settings })])).toEqual([null, null, null]);
  });

  it('lasts half an hour at most, and is over with 0', () => {
    expect(snoozed(USUAL, 600, 0).snoozedUntil).toBe(30 * MINUTE);
    expect(isSnoozed(snoozed(settings, 0, 1), 1)).toBe(false);
  });
});

describe('what the browser kept', () => {
  it.each([null, 'no JSON', '[]', '{"muted":3,"volume":0}', '{"muted":["red"],"volume":0.01,"snoozedUntil":1e15}'])('silences no red when it is %s', (text) => {
    expect(settingsOf(text, 0)).toEqual(USUAL);
  });

  it('is taken as it was left', () => {
    const settings = snoozed(muted({ ...USUAL, volume: 0.3 }, 'blue', true), 15, 1000);
    expect(settingsOf(JSON.stringify(settings), 2000)).toEqual(settings);
    expect(settingsOf(JSON.stringify(settings), 16 * MINUTE + 1000).snoozedUntil).toBeNull();
  });
});
