import { signal } from '@preact/signals';

import { tell } from '../acts';
import { Dialog } from '../frame/dialog';
import { Preferences } from '../frame/preferences';
import { isPasswordOpen } from '../view';
import { Refusal } from '../wire/client';
import { words } from '../words';
import { changePassword, logOut } from './session';

/** What the server asks of a new password. */
const LEAST = 10;

const fault = signal('');

async function submit(form: HTMLFormElement): Promise<boolean> {
  const data = new FormData(form);
  const next = String(data.get('next'));
  const w = words.value;
  fault.value = '';
  if (next.length < LEAST) fault.value = w.password.short;
  else if (next !== String(data.get('again'))) fault.value = w.password.differ;
  if (fault.value) return false;
  try {
    await changePassword(String(data.get('current')), next);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fault.value = error.code === 'network' ? w.login.unreachable : w.fault.refused(error.detail);
    return false;
  }
}

function Fields({ done }: { readonly done: () => void }) {
  const w = words.value;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget).then((isDone) => isDone && done());
      }}
    >
      <label>
        <span>{w.password.current}</span>
        <input name="current" type="password" autocomplete="current-password" required data-testid="password-current" />
      </label>
      <label>
        <span>{w.password.next}</span>
        <input name="next" type="password" autocomplete="new-password" required data-testid="password-next" />
      </label>
      <label>
        <span>{w.password.again}</span>
        <input name="again" type="password" autocomplete="new-password" required data-testid="password-again" />
      </label>
      <p class="form-fault" role="alert">
        {fault.value}
      </p>
      <button class="button primary wide" data-testid="password-submit">
        {w.password.submit}
      </button>
    </form>
  );
}

/** The page between login and work, while the first password still stands. */
export function PasswordPage() {
  const w = words.value;
  return (
    <div class="door">
      <header class="door-top">
        <Preferences />
        <button class="button quiet" onClick={() => void logOut()}>
          {w.top.logout}
        </button>
      </header>
      <main class="door-card">
        <h1 class="door-title">{w.password.title}</h1>
        <p class="door-tagline">{w.password.why}</p>
        <Fields done={() => tell(w.password.done)} />
      </main>
    </div>
  );
}

/** The same form, asked for from the user menu. */
export function PasswordDialog() {
  const w = words.value;
  const close = (): void => {
    isPasswordOpen.value = false;
    fault.value = '';
  };
  return (
    <Dialog title={w.password.titleOwn} isOpen={isPasswordOpen.value} close={close}>
      <Fields
        done={() => {
          close();
          tell(w.password.done);
        }}
      />
    </Dialog>
  );
}
