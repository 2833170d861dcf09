/** Bring the picture together: lists from the API under the live feed, and again what frames say has changed. */

import { batch } from '@preact/signals';

import { clockOffset, DAY, now, serverNow } from '../beijing';
import { everything, get, Refusal } from '../wire/client';
import { Feed } from '../wire/feed';
import type { RuleVersion } from '../wire/rules';
import type { Delivery, Feature, Foreign, Frame, Incident, MapData, ObservedProperty, Situation, Station, SystemInfo, Task, Warning } from '../wire/shapes';
import { loadRollCalls, stirRollCalls } from './rollcalls';
import { withoutPast } from './past';
import { watchReadiness } from './ready';
import { merge } from './reducer';
import { city, expectSnapshot, fences, isForbidden, isLoaded, lay, mapData, missing, properties, pulse, rules, system, take } from './store';

type Part = 'incidents' | 'warnings' | 'deliveries' | 'rollcalls' | 'foreign' | 'rules' | 'fences' | 'map' | 'stations';

/** Days of incidents below the map. */
const HISTORY_DAYS = 3;

interface Live {
  readonly stop: () => void;
  /** Say something on the feed; false while it is cut. */
  readonly say: (message: unknown) => boolean;
}

/** What a wall screen wants to know of the feed, and how long it keeps what is over. */
interface Watcher {
  readonly frames?: (frames: readonly Frame[]) => void;
  /** The connection opened, or broke. */
  readonly turned?: (isOpen: boolean) => void;
  /** How long what is over stays in the picture, ms. */
  readonly keep?: number;
}

/** Open the feed and load the lists; frames that arrive first are kept under the lists and win over them. */
export function goLive(token: string, watcher: Watcher = {}): Live {
  let stationsTimer: ReturnType<typeof setTimeout> | null = null;
  const reloadSoon = (): void => {
    stationsTimer ??= setTimeout(() => {
      stationsTimer = null;
      void loadStations();
    }, 1500);
  };
  const frames = (batchOfFrames: readonly Frame[]): void => {
    const applied = take(batchOfFrames);
    watcher.frames?.(batchOfFrames);
    if (applied.hasUnknownStation && isLoaded.value) reloadSoon();
    if (applied.hasNewRules) void reloadRules();
    if (applied.hasAnswers) stirRollCalls();
  };
  const feed = new Feed({
    token,
    frames,
    broken: () => void tellTime(),
    gap: () => void loadAll(),
    pulse: (told) => {
      if (told.isOpen && !pulse.value.isOpen) {
        expectSnapshot();
        void tellTime();
      }
      if (told.isOpen !== pulse.value.isOpen) watcher.turned?.(told.isOpen);
      pulse.value = told;
    },
  });
  feed.start();
  const stopAsking = watchReadiness();
  void loadAll();
  const keep = watcher.keep ?? HISTORY_DAYS * DAY;
  const clock = setInterval(() => {
    lay((held) => withoutPast(held, { now: serverNow(), keep }));
    void tellTime().then((count) => {
      if (isLoaded.value && count !== null && count !== city.value.stations.size) reloadSoon();
    });
  }, 60_000);
  return {
    say: (message) => feed.say(message),
    stop: () => {
      feed.stop();
      stopAsking();
      clearInterval(clock);
      if (stationsTimer) clearTimeout(stationsTimer);
    },
  };
}

/** Load every list; a part that fails is named on the page, the others are shown. */
export async function loadAll(): Promise<void> {
  missing.value = new Set();
  isForbidden.value = false;
  await tellTime();
  await Promise.all([
    part('stations', loadStations),
    part('incidents', loadIncidents),
    part('incidents', loadSituations),
    part('warnings', loadWarnings),
    part('rollcalls', loadRollCalls),
    part('foreign', loadForeign),
    part('rules', loadRules),
    part('fences', loadFences),
    part('map', loadMap),
    part('rules', loadProperties),
  ]);
  isLoaded.value = true;
}

async function part(name: Part, load: () => Promise<void>): Promise<void> {
  try {
    await load();
    if (missing.value.has(name)) missing.value = new Set([...missing.value].filter((each) => each !== name));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    missing.value = new Set([...missing.value, name]);
    isForbidden.value ||= error.status === 403;
  }
}

const isChangedLater = (left: { readonly changed: string }, right: { readonly changed: string }): boolean =>
  Date.parse(left.changed) > Date.parse(right.changed);

/**
 * Ask for the server's clock; half the round trip is taken as the way back.
 *
 * Also how the page learns that its token has ended, for a refused WebSocket does not say why.
 *
 * @returns How many stations the registry has; null when the server was not reached.
 */
async function tellTime(): Promise<number | null> {
  const asked = Date.now();
  try {
    const info = await get<SystemInfo>('/system');
    const answered = Date.now();
    batch(() => {
      clockOffset.value = Date.parse(info.server_time) - (asked + answered) / 2;
      now.value = serverNow();
      system.value = info;
    });
    return info.stations;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return null;
  }
}

/** Replace one station with what the API says of it now. */
export function keepStation(station: Station): void {
  lay((held) => ({ ...held, stations: new Map(held.stations).set(station.id, station) }));
}

/** Load rules and fences again, after one was changed. */
export async function reloadRules(): Promise<void> {
  await Promise.all([part('rules', loadRules), part('fences', loadFences)]);
}

/** Load the stations again, after the registry was changed from here. */
export const reloadStations = (): Promise<void> => part('stations', loadStations);

async function loadStations(): Promise<void> {
  const stations = await everything<Station>('/stations?limit=1000');
  lay((held) => ({ ...held, stations: new Map(stations.map((station) => [station.id, station])) }));
}

async function loadIncidents(): Promise<void> {
  const since = serverNow() - HISTORY_DAYS * DAY;
  const open = await everything<Incident>('/incidents?open=true&limit=500');
  const recent: Incident[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 10; page += 1) {
    const mark: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer: { items: Incident[]; next: string | null } = await get(`/incidents?reasons=50&limit=500${mark}`);
    recent.push(...answer.items);
    const oldest = answer.items.at(-1);
    if (!answer.next || !oldest || Date.parse(oldest.opened) < since) break;
    cursor = answer.next;
  }
  lay((held) => ({
    ...held,
    incidents: merge(held.incidents, [...open, ...recent], isChangedLater),
  }));
}

async function loadSituations(): Promise<void> {
  const [situations, tasks] = await Promise.all([
    everything<Situation>('/situations?open=true&limit=500', 10),
    everything<Task>('/tasks?state=open&state=accepted&state=overdue&limit=500', 10),
  ]);
  lay((held) => ({ ...held, situations: merge(held.situations, situations, isChangedLater), tasks: merge(held.tasks, tasks, isChangedLater) }));
}

async function loadForeign(): Promise<void> {
  const listed = await everything<Foreign>('/foreign?current=true&limit=200', 3);
  lay((held) => ({ ...held, foreign: new Map(listed.map((each) => [each.id, each])) }));
}

/** Load every task of one incident, the settled ones too. */
export async function loadTasks(incident: string): Promise<void> {
  const tasks = await everything<Task>(`/tasks?incident=${encodeURIComponent(incident)}&limit=200`, 3);
  lay((held) => ({ ...held, tasks: merge(held.tasks, tasks, isChangedLater) }));
}

async function loadWarnings(): Promise<void> {
  // What waits for a person may be older than the newest hundred.
  const [answer, waiting] = await Promise.all([get<{ items: Warning[] }>('/warnings?limit=100'), get<{ items: Warning[] }>('/warnings?waiting=true&limit=100')]);
  lay((held) => ({
    ...held,
    warnings: merge(held.warnings, [...answer.items, ...waiting.items], (left, right) => left.steps.length > right.steps.length),
  }));
  await part('deliveries', () => loadDeliveries(answer.items.filter((warning) => warning.sent).slice(0, 20)));
}

async function loadDeliveries(warnings: readonly Warning[]): Promise<void> {
  const lists = await Promise.all(
    warnings.map((warning) => everything<Delivery>(`/deliveries?warning=${encodeURIComponent(warning.id)}`, 10)),
  );
  lay((held) => ({
    ...held,
    deliveries: merge(held.deliveries, lists.flat(), isChangedLater),
  }));
}

async function loadRules(): Promise<void> {
  rules.value = await everything<RuleVersion>('/rules');
}

async function loadFences(): Promise<void> {
  const features = await everything<Feature<unknown>>('/fences');
  fences.value = { type: 'FeatureCollection', features };
}

async function loadProperties(): Promise<void> {
  const listed = await everything<ObservedProperty>('/properties');
  properties.value = new Map(listed.map((each) => [each.key, each]));
}

async function loadMap(): Promise<void> {
  mapData.value = await get<MapData>('/map');
}

/** Replace one incident or warning with the API's answer to an act on it; the feed says the same soon after. */
export function keepIncident(incident: Incident): void {
  lay((held) => ({ ...held, incidents: new Map(held.incidents).set(incident.id, incident) }));
}

export function keepWarning(warning: Warning): void {
  lay((held) => ({ ...held, warnings: new Map(held.warnings).set(warning.id, warning) }));
}

export function keepTask(task: Task): void {
  lay((held) => ({ ...held, tasks: new Map(held.tasks).set(task.id, task) }));
}

/** Load the situations again, after one was merged or split from here. */
export const reloadSituations = (): Promise<void> => part('incidents', loadSituations);
