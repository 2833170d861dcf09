/** A drill as its own server tells of it, and what follows from that; pure. */

import type { Bilingual } from '../wire/shapes';

export interface Inject {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly text: Bilingual;
  readonly station: string;
  readonly division: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly by: string | null;
  readonly is_thrown: boolean;
}

export interface Comment {
  readonly at: string;
  readonly actor: string;
  readonly inject: string;
  readonly text: string;
}

/** Something real that stops a drill; the identifier is that of a warning, empty where it has none. */
export interface Interruption {
  readonly identifier: string;
  readonly headline: Bilingual;
}

export interface DrillState {
  readonly id: string;
  readonly title: Bilingual;
  readonly story: Bilingual;
  readonly start: string;
  readonly until: string;
  readonly now: string;
  /** As asked for, and as it is while a person has something to decide. */
  readonly speed: number;
  readonly pace: number;
  readonly seed: number;
  readonly is_paused: boolean;
  readonly is_over: boolean;
  readonly interruption: Interruption | null;
  readonly trouble: string;
  readonly injects: readonly Inject[];
  readonly comments: readonly Comment[];
}

/** Drill seconds in a second that are offered. */
export const SPEEDS: readonly number[] = [1, 10, 30, 60, 120, 300, 600];

/** What is offered, and what holds now where that is something else. */
export const speedsWith = (current: number): readonly number[] =>
  SPEEDS.includes(current) ? SPEEDS : [...SPEEDS, current].sort((left, right) => left - right);

export type Phase = 'waiting' | 'running' | 'paused' | 'over';

/** How it stands; nothing has begun while its clock has not moved. */
export function phaseOf(state: DrillState): Phase {
  if (state.is_over) return 'over';
  if (!state.is_paused) return 'running';
  return Date.parse(state.now) > Date.parse(state.start) ? 'paused' : 'waiting';
}

/** Which part is over, 0..1. */
export function partOf(state: DrillState): number {
  const [start, until, now] = [state.start, state.until, state.now].map((each) => Date.parse(each)) as [number, number, number];
  return Math.min(1, Math.max(0, (now - start) / (until - start)));
}

/** Whether it goes by slower than was asked for. */
export const isSlowed = (state: DrillState): boolean => phaseOf(state) === 'running' && state.pace < state.speed;

/** What comes next of what is planned. */
export const nextOf = (state: DrillState): Inject | undefined => state.injects.find((each) => !each.is_thrown);

/** Calls that were thrown in and that nobody has said anything about. */
export function unansweredOf(state: DrillState | null): readonly Inject[] {
  if (!state) return [];
  const answered = new Set(state.comments.map((each) => each.inject));
  return state.injects.filter((each) => each.is_thrown && each.kind === 'call' && !answered.has(each.id));
}

/** `36:00` for hours and minutes. */
export function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}:${`${minutes % 60}`.padStart(2, '0')}`;
}
