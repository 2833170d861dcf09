/** What lies over the ground besides stations, and can be put away; the choice is remembered and stands in the address. */

import { effect, signal } from '@preact/signals';

import { hiddenLayers } from '../view';
import type { LayerKey } from '../city/picture';

export type Overlay = 'warnings' | 'rollcall' | 'fences' | 'basemap';
export const OVERLAYS: readonly Overlay[] = ['warnings', 'rollcall', 'fences', 'basemap'];
export const STATIONS: readonly LayerKey[] = ['water', 'rain', 'weather', 'air', 'quality', 'soil', 'camera', 'moving', 'other'];

const KEY = 'fenghuo.map.off';

export const putAway = signal<ReadonlySet<Overlay>>(new Set());

export const isOverlaid = (overlay: Overlay): boolean => !putAway.value.has(overlay);

export function toggleOverlay(overlay: Overlay): void {
  const next = new Set(putAway.value);
  if (!next.delete(overlay)) next.add(overlay);
  putAway.value = next;
}

/** Names of what is put away, in their order; for the address and the memory. */
export const offText = (hidden: ReadonlySet<LayerKey>, away: ReadonlySet<Overlay>): string =>
  [...STATIONS.filter((each) => hidden.has(each)), ...OVERLAYS.filter((each) => away.has(each))].join(',');

/** The sets of such a text; names that nobody knows are left out. */
export function readOff(text: string): { readonly hidden: ReadonlySet<LayerKey>; readonly away: ReadonlySet<Overlay> } {
  const names = new Set(text.split(','));
  return { hidden: new Set(STATIONS.filter((each) => names.has(each))), away: new Set(OVERLAYS.filter((each) => names.has(each))) };
}

/** Put away what the address or, without one, the last visit put away. */
export function takeOff(text: string | null): void {
  const { hidden, away } = readOff(text ?? recalled());
  hiddenLayers.value = hidden;
  putAway.value = away;
}

function recalled(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/** Remember the choice on this computer; returns the way to stop. */
export const rememberOff = (): (() => void) =>
  effect(() => {
    const text = offText(hiddenLayers.value, putAway.value);
    try {
      if (text) localStorage.setItem(KEY, text);
      else localStorage.removeItem(KEY);
    } catch {
      // A browser that remembers nothing shows every layer next time.
    }
  });
