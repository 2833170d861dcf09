/** What the parts of a back-test say of each other; pure. */

import { MINUTE } from '../beijing';
import { RAISED } from '../level/level';
import type { Difference, Episode, Trial } from '../wire/rules';
import type { LevelKey } from '../wire/shapes';

export type Judgement = 'hit' | 'false' | null;

const same = (left: Episode, right: Episode): boolean => left.target === right.target && left.opened === right.opened;

/** Whether an episode was right; null where nothing is known of what really happened. */
export function judgementOf(trial: Trial, episode: Episode): Judgement {
  if (!trial.score?.overall.events) return null;
  return trial.score.overall.false.some((each) => same(each, episode)) ? 'false' : 'hit';
}

/** How an episode differs from the rule in force; null where there is none to compare with. */
export function differenceOf(trial: Trial, episode: Episode): Difference | null {
  return trial.comparison?.differences.find((each) => each.trial.some((one) => same(one, episode))) ?? null;
}

/** Episodes that the rule in force has at a target; null where it did not run beside. */
export function standingAt(trial: Trial, target: string): readonly Episode[] | null {
  return trial.comparison?.differences.filter((each) => each.target === target).flatMap((each) => each.standing) ?? null;
}

/** How often each level was the peak of an episode, of the rule in force and of the one on trial; worst first. */
export function byLevel(trial: Trial): readonly { readonly level: LevelKey; readonly standing: number; readonly trial: number }[] {
  const standing = trial.comparison?.differences.flatMap((each) => each.standing) ?? [];
  const count = (episodes: readonly Episode[], level: LevelKey): number => episodes.filter((each) => each.peak === level).length;
  return RAISED.map((level) => ({ level, standing: count(standing, level), trial: count(trial.episodes, level) })).filter((row) => row.standing + row.trial > 0);
}

/** Minutes that an episode lasted; null while it is open. */
export const lasted = (episode: Episode): number | null =>
  episode.closed === null ? null : (Date.parse(episode.closed) - Date.parse(episode.opened)) / MINUTE;

/** A share as `0.87`; nothing to divide by is a dash. */
export const share = (value: number | null): string => (value === null ? '—' : value.toFixed(2));

/** Where an instant lies in a span, 0 to 1. */
export const within = (instant: number, from: number, to: number): number => Math.min(1, Math.max(0, (instant - from) / Math.max(1, to - from)));
