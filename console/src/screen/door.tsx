import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { Beacon } from '../frame/icons';
import { words } from '../words';
import { pair, unpair } from './link';
import { anyId } from './pairing';
import { said } from './words';

/** Asked once in the life of a screen. */
export function Door() {
  const w = said.value;
  const first = useRef<HTMLInputElement>(null);
  const fault = useSignal('');
  useLayoutEffect(() => first.current?.focus(), []);
  const submit = (event: Event & { currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [key = '', name = '', place = ''] = ['key', 'name', 'place'].map((part) => String(data.get(part) ?? '').trim());
    fault.value = key.startsWith('fh_') ? '' : w.notAKey;
    if (!fault.value) pair({ key, name, place, id: anyId() });
  };
  return (
    <main class="door" data-testid="screen-door">
      <div class="door-card">
        <h1 class="door-brand">
          <Beacon size={34} />
          <span>
            <span class="brand-zh">{words.value.brand}</span> FENGHUO
          </span>
        </h1>
        <p class="door-tagline">{w.door}</p>
        <p class="wall-door-text">{w.doorText}</p>
        <form class="form" onSubmit={submit}>
          <label>
            <span>{w.key}</span>
            <input ref={first} name="key" type="password" autocomplete="off" required data-testid="screen-key" />
          </label>
          <label>
            <span>{w.name}</span>
            <input name="name" maxLength={200} data-testid="screen-name" />
          </label>
          <label>
            <span>{w.place}</span>
            <input name="place" maxLength={200} />
          </label>
          <p class="form-fault" role="alert">
            {fault.value}
          </p>
          <button class="button primary wide" data-testid="screen-pair">
            {w.pair}
          </button>
        </form>
      </div>
    </main>
  );
}

/** A wall without data says so to the whole room. */
export function Refused({ why }: { readonly why: string }) {
  const w = said.value;
  return (
    <main class="wall-refused" data-testid="screen-refused">
      <div class="wall-stale" role="alert">
        <strong>{w.refused}</strong>
        <span>{w.refusedText(why)}</span>
      </div>
      <button class="button" onClick={unpair}>
        {w.again}
      </button>
    </main>
  );
}
