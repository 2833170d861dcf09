/** Figures of the intake, and what two of them say of the time between; pure. */

export interface Figures {
  /** When they were read, RFC 3339. */
  readonly t: string;
  readonly messages: number;
  readonly readings: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly distrusted: number;
  readonly waiting: number;
  readonly oldest_s: number | null;
  readonly lost: number;
  readonly store_errors: number;
  readonly flush_ms: number | null;
  readonly clock_offset_max_s: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly presence: Readonly<Record<string, number>>;
  readonly listeners: Readonly<Record<string, { readonly connections: number; readonly messages: number; readonly turned_away: number }>>;
}

export interface Rates {
  readonly messages: number;
  readonly readings: number;
}

/** Per second between two looks; null before the second look and across a restart of the server. */
export function ratesOf(before: Figures | null, after: Figures): Rates | null {
  if (!before) return null;
  const seconds = (Date.parse(after.t) - Date.parse(before.t)) / 1000;
  const messages = after.messages - before.messages;
  const readings = after.readings - before.readings;
  if (seconds <= 0 || messages < 0 || readings < 0) return null;
  return { messages: messages / seconds, readings: readings / seconds };
}

/** Three figures at most: `0.4`, `12`, `1,240`. */
export function count(value: number): string {
  if (value > 0 && value < 10 && !Number.isInteger(value)) return value.toFixed(1);
  return Math.round(value).toLocaleString('en');
}

export const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, each) => all + each, 0);

/** Reasons of refusal, the most frequent first; those that never happened are left out. */
export const byCount = (counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(counts)
    .filter(([, found]) => found > 0)
    .sort((left, right) => right[1] - left[1]);
