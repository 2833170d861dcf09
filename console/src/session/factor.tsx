import { signal } from '@preact/signals';

import { Preferences } from '../frame/preferences';
import { Refusal } from '../wire/client';
import { words } from '../words';
import { beginFactor, confirmFactor, logOut, mustEnrol } from './session';

const fault = signal('');
/** What the app is to be told; empty before the password was shown. */
const secret = signal<{ readonly secret: string; readonly url: string } | null>(null);
const recovery = signal<readonly string[]>([]);

async function tried(act: () => Promise<void>): Promise<void> {
  fault.value = '';
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const w = words.value;
    if (error.code === 'network') fault.value = w.login.unreachable;
    else fault.value = error.code === 'wrong_totp' ? w.login.wrongCode : w.fault.refused(error.detail);
  }
}

function submit(form: HTMLFormElement): Promise<void> {
  const data = new FormData(form);
  return tried(async () => {
    if (secret.value) recovery.value = await confirmFactor(String(data.get('code')).trim());
    else secret.value = await beginFactor(String(data.get('password')));
    form.reset();
  });
}

function done(): void {
  secret.value = null;
  recovery.value = [];
  mustEnrol.value = false;
}

/** The page between login and work, while the role needs a second factor that is not set up. */
export function FactorPage() {
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
        <h1 class="door-title">{w.factor.title}</h1>
        {recovery.value.length ? <Recovery /> : <Enrolment />}
      </main>
    </div>
  );
}

function Enrolment() {
  const w = words.value;
  const begun = secret.value;
  return (
    <>
      <p class="door-tagline">{begun ? w.factor.scan : w.factor.why}</p>
      {begun && (
        <p class="door-tagline">
          <a href={begun.url}>{w.factor.open}</a> <code data-testid="factor-secret">{begun.secret}</code>
        </p>
      )}
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label>
          <span>{begun ? w.login.code : w.login.password}</span>
          {begun ? (
            <input key="code" name="code" autocomplete="one-time-code" required data-testid="factor-code" />
          ) : (
            <input key="password" name="password" type="password" autocomplete="current-password" required data-testid="factor-password" />
          )}
        </label>
        <p class="form-fault" role="alert">
          {fault.value}
        </p>
        <button class="button primary wide" data-testid="factor-submit">
          {w.factor.next}
        </button>
      </form>
    </>
  );
}

function Recovery() {
  const w = words.value;
  return (
    <>
      <p class="door-tagline">{w.factor.keep}</p>
      <pre data-testid="factor-recovery">{recovery.value.join('\n')}</pre>
      <button class="button primary wide" onClick={done} data-testid="factor-done">
        {w.factor.kept}
      </button>
    </>
  );
}
