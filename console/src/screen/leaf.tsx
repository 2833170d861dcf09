import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { now, SECOND } from '../beijing';
import { said } from './words';
import type { Leaf } from './rotation';

/** How long a page stays: long enough to read it twice. */
const STAY = 12 * SECOND;

/** The number of the turn, the same for every list of the wall. */
export const turnNow = (): number => Math.floor(now.value / STAY);

/** How many rows of a height fit into a list. */
export function useRoom(row: number): readonly [RefObject<HTMLUListElement>, number] {
  const list = useRef<HTMLUListElement>(null);
  const [room, setRoom] = useState(4);
  useEffect(() => {
    const box = list.current;
    if (!box) return;
    const measure = (): void => setRoom(Math.max(1, Math.floor((box.clientHeight + 1) / row)));
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    measure();
    return () => watch.disconnect();
  }, [row]);
  return [list, room];
}

interface HeadProps {
  readonly title: string;
  readonly leaf: Leaf<unknown>;
  readonly children?: ComponentChildren;
}

/** Title of a list, which page of it is on, and what found no room. */
export function LeafHead({ title, leaf, children }: HeadProps) {
  const w = said.value;
  return (
    <header class="wall-head">
      <h2>{title}</h2>
      {children}
      {leaf.hidden ? <strong class="wall-hidden">{w.hidden(leaf.hidden)}</strong> : null}
      {leaf.pages > 1 ? (
        <span class="wall-page" role="img" aria-label={w.page(leaf.page + 1, leaf.pages)}>
          {Array.from({ length: leaf.pages }, (_, page) => (
            <i key={page} class={page === leaf.page ? 'is-now' : ''} />
          ))}
        </span>
      ) : null}
    </header>
  );
}
