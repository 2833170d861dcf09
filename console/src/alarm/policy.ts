/**
 * When what sounds; pure.
 *
 * What a person may turn off has limits: red cannot be muted, only snoozed, and a red that comes during a snooze sounds
 * when that snooze would have ended, even if it was made longer meanwhile.
 */

import { MINUTE, SECOND } from '../beijing';
import { CUES, type Cue, type Loud } from './pattern';

/** A red that nobody has acknowledged sounds again after this. */
export const RED_AGAIN = 30 * SECOND;
export const STALE_AGAIN = MINUTE;
/** What a snooze may last, minutes. */
export const SNOOZES: readonly number[] = [5, 15, 30];
const LONGEST = 30 * MINUTE;
/** Levels that may be muted for good. */
export const MUTABLE: readonly Loud[] = ['orange', 'yellow', 'blue'];

/** How a person has set the sound; kept by the browser. */
export interface Settings {
  readonly muted: readonly Loud[];
  /** 0 to 1. */
  readonly volume: number;
  /** Until when nothing sounds, ms; null while nothing is put off. */
  readonly snoozedUntil: number | null;
}
export const USUAL: Settings = { muted: [], volume: 0.6, snoozedUntil: null };

export interface Memory {
  /** When each of them sounded last, ms. */
  readonly last: Readonly<Partial<Record<Cue, number>>>;
  /** When a red that came during a snooze sounds, ms; null when none waits. */
  readonly redDue: number | null;
}
export const FRESH: Memory = { last: {}, redDue: null };

export interface Moment {
  /** ms */
  readonly now: number;
  /** Levels that were just raised. */
  readonly raised: readonly Loud[];
  /** Whether a red one is open that nobody has acknowledged. */
  readonly hasUnseenRed: boolean;
  readonly isStale: boolean;
  readonly settings: Settings;
}

export const isSnoozed = ({ snoozedUntil }: Settings, now: number): boolean => snoozedUntil !== null && now < snoozedUntil;

/** What is to sound now, if anything, and what is to be remembered. */
export function due(memory: Memory, moment: Moment): { readonly memory: Memory; readonly cue: Cue | null } {
  const { now, raised, hasUnseenRed, settings } = moment;
  const hasNewRed = raised.includes('red');
  const isQuiet = isSnoozed(settings, now);
  const redDue = !hasUnseenRed && !hasNewRed ? null : hasNewRed && isQuiet ? (memory.redDue ?? settings.snoozedUntil) : memory.redDue;
  const isOverdue = redDue !== null && now >= redDue;
  const cue = isQuiet ? (isOverdue ? 'red' : null) : loudest(memory, moment);
  if (!cue) return { memory: redDue === memory.redDue ? memory : { ...memory, redDue }, cue };
  return { memory: { last: { ...memory.last, [cue]: now }, redDue: cue === 'red' ? null : redDue }, cue };
}

function loudest({ last, redDue }: Memory, { now, raised, hasUnseenRed, isStale, settings }: Moment): Cue | null {
  const isAgain = (cue: Cue, every: number): boolean => now - (last[cue] ?? -Infinity) >= every;
  const wanted = new Set<Cue>(raised.filter((level) => !settings.muted.includes(level)));
  if (redDue !== null || (hasUnseenRed && isAgain('red', RED_AGAIN))) wanted.add('red');
  if (isStale && isAgain('stale', STALE_AGAIN)) wanted.add('stale');
  return CUES.find((cue) => wanted.has(cue)) ?? null;
}

/** The settings after a person put the sound off, or on again with 0 minutes. */
export const snoozed = (settings: Settings, minutes: number, now: number): Settings => ({
  ...settings,
  snoozedUntil: minutes > 0 ? now + Math.min(minutes * MINUTE, LONGEST) : null,
});

export const muted = (settings: Settings, level: Loud, isMuted: boolean): Settings => ({
  ...settings,
  muted: MUTABLE.filter((each) => (each === level ? isMuted : settings.muted.includes(each))),
});

/** What was kept, as far as it makes sense: nothing that was written down can silence red for longer than a snooze. */
export function settingsOf(text: string | null, now: number): Settings {
  try {
    const { muted: levels, volume, snoozedUntil } = JSON.parse(text ?? '{}') as Partial<Record<keyof Settings, unknown>>;
    const until = typeof snoozedUntil === 'number' && snoozedUntil > now && snoozedUntil <= now + LONGEST ? snoozedUntil : null;
    return {
      muted: Array.isArray(levels) ? MUTABLE.filter((each) => levels.includes(each)) : [],
      volume: typeof volume === 'number' && volume >= QUIETEST && volume <= 1 ? volume : USUAL.volume,
      snoozedUntil: until,
    };
  } catch {
    return USUAL;
  }
}

/** Turned down no further than this: what cannot be heard is a mute that nobody sees. */
export const QUIETEST = 0.2;
