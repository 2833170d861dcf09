/** The picture of the city that the page shows, as signals. Only this module writes it. */

import { batch, computed, signal } from '@preact/signals';

import { clockOffset, drillClock, now, serverAt } from '../beijing';
import type { Mark } from '../level/badge';
import { rank } from '../level/level';
import type { Pulse } from '../wire/health';
import { healthOf } from '../wire/health';
import { isBlind } from '../wire/ready';
import type { RuleVersion } from '../wire/rules';
import type { FeatureCollection, Frame, LevelKey, MapData, ObservedProperty, ProvisionalItem, Station, SystemInfo, Task } from '../wire/shapes';
import { untold, untoldLevels } from './provisional';
import { troubles } from './ready';
import { boardOrder, countyLevels, hearingOf, raisedStations, type Hearing, type Raised } from './picture';
import { Readings } from './readings';
import { apply, EMPTY, type City, type News } from './reducer';

export const city = signal<City>(EMPTY);
export const system = signal<SystemInfo | null>(null);
export const mapData = signal<MapData | null>(null);
/** Named areas that rules speak of, as GeoJSON. */
export const fences = signal<FeatureCollection | null>(null);
export const properties = signal<ReadonlyMap<string, ObservedProperty>>(new Map());
export const rules = signal<readonly RuleVersion[]>([]);

/** Parts that could not be loaded, by the name the words know. */
export const missing = signal<ReadonlySet<'incidents' | 'warnings' | 'deliveries' | 'rollcalls' | 'foreign' | 'rules' | 'fences' | 'map' | 'stations'>>(new Set());
/** True when one of them was refused because of the role. */
export const isForbidden = signal(false);
export const isLoaded = signal(false);

export const readings = new Readings();
/** Grows whenever readings changed. */
export const readingsVersion = signal(0);

export const pulse = signal<Pulse>({ isOpen: false, closed: null, heard: null, began: Date.now() });
const blinding = computed(() => troubles.value.find(isBlind));
/** When this screen stopped being told of readings and incidents although it is connected, ms; null while it is told. */
export const blindSince = computed<number | null>(() => {
  const cause = blinding.value;
  return cause ? (cause.since ?? serverAt(pulse.value.heard ?? pulse.value.began)) : null;
});
export const health = computed(() => {
  void now.value;
  return blindSince.value === null ? healthOf(pulse.value, Date.now()) : 'stale';
});
/** How old the newest frames were when they arrived, ms. */
export const lag = signal<number | null>(null);

/** Stations whose level just rose; the map draws a ring around them. */
export const risen = signal<readonly string[]>([]);
export const news = signal<readonly News[]>([]);

/** What the rules found that is not written yet, as the feed last told. */
export const provisional = signal<readonly ProvisionalItem[]>([]);
export const untoldList = computed(() => untold(provisional.value, incidents.value.values()));
const untoldByStation = computed(() => untoldLevels(untoldList.value));
/** Grows when what people say of gauges changes. */
export const gaugesVersion = signal(0);

/** One part of the city each: who watches incidents is not stirred by a thousand warnings. */
const stations = computed(() => city.value.stations);
const incidents = computed(() => city.value.incidents);
const warnings = computed(() => city.value.warnings);
const tasks = computed(() => city.value.tasks);
const foreign = computed(() => city.value.foreign);

export const raised = computed(() => raisedStations(incidents.value.values()));
export const counties = computed(() => countyLevels(incidents.value.values()));

export const openIncidents = computed(() =>
  [...incidents.value.values()].filter((incident) => incident.state !== 'closed').sort(boardOrder),
);
/** Open tasks by incident. */
export const tasksByIncident = computed<ReadonlyMap<string, readonly Task[]>>(() => {
  const groups = new Map<string, Task[]>();
  for (const task of tasks.value.values()) groups.set(task.incident, [...(groups.get(task.incident) ?? []), task]);
  return groups;
});
/** What was issued without anybody and must be looked at. */
export const reviewWarnings = computed(() => [...warnings.value.values()].filter((warning) => warning.review?.due));
/** What ends soon, and nothing waits that would follow it: somebody must renew or cancel it. */
export const renewalWarnings = computed(() => {
  const followed = new Set(pendingWarnings.value.map((warning) => warning.replaces));
  return [...warnings.value.values()].filter(
    (warning) => warning.renewal_due && warning.stage === 'issued' && !followed.has(warning.id) && Date.parse(warning.expires) > now.value,
  );
});
/** Messages of other agencies that count now, the worst first. */
export const foreignNow = computed(() =>
  [...foreign.value.values()]
    .filter((each) => each.state === 'current' && Date.parse(each.expires) > now.value)
    .sort((left, right) => rank(right.level) - rank(left.level) || (left.sent < right.sent ? 1 : -1)),
);
export const pendingWarnings = computed(() =>
  [...warnings.value.values()]
    .filter((warning) => warning.stage === 'draft' || warning.stage === 'reviewed')
    .sort((left, right) => rank(right.level) - rank(left.level) || (left.created < right.created ? -1 : 1)),
);
export const allWarnings = computed(() =>
  [...warnings.value.values()].sort((left, right) => (left.created < right.created ? 1 : -1)),
);

/** How a station looks. */
export interface Look {
  readonly station: Station;
  readonly level: LevelKey;
  readonly hearing: Hearing;
  readonly raised: Raised | undefined;
  readonly mark: Mark;
  /** The level is true and not written yet. */
  readonly isUntold: boolean;
}

/** Half-minute ticks: silence is judged in minutes, and 10,000 stations need not be judged every second. */
const slowNow = computed(() => Math.floor(now.value / 30_000) * 30_000);
/** Changes when a station is heard that was not heard before, which must not wait for the half minute. */
const heardCount = signal(0);

/** As they were reckoned last; those of which nothing has changed stay the same object. */
let lately: ReadonlyMap<string, Look> = new Map();

export const looks = computed<ReadonlyMap<string, Look>>(() => {
  void heardCount.value;
  // Nobody goes silent because the server cannot tell us.
  const instant = Math.min(slowNow.value, blindSince.value ?? Infinity);
  const found = new Map<string, Look>();
  for (const station of stations.value.values()) {
    const state = raised.value.get(station.id);
    const hearing = hearingOf(station, Boolean(state?.lost), readings.lastHeard(station.id), instant);
    const written = state?.level ?? 'none';
    const waiting = untoldByStation.value.get(station.id) ?? 'none';
    const isUntold = rank(waiting) > rank(written);
    const level = isUntold ? waiting : written;
    const mark: Mark = level === 'none' && hearing !== 'heard' ? 'void' : level;
    const before = lately.get(station.id);
    const look: Look = { station, level, hearing, raised: state, mark, isUntold };
    found.set(station.id, before && isSameLook(before, look) ? before : look);
  }
  lately = found;
  return found;
});

const isSameLook = (left: Look, right: Look): boolean =>
  left.station === right.station && left.level === right.level && left.hearing === right.hearing && left.raised === right.raised && left.mark === right.mark && left.isUntold === right.isUntold;

export const onlineCount = computed(() => {
  let count = 0;
  for (const look of looks.value.values()) if (look.hearing === 'heard') count += 1;
  return count;
});

let hasSnapshot = false;

/** Forget everything, for the next person who logs in. */
export function forget(): void {
  batch(() => {
    city.value = EMPTY;
    system.value = null;
    rules.value = [];
    missing.value = new Set();
    isLoaded.value = false;
    news.value = [];
    provisional.value = [];
    lag.value = null;
    pulse.value = { isOpen: false, closed: null, heard: null, began: Date.now() };
  });
  readings.clear();
  hasSnapshot = false;
}

/** Take frames of the feed. */
export function take(frames: readonly Frame[]): { hasUnknownStation: boolean; hasNewRules: boolean; hasAnswers: boolean } {
  const applied = apply(city.value, frames);
  batch(() => {
    takeReadings(frames);
    measureLag(frames);
    takeOthers(frames);
    if (applied.city !== city.value) city.value = applied.city;
    if (applied.risen.length) risen.value = applied.risen;
    if (applied.news.length) news.value = [...news.value, ...applied.news].slice(-50);
  });
  return applied;
}

function takeReadings(frames: readonly Frame[]): void {
  let hasReadings = false;
  for (const frame of frames) {
    if (frame.kind !== 'latest') continue;
    readings.take(frame.data.items, hasSnapshot ? Date.parse(frame.t) : null);
    hasSnapshot = true;
    hasReadings = true;
    if (frame.data.items.some(isBackFromSilence)) heardCount.value += 1;
  }
  if (hasReadings) readingsVersion.value += 1;
}

function takeOthers(frames: readonly Frame[]): void {
  const last = frames.findLast((frame) => frame.kind === 'provisional');
  if (last?.kind === 'provisional') provisional.value = last.data.items;
  if (frames.some((frame) => frame.kind === 'quality')) gaugesVersion.value += 1;
}

/** True for a reading of a station that did not look alive so far. */
function isBackFromSilence(item: { readonly station: string }): boolean {
  // Not reckoned anew for each frame of a city that has just begun to speak.
  const hearing = lately.get(item.station)?.hearing;
  return hearing === 'never' || hearing === 'silent';
}

/** The hello after a (re)connection begins a new snapshot of readings, and what is not written yet is told anew. */
export function expectSnapshot(): void {
  hasSnapshot = false;
  provisional.value = [];
}

function measureLag(frames: readonly Frame[]): void {
  const last = frames.at(-1);
  // How late a frame is says nothing where a minute lasts a second.
  if (!last || drillClock.peek() !== null) return;
  const sent = Date.parse(last.kind === 'hello' ? last.data.server_time : last.t);
  const late = Date.now() + clockOffset.peek() - sent;
  lag.value = Math.max(0, late);
}

/** Change the city outside of the feed, for lists that were loaded. */
export function lay(change: (held: City) => City): void {
  city.value = change(city.value);
}

/** Say once that this news has been shown. */
export function dismiss(shown: News): void {
  news.value = news.value.filter((each) => each !== shown);
}
