/** The board as it is laid out now, as signals. */

import { computed, signal } from '@preact/signals';

import { city, openIncidents } from '../city/store';
import { entriesOf, shownOf } from './grouping';

/** Situations of which every member is shown. */
export const unfolded = signal<ReadonlySet<string>>(new Set());

const situations = computed(() => city.value.situations);

export const entries = computed(() => entriesOf(openIncidents.value, situations.value));

/** The incidents whose cards are on the board, in their order: what the keys step through. */
export const boardIncidents = computed(() =>
  entries.value.flatMap((entry) => (entry.kind === 'one' ? [entry.incident] : shownOf(entry.members, unfolded.value.has(entry.situation.id)))),
);

export function toggleFold(id: string): void {
  const next = new Set(unfolded.value);
  if (!next.delete(id)) next.add(id);
  unfolded.value = next;
}
