/** How much history to ask for: as many points as a chart can show, no more; pure. */

import { MINUTE } from '../beijing';
import type { Reading } from '../city/readings';

/** Readings that a chart of this size shows one by one; of more the server is asked for those that draw the same line. */
const POINTS = 1200;
/** Shorter silence is no gap, ms. */
const SHORTEST_GAP = 15 * MINUTE;

/** How many readings to ask for at most, or null when all of them are few enough. */
export function pointsFor(span: number, intervalSeconds: number): number | null {
  return intervalSeconds > 0 && span / (intervalSeconds * 1000) <= POINTS ? null : POINTS;
}

/** The longest time without a reading that is still drawn as a line, ms: a thinned line has readings further apart. */
export function longestStep(span: number, intervalSeconds: number): number {
  const thinned = pointsFor(span, intervalSeconds) === null ? 0 : (2.5 * span) / POINTS;
  return Math.max(3 * intervalSeconds * 1000, SHORTEST_GAP, thinned);
}

/** Readings with a hole where none came for more than three intervals: a gap is a gap, never a line. */
export function withGaps(
  points: readonly (readonly [number, number])[],
  longest: number,
): readonly (readonly [number, number | null])[] {
  const drawn: (readonly [number, number | null])[] = [];
  for (const point of points) {
    const before = drawn.at(-1);
    if (before && point[0] - before[0] > longest) drawn.push([before[0] + 1, null]);
    drawn.push(point);
  }
  return drawn;
}

/** How far a doubtful value may lie off the good ones, in spans of those, to be part of the line. */
const REACH = 3;
/** More doubtful values off the line than this are no slips: then they are the line. */
const SLIPS = 5;

/** The readings that make the line: not the unreliable ones, nor single doubtful ones far off. */
export function believable(readings: readonly Reading[]): readonly Reading[] {
  const trusted = readings.filter((each) => each.q !== 'unreliable');
  const good = trusted.filter((each) => each.q === 'good').map((each) => each.v);
  if (good.length < 2) return trusted.length ? trusted : readings;
  const low = good.reduce((least, each) => Math.min(least, each));
  const high = good.reduce((most, each) => Math.max(most, each));
  const room = REACH * Math.max(high - low, 1e-6);
  const near = trusted.filter((each) => each.q === 'good' || (each.v > low - room && each.v < high + room));
  return trusted.length - near.length > SLIPS ? trusted : near;
}
