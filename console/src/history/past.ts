/** The map as it stood at an instant of the last three days. What the page says elsewhere stays the present. */

import { computed, effect, signal } from '@preact/signals';

import { DAY, MINUTE, now, serverNow } from '../beijing';
import { countyLevels, hearingOf, mainProperty, raisedStations } from '../city/picture';
import { Readings } from '../city/readings';
import { city, counties, looks, readings, type Look } from '../city/store';
import { get, Refusal } from '../wire/client';
import type { Incident, LatestItem, LevelKey, Station } from '../wire/shapes';

/** How far back the map goes, ms. */
export const REACH = 3 * DAY;
/** Steps of the slider, ms. */
export const STEP = 5 * MINUTE;
/** Whoever leaves the past standing for so long has forgotten it, ms. */
const FORGOTTEN = 10 * MINUTE;
/** The slider rests this long before the server is asked, ms. */
const REST = 180;

/** An incident as it stood. */
export interface PastIncident {
  readonly id: string;
  readonly station: string;
  readonly division: string;
  readonly kind: Incident['kind'];
  readonly level: LevelKey;
}

/** What the server says of an instant. */
export interface Told {
  readonly at: string;
  readonly incidents: readonly PastIncident[];
  readonly readings: readonly LatestItem[];
}

export interface Picture {
  /** Instant, ms. */
  readonly at: number;
  readonly looks: ReadonlyMap<string, Look>;
  readonly counties: ReadonlyMap<string, LevelKey>;
  readonly readings: Readings;
}

/** Instant that the map shows, ms; null: now. */
export const pastTime = signal<number | null>(null);
/** The picture of that instant; null while it is fetched. */
export const picture = signal<Picture | null>(null);
/** Whether the server could not tell. */
export const isUntellable = signal(false);

const NOBODY: ReadonlyMap<string, never> = new Map<string, never>();

/** What the map draws: never the present under the name of the past. */
export const shownLooks = computed<ReadonlyMap<string, Look>>(() => (pastTime.value === null ? looks.value : (picture.value?.looks ?? NOBODY)));
export const shownCounties = computed<ReadonlyMap<string, LevelKey>>(() => (pastTime.value === null ? counties.value : (picture.value?.counties ?? NOBODY)));
export const shownReadings = computed(() => (pastTime.value === null ? readings : (picture.value?.readings ?? new Readings())));

/** The instant of the slider's place, none before the reach and none to come; the right end is now. */
export function instantOf(minutesAgo: number, present: number): number | null {
  if (minutesAgo <= 0) return null;
  return Math.floor((present - Math.min(minutesAgo * MINUTE, REACH)) / MINUTE) * MINUTE;
}

/** How a city looked, from what the server says of an instant. */
export function pictureAt(told: Told, stations: Iterable<Station>): Picture {
  const at = Date.parse(told.at);
  const held = new Readings();
  held.take(told.readings, null);
  const incidents = told.incidents.map((each) => ({ ...each, state: 'open' }) as unknown as Incident);
  const raised = raisedStations(incidents);
  const found = new Map<string, Look>();
  for (const station of stations) {
    const state = raised.get(station.id);
    const level = state?.level ?? 'none';
    // What a device says of itself today is not what it said then.
    const hearing = hearingOf({ ...station, online: null }, Boolean(state?.lost), held.lastHeard(station.id), at);
    const isHeard = hearing === 'heard';
    found.set(station.id, { station, level, hearing: hearing === 'never' ? 'silent' : hearing, raised: state, mark: level === 'none' && !isHeard ? 'void' : level, isUntold: false });
  }
  return { at, looks: found, counties: countyLevels(incidents), readings: held };
}

/** The properties that speak for the stations, each once. */
export function speaking(stations: Iterable<Station>): readonly string[] {
  const keys = new Set<string>();
  for (const station of stations) {
    const key = mainProperty(station, undefined);
    if (key) keys.add(key);
  }
  return [...keys].sort();
}

export function backToNow(): void {
  pastTime.value = null;
}

let turn = 0;

async function load(at: number): Promise<void> {
  const mine = ++turn;
  const query = new URLSearchParams({ at: new Date(at).toISOString() });
  for (const key of speaking(city.peek().stations.values())) query.append('property', key);
  try {
    const told = await get<Told>(`/past?${query}`);
    if (mine !== turn) return;
    picture.value = pictureAt(told, city.peek().stations.values());
    isUntellable.value = false;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (mine === turn) isUntellable.value = true;
  }
}

let rest: ReturnType<typeof setTimeout> | undefined;
let touched = 0;

effect(() => {
  const at = pastTime.value;
  clearTimeout(rest);
  isUntellable.value = false;
  if (at === null) {
    turn += 1;
    picture.value = null;
    return;
  }
  touched = Date.now();
  // The map is empty, and says so, until the server has told: nothing of another instant stands meanwhile.
  if (picture.peek()?.at !== at) picture.value = null;
  rest = setTimeout(() => void load(at), REST);
});

effect(() => {
  void now.value;
  const at = pastTime.peek();
  if (at !== null && (Date.now() - touched > FORGOTTEN || at < serverNow() - REACH - MINUTE)) backToNow();
});
