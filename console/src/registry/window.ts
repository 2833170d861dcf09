/** Which rows of a long table are in sight, all of one height; pure. */

export interface Sight {
  /** How far the table is scrolled, CSS pixels. */
  readonly top: number;
  /** Height in which rows are seen, CSS pixels. */
  readonly height: number;
}

export interface Span {
  /** First row that is rendered, and the first that no longer is. */
  readonly first: number;
  readonly end: number;
}

/** Rows rendered beyond each edge, so that a quick scroll shows no holes. */
const SPARE = 8;

/**
 * The rows to render.
 *
 * @param row Height of one, CSS pixels.
 * @param count How many there are.
 */
export function spanOf({ top, height }: Sight, row: number, count: number): Span {
  const first = Math.min(count, Math.max(0, Math.floor(top / row) - SPARE));
  const end = Math.min(count, Math.ceil((Math.max(0, top) + height) / row) + SPARE);
  return { first, end: Math.max(first, end) };
}

/** How far to scroll so that a row is whole in sight; as far as now where it is. */
export function revealed({ top, height }: Sight, row: number, index: number): number {
  if (index * row < top) return index * row;
  if ((index + 1) * row > top + height) return (index + 1) * row - height;
  return top;
}

/** The row after a step from another one; the first when none was chosen, never beyond the ends. */
export function stepped(index: number, by: number, count: number): number {
  if (count === 0) return -1;
  if (index < 0) return by < 0 ? count - 1 : 0;
  return Math.min(count - 1, Math.max(0, index + by));
}
