/** Instants as people here read them: Beijing time (UTC+8, no daylight saving), whatever the browser's zone is. */

import { signal } from '@preact/signals';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const OFFSET = 8 * HOUR;

/** How far this computer's clock is behind the server's, ms. */
export const clockOffset = signal(0);

/** What a drill's server said its time is, ms: drill time goes by at its own speed; null where time is what it is. */
export const drillClock = signal<number | null>(null);

/** The server's time now, ms; ticks once a second. */
export const now = signal(Date.now());

export function serverNow(): number {
  return serverAt(Date.now());
}

/** The server's time at an instant of this computer's clock; in a drill nobody knows better than now. */
export function serverAt(instant: number): number {
  return drillClock.value ?? instant + clockOffset.value;
}

/** Keep `now` going; returns the way to stop it. */
export function startClock(): () => void {
  const timer = setInterval(() => (now.value = serverNow()), SECOND);
  return () => clearInterval(timer);
}

const shifted = (instant: number): string => new Date(instant + OFFSET).toISOString();

/** `2026-07-19 21:04:37` */
export const fullTime = (instant: number): string => shifted(instant).slice(0, 19).replace('T', ' ');

/** `07-19 21:04` */
export const dayTime = (instant: number): string => shifted(instant).slice(5, 16).replace('T', ' ');

/** `21:04` */
export const clockTime = (instant: number): string => shifted(instant).slice(11, 16);

/** `21:04:37` */
export const exactTime = (instant: number): string => shifted(instant).slice(11, 19);

/** `07-19` */
export const dayOnly = (instant: number): string => shifted(instant).slice(5, 10);

/** The clock time, with the day in front when it is not today. */
export function nearTime(instant: number, today: number): string {
  return dayOnly(instant) === dayOnly(today) ? clockTime(instant) : dayTime(instant);
}

/** Whole minutes from `start` to `end`, never negative. */
export const minutesBetween = (start: number, end: number): number => Math.max(0, Math.floor((end - start) / MINUTE));

/** `3:21` or `1:02:05`, for a clock that runs. */
export function stopwatch(elapsed: number): string {
  const seconds = Math.max(0, Math.floor(elapsed / SECOND));
  const rest = `${Math.floor((seconds % 3600) / 60)}`;
  const tail = `${seconds % 60}`.padStart(2, '0');
  return seconds < 3600 ? `${rest}:${tail}` : `${Math.floor(seconds / 3600)}:${rest.padStart(2, '0')}:${tail}`;
}

/** The latest midnight in Beijing at or before the instant. */
export const midnight = (instant: number): number => Math.floor((instant + OFFSET) / DAY) * DAY - OFFSET;

/** `2026-07-19T21:04:37`, as a field for date and time holds it. */
export const fieldTime = (instant: number): string => shifted(instant).slice(0, 19);

/** The instant that stands in a field for date and time; null when it holds none. */
export function fromField(text: string): number | null {
  const instant = Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`);
  return Number.isFinite(instant) ? instant - OFFSET : null;
}
