import { useSignal } from '@preact/signals';

import { retract } from '../acts';
import type { Warning } from '../wire/shapes';
import { words } from '../words';

/** Take an issued warning back in one step, asked once more. */
export function Retract({ warning }: { readonly warning: Warning }) {
  const w = words.value;
  const isSure = useSignal(false);
  if (!isSure.value) {
    return (
      <button class="button" data-testid={`warning-cancel-${warning.id}`} onClick={() => (isSure.value = true)}>
        {w.warning.retract}
      </button>
    );
  }
  return (
    <span class="sure">
      {w.warning.retractSure}
      <button class="button primary" data-testid={`warning-cancel-sure-${warning.id}`} onClick={() => void retract(warning)}>
        {w.warning.retract}
      </button>
      <button class="button" onClick={() => (isSure.value = false)}>
        {w.cancel}
      </button>
    </span>
  );
}
