/** Targets and durations as the pages on back-tests write them. */

import { city } from '../city/store';
import type { Episode } from '../wire/rules';
import { lasted } from './reckon';
import { said } from './words';

export const nameOf = (target: string): string => city.value.stations.get(target)?.name ?? target;

export function durationOf(episode: Episode): string {
  const minutes = lasted(episode);
  return minutes === null ? '—' : said.value.trial.duration(minutes);
}

/** `3 h 5 min before`. */
export function leadText(seconds: number): string {
  const w = said.value.trial;
  if (seconds === 0) return w.onTime;
  const time = w.duration(Math.abs(seconds) / 60);
  return seconds > 0 ? w.ahead(time) : w.behind(time);
}
