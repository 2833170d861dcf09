import { useSignal } from '@preact/signals';

import { attempt } from '../acts';
import { ALERT, Stroke } from '../frame/icons';
import type { Verdict } from '../wire/admin';
import { get } from '../wire/client';
import { said } from './words';

/** Has the server reckon its chains of hashes again. */
export function Verify() {
  const w = said.value;
  const verdict = useSignal<Verdict | null>(null);
  const isBusy = useSignal(false);
  const verify = async (): Promise<void> => {
    isBusy.value = true;
    await attempt(async () => {
      verdict.value = await get<Verdict>('/journal/verify');
    });
    isBusy.value = false;
  };
  const found = verdict.value;
  return (
    <div class={found?.broken ? 'verify is-broken' : 'verify'} role="status" data-testid="verify" data-whole={found ? !found.broken : undefined}>
      <button class="button" disabled={isBusy.value} data-testid="verify-now" onClick={() => void verify()}>
        {isBusy.value ? w.audit.verifying : w.audit.verify}
      </button>
      {found ? (
        <p>
          {found.broken ? <Stroke d={ALERT} size={16} /> : null} {sentenceOf(found)}
        </p>
      ) : null}
    </div>
  );
}

function sentenceOf({ broken, rows, until, is_all }: Verdict): string {
  const { audit: w } = said.value;
  if (broken) return w.broken(broken.seq, w.fault[broken.fault] ?? broken.fault);
  return (is_all ? w.chain : w.part)(rows.toLocaleString('en'), until);
}
