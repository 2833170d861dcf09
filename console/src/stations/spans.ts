/** Times in which people say that a gauge is bad, as the chart shades them; pure. */

import type { GaugeMark, QualityKey } from '../wire/shapes';

export interface Shade {
  /** Instants, ms. */
  readonly from: number;
  readonly to: number;
  readonly quality: QualityKey;
  readonly reason: string;
}

/** What of the marks speaks of a property within a time; one without an end reaches to the end of it. */
export function shadesOf(marks: readonly GaugeMark[], property: string, from: number, to: number): readonly Shade[] {
  return marks
    .filter((mark) => mark.property === '' || mark.property === property)
    .map((mark) => ({
      from: Math.max(from, Date.parse(mark.from)),
      to: Math.min(to, mark.until === null ? to : Date.parse(mark.until)),
      quality: mark.quality,
      reason: mark.reason,
    }))
    .filter((shade) => shade.to > shade.from);
}
