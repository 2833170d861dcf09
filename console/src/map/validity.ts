/** When a fence holds; pure. */

export interface Validity {
  readonly holds: boolean;
  /** When it begins, where that is still to come, ms. */
  readonly from: number | null;
  /** When it ends or ended, ms. */
  readonly until: number | null;
}

export function validityOf(properties: Readonly<Record<string, unknown>>, now: number): Validity {
  const instant = (key: string): number | null => (typeof properties[key] === 'string' ? Date.parse(properties[key]) : null);
  const from = instant('valid_from');
  const until = instant('valid_until');
  const hasBegun = from === null || now >= from;
  return { holds: hasBegun && (until === null || now < until), from: hasBegun ? null : from, until };
}
