import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { sheet } from '../view';
import { words } from '../words';
import { CROSS, Stroke } from './icons';

interface Props {
  readonly label: string;
  readonly test: string;
  readonly head: ComponentChildren;
  readonly children: ComponentChildren;
  /** Stays in sight below what scrolls. */
  readonly foot?: ComponentChildren;
}

/** What lies open beside the map, wide: focus goes in, Escape and the cross go out. */
export function Sheet({ label, test, head, children, foot }: Props) {
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (!box.current?.contains(document.activeElement)) box.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section class="leaf" ref={box} tabIndex={-1} aria-label={label} data-testid={test}>
      <header class="leaf-head">
        {head}
        <button class="button quiet square" aria-label={words.value.close} data-testid="sheet-close" onClick={() => (sheet.value = null)}>
          <Stroke d={CROSS} />
        </button>
      </header>
      <div class="leaf-scroll" tabIndex={0} role="group" aria-label={label}>
        {children}
      </div>
      {foot ? <footer class="leaf-foot">{foot}</footer> : null}
    </section>
  );
}
