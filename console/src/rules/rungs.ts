/** The ladder of a threshold rule as a person moves its rungs; pure. */

import { LEVELS } from '../level/level';
import type { LevelKey } from '../wire/shapes';
import { at, type Path } from './fields';

/** A level of a ladder, where it lies, and where its number stands in the document. */
export interface Rung {
  readonly level: LevelKey;
  readonly value: number;
  readonly path: Path;
}

export interface Ladder {
  readonly station: string;
  readonly property: string;
  readonly isAbove: boolean;
  /** Blue first. */
  readonly rungs: readonly Rung[];
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** The ladder that a document has for a station; null where it is no threshold rule with numbers. */
export function ladderOf(document: unknown, station: string): Ladder | null {
  const when = at(document, ['when']) as Readonly<Record<string, unknown>> | undefined;
  if (when?.['kind'] !== 'threshold' || typeof when['property'] !== 'string') return null;
  const own = at(when, ['stations', station, 'levels']) === undefined ? [] : ['stations', station];
  const base: Path = ['when', ...own, 'levels'];
  const rungs = RUNGS.flatMap((level): readonly Rung[] => {
    const plain = at(document, [...base, level]);
    const paced = at(document, [...base, level, 'at']);
    if (isNumber(plain)) return [{ level, value: plain, path: [...base, level] }];
    return isNumber(paced) ? [{ level, value: paced, path: [...base, level, 'at'] }] : [];
  });
  return rungs.length ? { station, property: when['property'], isAbove: when['direction'] !== 'below', rungs } : null;
}

const RUNGS = LEVELS.filter((level) => level !== 'none');

/** How finely a threshold is moved: three figures of what the scale shows. */
export function stepOf(span: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(span, 1e-6) / 200));
  return Math.max(step, 1e-6);
}

/** Where a rung may go: on whole steps, and never past the rungs beside it, which the schema refuses. */
export function moved({ rungs, isAbove }: Ladder, level: LevelKey, value: number, step: number): number {
  const index = rungs.findIndex((rung) => rung.level === level);
  const [before, after] = [rungs[index - 1]?.value, rungs[index + 1]?.value];
  const [low, high] = isAbove ? [before, after] : [after, before];
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const whole = Math.round(value / step) * step;
  const least = low === undefined ? -Infinity : low + step;
  const most = high === undefined ? Infinity : high - step;
  if (least > most) return rungs[index]?.value ?? value;
  return Number(Math.min(most, Math.max(least, whole)).toFixed(digits));
}

type Point = readonly [number, number];

/** When the curve lies beyond a threshold: spans of ms, and how many there are. A hold is not reckoned here. */
export function spansBeyond(points: readonly Point[], threshold: number, isAbove: boolean): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let open: [number, number] | null = null;
  for (const [t, value] of points) {
    const isBeyond = isAbove ? value > threshold : value < threshold;
    if (isBeyond && open) open[1] = t;
    else if (isBeyond) found.push((open = [t, t]));
    else open = null;
  }
  return found;
}

/** By level, how often the curve is beyond it. */
export const timesBeyond = (points: readonly Point[], { rungs, isAbove }: Ladder): readonly (readonly [LevelKey, number])[] =>
  rungs.map(({ level, value }) => [level, spansBeyond(points, value, isAbove).length]);
