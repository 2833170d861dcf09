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

/** The usual time between two drawn readings, ms. */
export function usualStep(points: readonly (readonly [number, number])[]): number {
  const steps = points.slice(1).map((point, at) => point[0] - (points[at]?.[0] ?? 0)).sort((left, right) => left - right);
  return steps[Math.floor(steps.length / 2)] ?? 0;
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

/**
 * How far to move labels beside a scale so that none covers another, CSS pixels, down is plus; in the order given.
 *
 * @param values What the labels stand at.
 * @param perPixel How much of the scale one pixel is.
 */
export function spread(values: readonly number[], perPixel: number, room = 13): readonly number[] {
  const order = values.map((_, at) => at).sort((left, right) => (values[right] ?? 0) - (values[left] ?? 0));
  const places = values.map((value) => -value / perPixel);
  const moved = [...places];
  order.forEach((at, nth) => {
    const above = nth ? moved[order[nth - 1] ?? 0] : undefined;
    if (above !== undefined) moved[at] = Math.max(moved[at] ?? 0, above + room);
  });
  // Half of what the lowest of a heap was pushed down is given back to all of it.
  let end = order.length - 1;
  while (end >= 0) {
    let begin = end;
    while (begin > 0 && (moved[order[begin] ?? 0] ?? 0) - (moved[order[begin - 1] ?? 0] ?? 0) <= room) begin -= 1;
    const last = order[end] ?? 0;
    const back = ((moved[last] ?? 0) - (places[last] ?? 0)) / 2;
    for (let at = begin; at <= end; at += 1) moved[order[at] ?? 0] = (moved[order[at] ?? 0] ?? 0) - back;
    end = begin - 1;
  }
  return moved.map((place, at) => Math.round(place - (places[at] ?? 0)));
}
