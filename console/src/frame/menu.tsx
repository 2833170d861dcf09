import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  readonly isOpen: Signal<boolean>;
  /** What opens it. */
  readonly button: ComponentChildren;
  readonly class?: string;
  /** What it shows once it is open. */
  readonly children: ComponentChildren;
}

/** A button and what it opens below itself; Escape closes it, and so does whatever is touched beside it. */
export function Menu({ isOpen, button, class: more = '', children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const leave = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) isOpen.value = false;
    };
    addEventListener('pointerdown', leave);
    addEventListener('focusin', leave);
    return () => {
      removeEventListener('pointerdown', leave);
      removeEventListener('focusin', leave);
    };
  }, []);
  return (
    <div class={`menu ${more}`.trimEnd()} ref={box} onKeyDown={(event) => event.key === 'Escape' && (isOpen.value = false)}>
      {button}
      {isOpen.value ? children : null}
    </div>
  );
}
