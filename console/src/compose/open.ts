/** The way to the sheet on which a warning is written; the sheet itself is a chunk of its own. */

import { signal } from '@preact/signals';

import { city } from '../city/store';
import { openSheet } from '../view';

/** What to begin with: an incident, a draft to be changed, or nothing. */
export interface Asked {
  readonly incident?: string;
  readonly warning?: string;
}

/** What the sheet was opened for and has not begun yet; null: go on with what is there. */
export const asked = signal<Asked | null>(null);

/** Open the sheet. Of an incident with a draft the draft is changed: there is one at a time. */
export function compose(what: Asked): void {
  const waiting = what.incident ? [...city.value.warnings.values()].find((each) => each.incident === what.incident && (each.stage === 'draft' || each.stage === 'reviewed')) : undefined;
  asked.value = waiting ? { warning: waiting.id } : what;
  openSheet('compose', '');
}
