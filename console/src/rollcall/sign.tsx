import type { Group } from './order';

/** How a place stands as a shape: help an exclamation mark, silence a cross, a dark village a hatched square, an answer a tick. */
const PATHS: Readonly<Record<Group, string>> = {
  help: 'M8 2.5v7M8 12.4v1.1',
  dark: 'M2.5 2.5h11v11h-11zM2.5 8l5.5-5.5M3 13l10-10M8 13.5l5.5-5.5',
  unanswered: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  waiting: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.8V8l2.2 1.8',
  answered: 'M3 8.5l3.3 3.3L13 4.6',
  cancelled: 'M3.5 8h9',
};

export function PlaceSign({ group }: { readonly group: Group }) {
  return (
    <svg class={`roll-sign is-${group}`} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[group]} />
    </svg>
  );
}
