import { signal } from '@preact/signals';

import { join } from '../session/session';
import { Refusal } from '../wire/client';
import { words } from '../words';

/** What is being waited for while a seat is taken: empty, or why it could not be; null: nothing is. */
export const joining = signal<string | null>(null);

const MARK = /^#\/join\/([\w-]+)$/;

/** Take the seat that the address gives, if it gives one; it is gone from there before anything else is asked for. */
export function takeSeat(): void {
  const token = MARK.exec(location.hash)?.[1];
  if (!token) return;
  history.replaceState(null, '', location.pathname);
  joining.value = '';
  void sit(token);
}

async function sit(token: string): Promise<void> {
  try {
    await join(token);
    joining.value = null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const w = words.value;
    joining.value = error.code === 'wrong_credentials' ? w.exercise.spent : error.code === 'network' ? w.login.unreachable : w.fault.refused(error.detail);
  }
}

/** Between the link and the drill. */
export function Joining() {
  const w = words.value;
  return (
    <div class="door">
      <main class="door-card">
        <h1 class="door-title">{joining.value ? w.fault.title : w.exercise.joining}</h1>
        <p class="door-tagline" role="alert" data-testid="join-fault">
          {joining.value}
        </p>
        {joining.value ? (
          <button class="button wide" onClick={() => (joining.value = null)}>
            {w.login.title}
          </button>
        ) : null}
      </main>
    </div>
  );
}
