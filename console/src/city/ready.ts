/** Asks the server again and again whether it can do its work; `/readyz` answers even while the database is away. */

import { computed, signal } from '@preact/signals';

import { now } from '../beijing';
import { lasting, troublesOf, type Checks } from '../wire/ready';

/** Time between two questions, ms: while all is well, and while something is not. */
const CALM = 5_000;
const ANXIOUS = 2_000;

/** What the server last said of its parts; empty before the first answer. */
export const checks = signal<Checks>({});
/** Whether the last question was answered: silence of the server is for the stale banner to tell. */
export const isAnswered = signal(false);

/** What is wrong, once it has lasted. */
export const troubles = computed(() => lasting(troublesOf(checks.value), now.value));

/** Begin to ask; returns the way to stop. */
export function watchReadiness(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isStopped = false;
  const ask = async (): Promise<void> => {
    const said = await readiness();
    if (isStopped) return;
    isAnswered.value = said !== null;
    if (said && JSON.stringify(said) !== JSON.stringify(checks.value)) checks.value = said;
    const isWell = Object.values(checks.value).every((each) => each === true);
    // Spread, so that a thousand screens do not ask in the same instant.
    timer = setTimeout(() => void ask(), (isWell ? CALM : ANXIOUS) * (0.8 + 0.4 * Math.random()));
  };
  void ask();
  return () => {
    isStopped = true;
    if (timer) clearTimeout(timer);
    checks.value = {};
    isAnswered.value = false;
  };
}

/** What `/readyz` says, null when it is not reached; 503 is an answer like any other. */
async function readiness(): Promise<Checks | null> {
  try {
    const response = await fetch('/readyz', { cache: 'no-store', headers: { Accept: 'application/json' } });
    if (response.status !== 200 && response.status !== 503) return null;
    const said = (await response.json()) as { readonly checks?: Checks };
    return said.checks ?? null;
  } catch {
    return null;
  }
}
