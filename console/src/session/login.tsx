import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { get, Refusal } from '../wire/client';
import { words } from '../words';
import { Preferences } from '../frame/preferences';
import { Beacon } from '../frame/icons';
import { hasExpired, logIn, takeOver } from './session';

const isBusy = signal(false);
const fault = signal('');
/** Whether the password was right and the code of the second factor is asked for. */
const asksCode = signal(false);
/** What the provider is called that people may sign in by; empty: none. */
const provider = signal('');
/** How the server sends the browser back from the provider. */
const SIGNED_ON = '?signed-on';

async function submit(form: HTMLFormElement): Promise<void> {
  const data = new FormData(form);
  isBusy.value = true;
  fault.value = '';
  try {
    await logIn(String(data.get('user')).trim(), String(data.get('password')), String(data.get('code') ?? '').trim());
    asksCode.value = false;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'totp_required') asksCode.value = true;
    else fault.value = sayRefusal(error);
  } finally {
    isBusy.value = false;
  }
}

function sayRefusal(refusal: Refusal): string {
  if (refusal.code === 'network') return words.value.login.unreachable;
  if (refusal.code === 'wrong_totp') return words.value.login.wrongCode;
  if (refusal.code === 'locked_out') return words.value.login.locked;
  return refusal.status === 401 ? words.value.login.wrong : words.value.fault.refused(refusal.detail);
}

/** Ask who vouches for people here, and go on where somebody came back from there. */
async function lookAround(): Promise<void> {
  try {
    if (location.search === SIGNED_ON) {
      window.history.replaceState(null, '', location.pathname + location.hash);
      await takeOver();
      return;
    }
    const about = await get<{ readonly is_there: boolean; readonly title: string }>('/oidc');
    provider.value = about.is_there ? about.title : '';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code !== 'network') fault.value = words.value.fault.refused(error.detail);
  }
}

export function Login() {
  const w = words.value;
  const first = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);
  useEffect(() => void lookAround(), []);
  useLayoutEffect(() => first.current?.focus(), []);
  useLayoutEffect(() => code.current?.focus(), [asksCode.value]);
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
          {asksCode.value && (
            <label>
              <span>{w.login.code}</span>
              <input ref={code} name="code" autocomplete="one-time-code" required data-testid="login-code" />
            </label>
          )}
          <p class="form-fault" role="alert" data-testid="login-fault">
            {message}
          </p>
          <button class="button primary wide" disabled={isBusy.value} data-testid="login-submit">
            {isBusy.value ? w.login.busy : w.login.submit}
          </button>
          {provider.value && (
            <a class="button wide" href="/api/v1/oidc/login" data-testid="login-provider">
              {w.login.provider(provider.value)}
            </a>
          )}
        </form>
      </main>
    </div>
  );
}
