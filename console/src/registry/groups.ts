/** Messages that were not understood, by the device that sent them; pure. */

export interface Refused {
  readonly id: number;
  readonly t: string;
  readonly topic: string;
  readonly station: string;
  readonly code: string;
  readonly detail: string;
  readonly payload: string;
  readonly adopted: string | null;
}

export interface Group {
  /** Id that the messages name; empty: none that can be read. */
  readonly station: string;
  /** The newest message that waits, ISO; of those read again where none does. */
  readonly last: string;
  /** Messages by reason, the most frequent first. */
  readonly codes: readonly (readonly [string, number])[];
  /** How many wait, that is, were not read again. */
  readonly waiting: number;
  readonly rows: readonly Refused[];
}

/** Groups with what waits first, the newest first. */
export function groupsOf(rows: readonly Refused[]): readonly Group[] {
  const by = new Map<string, Refused[]>();
  for (const row of rows) by.set(row.station, [...(by.get(row.station) ?? []), row]);
  return [...by].map(([station, own]) => groupOf(station, own)).sort((left, right) => Number(right.waiting > 0) - Number(left.waiting > 0) || (left.last < right.last ? 1 : -1));
}

function groupOf(station: string, rows: readonly Refused[]): Group {
  const waiting = rows.filter((row) => row.adopted === null);
  const told = waiting.length ? waiting : rows;
  const counts = new Map<string, number>();
  for (const { code } of told) counts.set(code, (counts.get(code) ?? 0) + 1);
  return {
    station,
    last: told.reduce((newest, row) => (row.t > newest ? row.t : newest), ''),
    codes: [...counts].sort((left, right) => right[1] - left[1]),
    waiting: waiting.length,
    rows,
  };
}
