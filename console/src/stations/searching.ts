import { useLayoutEffect } from 'preact/hooks';

import { typedAhead } from '../view';

/**
 * Give the field of a search the keyboard when somebody pressed its key, and what was typed before the field was there.
 *
 * Before the next key can come: one that came earlier would act on the board, or on nothing.
 */
export function useSearch(field: { readonly current: HTMLInputElement | null }, put: (text: string) => void): void {
  const text = typedAhead.value;
  useLayoutEffect(() => {
    if (text === null) return;
    typedAhead.value = null;
    field.current?.focus();
    field.current?.select();
    if (text) put(text);
  }, [text]);
}
