import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Refusal } from '../wire/client';
import { words } from '../words';
import { Preferences } from '../frame/preferences';
import { Beacon } from '../frame/icons';
import { hasExpired, logIn } from './session';

const isBusy = signal(false);
const fault = signal('');

async function submit(form: HTMLFormElement): Promise<void> {
  const data = new FormData(form);
  isBusy.value = true;
  fault.value = '';
  try {
    await logIn(String(data.get('user')).trim(), String(data.get('password')));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fault.value = sayRefusal(error);
  } finally {
    isBusy.value = false;
  }
}

function sayRefusal(refusal: Refusal): string {
  if (refusal.code === 'network') return words.value.login.unreachable;
  return refusal.status === 401 ? words.value.login.wrong : words.value.fault.refused(refusal.detail);
}

export function Login() {
  const w = words.value;
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const message = fault.value || (hasExpired.value ? w.login.expired : '');
  return (
    <div class="door">
      <header class="door-top">
        <Preferences />
      </header>
      <main class="door-card">
        <h1 class="door-brand">
          <Beacon size={34} />
          <span>
            <span class="brand-zh">{w.brand}</span> FENGHUO
          </span>
        </h1>
        <p class="door-tagline">{w.login.tagline}</p>
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            void submit(event.currentTarget);
          }}
        >
          <label>
            <span>{w.login.user}</span>
            <input ref={first} name="user" autocomplete="username" required data-testid="login-user" />
          </label>
          <label>
            <span>{w.login.password}</span>
            <input name="password" type="password" autocomplete="current-password" required data-testid="login-password" />
          </label>
          <p class="form-fault" role="alert" data-testid="login-fault">
            {message}
          </p>
          <button class="button primary wide" disabled={isBusy.value} data-testid="login-submit">
            {isBusy.value ? w.login.busy : w.login.submit}
          </button>
        </form>
      </main>
    </div>
  );
}
