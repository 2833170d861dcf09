/** Where the user is: place, selected station, rule and incident, layers. Place, rule and station are in the address. */

import { effect, signal } from '@preact/signals';

import type { LayerKey } from './city/picture';
import { boardIncidents } from './board/groups';
import type { LevelKey, Ring } from './wire/shapes';

export type Place = 'map' | 'warnings' | 'rollcall' | 'stations' | 'rules' | 'status';

export const PLACES: readonly Place[] = ['map', 'warnings', 'rollcall', 'stations', 'rules', 'status'];
/** Places that lie over the map. */
export const COVERING: ReadonlySet<Place> = new Set<Place>(['rollcall', 'rules', 'status']);

export const place = signal<Place>('map');
/** Station whose details are open. */
export const station = signal<string | null>(null);
/** Rule that the place of rules shows; null for the list of all. */
export const rule = signal<string | null>(null);
/** Incident that the keys act on. */
export const incident = signal<string | null>(null);
/** Incident whose assignment is being written. */
export const assigning = signal<string | null>(null);
export const hiddenLayers = signal<ReadonlySet<LayerKey>>(new Set());
/** Whether fences are drawn. */
export const hasFences = signal(true);
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

/** What lies open beside the map, wide: a warning to be read, or an incident with its tasks and its history. */
export interface Sheet {
  readonly kind: 'warning' | 'incident';
  readonly id: string;
}
export const sheet = signal<Sheet | null>(null);

/** What the map outlines: the area of the warning that lies open. */
export interface ShownArea {
  readonly level: LevelKey;
  readonly polygons: readonly Ring[];
  readonly circles: readonly (readonly [number, number, number])[];
}
export const area = signal<ShownArea | null>(null);

export function openSheet(kind: Sheet['kind'], id: string): void {
  sheet.value = { kind, id };
  station.value = null;
  if (COVERING.has(place.value)) place.value = kind === 'warning' ? 'warnings' : 'map';
}

export function openStation(id: string | null, moveMap = false): void {
  if (id) sheet.value = null;
  station.value = id;
  if (id && moveMap) centreRequest.value += 1;
}

/** What the details of a station are asked to explain. */
export interface Question {
  readonly station: string;
  readonly property: string;
  /** The instant, ms; null for now. */
  readonly at: number | null;
  /** Only this rule; null for all of them. */
  readonly rule: string | null;
}
export const question = signal<Question | null>(null);

/** Open the details of a station at the question why a rule did or did not fire. */
export function askWhy(asked: Question): void {
  question.value = asked;
  openStation(asked.station, true);
}

export function openRule(id: string | null): void {
  rule.value = id;
  place.value = 'rules';
}

export function toggleLayer(layer: LayerKey): void {
  const next = new Set(hiddenLayers.value);
  if (!next.delete(layer)) next.add(layer);
  hiddenLayers.value = next;
}

/** Move the selection on the board by one. */
export function step(by: 1 | -1): void {
  const list = boardIncidents.value;
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

/** Scroll a part to the top of what it lies in, and nothing around that. */
export function scrollTo(part: Element | null | undefined, within: string): void {
  const box = part?.closest(within);
  if (part && box) box.scrollTop += part.getBoundingClientRect().top - box.getBoundingClientRect().top - 8;
}

/** Follow the address bar, and keep it. */
export function bindAddress(): void {
  const read = (): void => {
    const [, first = 'map', ...rest] = location.hash.split('/');
    place.value = PLACES.find((each) => each === first) ?? 'map';
    const tail = rest.map((each) => (each ? decodeURIComponent(each) : null));
    if (place.value === 'rules') rule.value = tail.shift() ?? null;
    station.value = tail[0] ?? null;
  };
  read();
  addEventListener('hashchange', read);
  effect(() => {
    const parts = [place.value, ...(place.value === 'rules' ? [rule.value ?? ''] : []), station.value ?? ''];
    const hash = `#/${parts.map(encodeURIComponent).join('/')}`.replace(/\/+$/, '');
    if (location.hash !== hash) history.replaceState(null, '', hash);
  });
}
