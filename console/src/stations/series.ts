/** How much history to ask for: as many points as a chart can show, no more; pure. */

import { HOUR, MINUTE } from '../beijing';

/** Steps the API may be asked to aggregate by, with their spelling. */
const STEPS: readonly (readonly [number, string])[] = [
  [MINUTE, '1m'],
  [5 * MINUTE, '5m'],
  [10 * MINUTE, '10m'],
  [30 * MINUTE, '30m'],
  [HOUR, '1h'],
];

const POINTS = 1500;

/** The step to aggregate by, or null when the readings themselves are few enough. */
export function stepFor(span: number, intervalSeconds: number): string | null {
  if (intervalSeconds > 0 && span / (intervalSeconds * 1000) <= POINTS) return null;
  return STEPS.find(([step]) => span / step <= POINTS)?.[1] ?? '1h';
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
