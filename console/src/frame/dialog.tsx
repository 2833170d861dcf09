import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { words } from '../words';
import { CROSS, Stroke } from './icons';

interface Props {
  readonly title: string;
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog: focus goes in, Escape and the cross go out. */
export function Dialog({ title, isOpen, close, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal();
    if (!isOpen && dialog.current?.open) dialog.current.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} class="dialog" aria-label={title} onClose={close}>
      {isOpen ? (
        <>
          <header class="dialog-top">
            <h2>{title}</h2>
            <button class="button quiet square" aria-label={words.value.close} onClick={close}>
              <Stroke d={CROSS} />
            </button>
          </header>
          {children}
        </>
      ) : null}
    </dialog>
  );
}
