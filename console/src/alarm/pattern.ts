/**
 * What each level sounds like; pure. Told apart by rhythm and number of notes, so that neither colour nor a good ear
 * for pitch is needed: blue is one note, yellow two, orange three, red a siren of eight, a stale screen falls away.
 */

import type { LevelKey } from '../wire/shapes';

/** Levels that sound. */
export type Loud = Exclude<LevelKey, 'none'>;
/** What can sound: a level, or that this screen shows the past. */
export type Cue = Loud | 'stale';

/** The most urgent first. */
export const CUES: readonly Cue[] = ['red', 'orange', 'yellow', 'blue', 'stale'];

export interface Note {
  /** When it begins, s after the pattern does. */
  readonly at: number;
  /** s */
  readonly length: number;
  /** Hz */
  readonly pitch: number;
}

const row = (count: number, every: number, length: number, pitch: (at: number) => number): readonly Note[] =>
  Array.from({ length: count }, (_, at) => ({ at: at * every, length, pitch: pitch(at) }));

export const PATTERNS: Readonly<Record<Cue, readonly Note[]>> = {
  red: row(8, 0.22, 0.18, (at) => (at % 2 ? 660 : 990)),
  orange: row(3, 0.38, 0.24, () => 740),
  yellow: row(2, 0.55, 0.3, () => 587),
  blue: row(1, 1, 0.5, () => 440),
  stale: row(3, 0.75, 0.65, (at) => [392, 311, 247][at] ?? 247),
};

/** How long a pattern lasts, s. */
export const lengthOf = (cue: Cue): number => Math.max(...PATTERNS[cue].map((note) => note.at + note.length));
