/** Where the user is: place, selected station, rule and incident, layers. Place, rule and station are in the address. */

import { computed, effect, signal } from '@preact/signals';

import type { LayerKey } from './city/picture';
import { boardIncidents } from './board/groups';
import type { LevelKey, Ring } from './wire/shapes';

export type Place = 'map' | 'warnings' | 'rollcall' | 'stations' | 'rules' | 'status' | 'drills' | 'admin';

export const PLACES: readonly Place[] = ['map', 'warnings', 'rollcall', 'stations', 'rules', 'status', 'drills', 'admin'];
/** Places that lie over the map. */
export const COVERING: ReadonlySet<Place> = new Set<Place>(['rollcall', 'stations', 'rules', 'status', 'drills', 'admin']);

export const place = signal<Place>('map');
/** What the place of stations shows: the table, the list beside the map, an import, or what waits to be adopted. */
export type Desk = 'table' | 'map' | 'import' | 'adopt';
/** How each of them is called in the address. */
const DESKS: Readonly<Record<string, Desk>> = { stations: 'table', 'station-map': 'map', import: 'import', adopt: 'adopt' };

export const desk = signal<Desk>('table');
/** Whether the place lies over the map. */
export const isCovering = computed(() => COVERING.has(place.value) && !(place.value === 'stations' && desk.value === 'map'));

export function openDesk(which: Desk): void {
  desk.value = which;
  place.value = 'stations';
}

/** Go to a place; the stations begin with their table. */
export function goTo(which: Place): void {
  if (which === 'stations') desk.value = 'table';
  place.value = which;
}

/** Pages for administrators, and which of them is open. */
export const ADMIN_TABS = ['users', 'keys', 'roster', 'channels', 'policies', 'audit'] as const;
export type AdminTab = (typeof ADMIN_TABS)[number];
export const adminTab = signal<AdminTab>('users');

/** Station whose details are open. */
export const station = signal<string | null>(null);
/** Rule that the place of rules shows; null for the list of all. */
export const rule = signal<string | null>(null);
/** Incident that the keys act on. */
export const incident = signal<string | null>(null);
/** What is being written about the incident that lies open. */
export type Asking = 'escalate' | 'silence' | 'close' | 'comment';
export const asking = signal<Asking | null>(null);
/** Incident whose assignment is being written. */
export const assigning = signal<string | null>(null);
export const hiddenLayers = signal<ReadonlySet<LayerKey>>(new Set());
export const isHelpOpen = signal(false);
export const isPasswordOpen = signal(false);
/** What was typed for the field that searches before that field was there; null: nobody asked for it. */
export const typedAhead = signal<string | null>(null);
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

/** What lies open beside the map, wide: a warning to be read or written, or an incident with its tasks and its history. */
export interface Sheet {
  readonly kind: 'warning' | 'incident' | 'compose';
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
  if (sheet.value?.id !== id) asking.value = null;
  sheet.value = { kind, id };
  station.value = null;
  if (isCovering.value) place.value = kind === 'incident' ? 'map' : 'warnings';
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

/** What the address says of the map, behind a question mark; `map/address.ts` reads and writes it. */
export const addressQuery = signal('');

/** Follow the address bar, and keep it. */
export function bindAddress(): void {
  const read = (): void => {
    const [path = '', query = ''] = location.hash.split('?');
    const [, first = 'map', ...rest] = path.split('/');
    addressQuery.value = query;
    const named = DESKS[first];
    if (named) desk.value = named;
    place.value = named ? 'stations' : (PLACES.find((each) => each === first) ?? 'map');
    const tail = rest.map((each) => (each ? decodeURIComponent(each) : null));
    if (place.value === 'rules') rule.value = tail.shift() ?? null;
    if (place.value === 'admin') {
      const asked = tail.shift();
      adminTab.value = ADMIN_TABS.find((each) => each === asked) ?? 'users';
    }
    station.value = tail[0] ?? null;
  };
  read();
  addEventListener('hashchange', read);
  effect(() => {
    const name = place.value === 'stations' ? (Object.keys(DESKS).find((each) => DESKS[each] === desk.value) ?? 'stations') : place.value;
    const parts = [name, ...(place.value === 'rules' ? [rule.value ?? ''] : []), ...(place.value === 'admin' ? [adminTab.value] : []), station.value ?? ''];
    const path = `#/${parts.map(encodeURIComponent).join('/')}`.replace(/\/+$/, '');
    const hash = addressQuery.value && !isCovering.value ? `${path}?${addressQuery.value}` : path;
    if (location.hash !== hash) history.replaceState(null, '', hash);
  });
}
