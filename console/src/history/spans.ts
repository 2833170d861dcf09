/** From incidents to bars: when was any incident at a level? Pure. */

import { MINUTE } from '../beijing';
import type { Incident, LevelKey, Warning } from '../wire/shapes';

export interface Span {
  readonly from: number;
  readonly to: number;
  /** The most incidents that were at this level at one instant. */
  readonly most: number;
  /** True when it reaches to the end of the window: it is still so. */
  readonly isNow: boolean;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** When one incident was at which level, oldest first; the last one is open-ended while it is not closed. */
export function levelsOf(incident: Incident, end: number): readonly { level: LevelKey; from: number; to: number }[] {
  const steps = incident.reasons
    .map((reason) => ({ level: reason.after, from: Date.parse(reason.t), isLost: reason.change === 'lost' }))
    .sort((left, right) => left.from - right.from);
  const closed = incident.closed ? Date.parse(incident.closed) : end;
  if (steps.length === 0) return [{ level: incident.peak, from: Date.parse(incident.opened), to: closed }];
  return steps.map((step, index) => ({ level: step.level, from: step.from, to: steps[index + 1]?.from ?? closed }));
}

/** The bars of one level within a window: incidents that overlap in time become one bar. */
export function spansAt(level: LevelKey, incidents: Iterable<Incident>, window: Window): readonly Span[] {
  const edges: { at: number; step: 1 | -1 }[] = [];
  for (const incident of incidents) {
    if (incident.kind === 'lost') continue;
    for (const stay of levelsOf(incident, window.to)) {
      const from = Math.max(stay.from, window.from);
      const to = Math.min(stay.to, window.to);
      if (stay.level !== level || to <= from) continue;
      edges.push({ at: from, step: 1 }, { at: to, step: -1 });
    }
  }
  // At one instant the begins come before the ends, so that bars that touch become one.
  edges.sort((left, right) => left.at - right.at || right.step - left.step);
  return sweep(edges, window);
}

function sweep(edges: readonly { at: number; step: 1 | -1 }[], window: Window): readonly Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let from = 0;
  let most = 0;
  for (const edge of edges) {
    if (depth === 0) {
      from = edge.at;
      most = 0;
    }
    depth += edge.step;
    most = Math.max(most, depth);
    if (depth === 0) spans.push({ from, to: edge.at, most, isNow: edge.at >= window.to });
  }
  return spans;
}

/** A strip of a thousand dots shows no more than this, ms. */
const BESIDE = 10 * MINUTE;

export interface Issued {
  /** Instant of the first of them, ms. */
  readonly at: number;
  readonly first: Warning;
  readonly count: number;
}

/** When warnings went out since an instant; those of the same ten minutes are one mark, for a storm sends a thousand. */
export function issuedAt(warnings: Iterable<Warning>, from: number): readonly Issued[] {
  const marks = new Map<number, Issued>();
  for (const warning of warnings) {
    const at = warning.sent ? Date.parse(warning.sent) : NaN;
    if (!(at > from)) continue;
    const key = Math.floor(at / BESIDE);
    const mark = marks.get(key);
    if (!mark) marks.set(key, { at, first: warning, count: 1 });
    else marks.set(key, at < mark.at ? { at, first: warning, count: mark.count + 1 } : { ...mark, count: mark.count + 1 });
  }
  return [...marks.values()].sort((left, right) => left.at - right.at);
}
