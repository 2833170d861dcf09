/** The release policies, for the number of turns and for what follows the last; asked for when something waits. */

import { effect, signal } from '@preact/signals';

import { pendingWarnings } from '../city/store';
import { everything, Refusal } from '../wire/client';
import type { Policy } from './clock';

const policies = signal<ReadonlyMap<string, Policy>>(new Map());
/** Ids that were asked for and are not there: not asked for again and again. */
const asked = new Set<string>();

async function load(): Promise<void> {
  try {
    policies.value = new Map((await everything<Policy>('/policies', 3)).map((each) => [each.id, each]));
  } catch (error) {
    // The clock runs without them; only "of n" is missing.
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Keep policies of what waits; returns the way to stop. */
export function watchPolicies(): () => void {
  return effect(() => {
    const wanted = pendingWarnings.value.flatMap((warning) => (warning.asking ? [warning.asking.policy] : []));
    const unknown = wanted.filter((id) => !policies.peek().has(id) && !asked.has(id));
    if (unknown.length === 0) return;
    for (const id of unknown) asked.add(id);
    void load();
  });
}

export const policyOf = (id: string): Policy | undefined => policies.value.get(id);
