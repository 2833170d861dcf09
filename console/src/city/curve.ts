/** Short curves of single datastreams: the line in a card, and whether it rises. */

import { HOUR, MINUTE, SECOND } from '../beijing';

export interface Point {
  /** Phenomenon time, ms. */
  readonly t: number;
  readonly v: number;
}

export type Trend = 'up' | 'down' | 'flat';

/** How far back a card's line reaches. */
export const CURVE_SPAN = 6 * HOUR;

const TREND_SPAN = 40 * MINUTE;
const CLOSE = 20 * SECOND;

/** Add a live reading to a curve and drop what is too old; a reading that is not newer changes nothing. */
export function extend(curve: readonly Point[], point: Point, span = CURVE_SPAN): readonly Point[] {
  const last = curve.at(-1);
  if (last && point.t <= last.t) return curve;
  const start = point.t - span;
  // Readings closer than this replace each other: a line of 120 pixels cannot show them.
  const kept = last && curve.length > 1 && point.t - (curve.at(-2)?.t ?? 0) < CLOSE ? curve.slice(0, -1) : curve;
  return [...kept.filter((each) => each.t >= start), point];
}

/**
 * Whether a curve rises or falls over its last 40 minutes, or its last quarter when it is shorter (a demo runs fast).
 *
 * A change counts from 2 % of the span of all values on, or 1 cm-like steps would flip the arrow.
 */
export function trendOf(curve: readonly Point[]): Trend {
  const last = curve.at(-1);
  if (!last) return 'flat';
  const span = Math.min(TREND_SPAN, (last.t - (curve[0]?.t ?? last.t)) / 4);
  const before = curve.findLast((point) => point.t <= last.t - span) ?? last;
  const values = curve.map((point) => point.v);
  const range = Math.max(...values) - Math.min(...values);
  const change = last.v - before.v;
  if (range === 0 || Math.abs(change) < 0.02 * range) return 'flat';
  return change > 0 ? 'up' : 'down';
}

export const ARROWS: Readonly<Record<Trend, string>> = { up: '↑', down: '↓', flat: '→' };

interface Box {
  readonly width: number;
  readonly height: number;
}

export interface Drawn {
  readonly line: string;
  /** Height of the threshold line; null when there is none or it is out of sight. */
  readonly threshold: number | null;
}

/** An SVG path for a curve, scaled to the box with the threshold in view. */
export function draw(curve: readonly Point[], threshold: number | null, box: Box): Drawn {
  const first = curve[0];
  const last = curve.at(-1);
  if (!first || !last || curve.length < 2) return { line: '', threshold: null };
  const values = curve.map((point) => point.v);
  if (threshold !== null) values.push(threshold);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = 3;
  const y = (value: number): number =>
    high === low ? box.height / 2 : box.height - pad - ((value - low) / (high - low)) * (box.height - 2 * pad);
  const x = (t: number): number => ((t - first.t) / (last.t - first.t)) * box.width;
  const line = curve.map((point, index) => `${index ? 'L' : 'M'}${x(point.t).toFixed(1)} ${y(point.v).toFixed(1)}`).join('');
  return { line, threshold: threshold === null ? null : y(threshold) };
}
