/** Why a reading is trusted less, in the words of the page. */

import type { QualityKey } from '../wire/shapes';
import { named, words } from '../words';

/** `doubtful: single spike, late`; what the checks said when the reading is good all the same; empty when nothing. */
export function explain(q: QualityKey, why: readonly string[]): string {
  const w = words.value;
  const reasons = reasonsOf(why);
  if (q === 'good') return reasons;
  return reasons ? `${w.quality[q]}${w.colon}${reasons}` : w.quality[q];
}

export function reasonsOf(why: readonly string[]): string {
  const w = words.value;
  return why.map((check) => named(w.check as Readonly<Record<string, string>>, check)).join(w.list);
}
