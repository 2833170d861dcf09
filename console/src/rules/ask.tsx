import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { words } from '../words';
import { said } from './words';

interface Props {
  /** What will happen; empty where the button says it. */
  readonly text: string;
  readonly label: string;
  readonly confirm?: string;
  /** True when it was done. */
  readonly act: (note: string) => Promise<boolean>;
  readonly close: () => void;
}

/** Asks once more, and why, before something is changed. */
export function Ask({ text, label, confirm, act, close }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const isBusy = useSignal(false);
  useLayoutEffect(() => field.current?.focus(), []);
  const submit = async (): Promise<void> => {
    isBusy.value = true;
    const isDone = await act(field.current?.value.trim() ?? '');
    isBusy.value = false;
    if (isDone) close();
  };
  return (
    <form
      class="rule-ask"
      data-testid="rule-ask"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {text ? <p>{text}</p> : null}
      <input ref={field} aria-label={label} placeholder={label} maxLength={4000} />
      <button class="button primary" disabled={isBusy.value} data-testid="rule-ask-sure">
        {confirm ?? said.value.sure}
      </button>
      <button type="button" class="button" onClick={close}>
        {words.value.cancel}
      </button>
    </form>
  );
}
