/** How a device's clock runs; pure. The bounds are those of the server's check `skew`. */

import type { Station } from '../wire/shapes';

/** Seconds by which a clock may be ahead, and behind. */
const AHEAD = 120;
const BEHIND = 600;

/** `+3.2 s`, `−2 min 05 s`; the sign is the clock's: ahead is plus. */
export function signed(seconds: number): string {
  const size = Math.abs(seconds);
  const sign = size < 0.05 ? '±' : seconds > 0 ? '+' : '−';
  if (size < 60) return `${sign}${size.toFixed(1)} s`;
  const whole = Math.round(size);
  if (whole < 3600) return `${sign}${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${sign}${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** Whether the clock runs further off than the server tolerates. */
export function isOff(station: Station): boolean {
  const seconds = station.clock_offset_s;
  if (seconds === null) return false;
  const intervals = station.datastreams.map((stream) => stream.interval_s);
  const shortest = intervals.length ? Math.min(...intervals) : 0;
  return seconds > AHEAD || -seconds > Math.max(BEHIND, 1.5 * shortest);
}
