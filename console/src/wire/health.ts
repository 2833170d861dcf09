/** Is what the screen shows still the present? A pure judgement over the feed's signs of life. */

/** The server sends a heartbeat every 5 s; two missed ones and a bit are too many. */
export const STALE_AFTER = 12_000;

export type Health = 'connecting' | 'live' | 'stale';

/** A connection that is back within this time is no news: a banner that flashes teaches people not to read it. */
export const GRACE = 2_000;

/** Why a feed is stale: the line is cut, or it is there and nothing comes. */
export type Cause = 'cut' | 'quiet';

export interface Pulse {
  /** Whether the socket is open. */
  readonly isOpen: boolean;
  /** When it was closed last, ms of this computer; null before that. */
  readonly closed: number | null;
  /** When the last frame of any kind arrived, ms of this computer; null before the first. */
  readonly heard: number | null;
  /** When the page began to connect, ms of this computer. */
  readonly began: number;
}

export function healthOf(pulse: Pulse, now: number): Health {
  if (pulse.heard === null) return now - pulse.began > STALE_AFTER ? 'stale' : 'connecting';
  if (!pulse.isOpen && now - (pulse.closed ?? 0) > GRACE) return 'stale';
  if (now - pulse.heard > STALE_AFTER) return 'stale';
  return pulse.isOpen ? 'live' : 'connecting';
}

export const causeOf = (pulse: Pulse): Cause => (pulse.isOpen ? 'quiet' : 'cut');

/**
 * How long to wait before connection attempt `attempt` (0, 1, …), ms.
 *
 * Doubles from half a second to ten; between half and all of it is taken, so that a thousand screens do not
 * come back in the same instant.
 */
export function backOff(attempt: number, random: number): number {
  const full = Math.min(10_000, 500 * 2 ** attempt);
  return full / 2 + (full / 2) * random;
}
