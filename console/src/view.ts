/** Where the user is: place, selected station and incident, layers. Place and station are in the address. */

import { effect, signal } from '@preact/signals';

import type { LayerKey } from './city/picture';
import { openIncidents } from './city/store';

export type Place = 'map' | 'warnings' | 'stations' | 'status';

export const PLACES: readonly Place[] = ['map', 'warnings', 'stations', 'status'];

export const place = signal<Place>('map');
/** Station whose details are open. */
export const station = signal<string | null>(null);
/** Incident that the keys act on. */
export const incident = signal<string | null>(null);
/** Incident whose assignment is being written. */
export const assigning = signal<string | null>(null);
export const hiddenLayers = signal<ReadonlySet<LayerKey>>(new Set());
export const isHelpOpen = signal(false);
export const isPasswordOpen = signal(false);
/** Grows when the map should show the whole city again. */
export const fitRequest = signal(0);
/** Grows when the map should move to the selected station. */
export const centreRequest = signal(0);

/** Short notes on what the user's own acts did. */
export interface Note {
  readonly text: string;
  readonly isFault: boolean;
}
export const note = signal<Note | null>(null);

export function openStation(id: string | null, moveMap = false): void {
  station.value = id;
  if (id && moveMap) centreRequest.value += 1;
}

export function toggleLayer(layer: LayerKey): void {
  const next = new Set(hiddenLayers.value);
  if (!next.delete(layer)) next.add(layer);
  hiddenLayers.value = next;
}

/** Move the selection on the board by one. */
export function step(by: 1 | -1): void {
  const list = openIncidents.value;
  const at = list.findIndex((each) => each.id === incident.value);
  const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by))];
  if (!next) return;
  incident.value = next.id;
  bringIntoView(next.id);
}

/** Scroll a card of the board into sight, once it is drawn where it belongs now. */
export function bringIntoView(id: string): void {
  requestAnimationFrame(() => document.getElementById(`incident-${id}`)?.scrollIntoView({ block: 'nearest' }));
}

/** Follow the address bar, and keep it. */
export function bindAddress(): void {
  const read = (): void => {
    const [, first = 'map', second] = location.hash.split('/');
    place.value = PLACES.find((each) => each === first) ?? 'map';
    station.value = second ? decodeURIComponent(second) : null;
  };
  read();
  addEventListener('hashchange', read);
  effect(() => {
    const tail = station.value ? `/${encodeURIComponent(station.value)}` : '';
    const hash = `#/${place.value}${tail}`;
    if (location.hash !== hash) history.replaceState(null, '', hash);
  });
}
