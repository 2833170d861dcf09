import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { WaitingDevice } from '../registry/adoption';
import { openDesk } from '../view';
import { everything, Refusal } from '../wire/client';
import { words } from '../words';
import { said } from './words';

/** How often the list is asked for, ms. */
const AGAIN = 15_000;

const names = signal<readonly string[]>([]);

async function load(): Promise<void> {
  try {
    names.value = (await everything<WaitingDevice>('/quarantine/devices', 1)).map((each) => each.name);
  } catch (error) {
    // Without intake, or away: the head of the page says so already.
    if (!(error instanceof Refusal)) throw error;
  }
}

/** How many devices wait for somebody to register them, and the way to where that is done. */
export function Waiting() {
  const w = said.value.waiting;
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), AGAIN);
    return () => clearInterval(timer);
  }, []);
  if (!names.value.length) return null;
  return (
    <section class="status-part status-waiting" aria-label={w.title} data-testid="waiting">
      <h3>
        {w.title} <span class="side-count">{names.value.length}</span>
      </h3>
      <p>{names.value.slice(0, 8).join(words.value.list)}</p>
      <button class="button" data-testid="status-adopt" onClick={() => openDesk('adopt')}>
        {w.adopt}
      </button>
    </section>
  );
}
