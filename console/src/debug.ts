/** What browser tests may read of the page without a picture; read-only. */

import { looks } from './city/store';
import { drawn } from './map/probe';

declare global {
  interface Window {
    readonly __fenghuo?: { readonly stations: Readonly<Record<string, string>>; readonly map: typeof drawn };
  }
}

export function exposeForTests(): void {
  const view = Object.freeze({
    get stations(): Record<string, string> {
      return Object.fromEntries([...looks.value].map(([id, look]) => [id, look.level]));
    },
    get map(): typeof drawn {
      return { ...drawn };
    },
  });
  Object.defineProperty(window, '__fenghuo', { value: view });
}
