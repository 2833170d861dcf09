/** What a station looks like on the map, derived from its incidents and from when it was last heard; pure. */

import { rank, worst } from '../level/level';
import type { Incident, LevelKey, Station } from '../wire/shapes';

/** Whether we hear a station: only `heard` may ever look calm. */
export type Hearing = 'heard' | 'silent' | 'lost' | 'never';

export interface Raised {
  readonly level: LevelKey;
  /** The worst open hazard incident; undefined when only data is missing. */
  readonly hazard: Incident | undefined;
  /** The open incident that says data stopped. */
  readonly lost: Incident | undefined;
}

/** Whether an incident still speaks for its station: open, and with a level. */
export const isActive = (incident: Incident): boolean => incident.state !== 'closed' && incident.level !== 'none';

/** Per station: its worst active incident, and whether an incident says it is lost. */
export function raisedStations(incidents: Iterable<Incident>): ReadonlyMap<string, Raised> {
  const raised = new Map<string, Raised>();
  for (const incident of incidents) {
    if (!isActive(incident)) continue;
    const before = raised.get(incident.station) ?? { level: 'none', hazard: undefined, lost: undefined };
    if (incident.kind === 'lost') raised.set(incident.station, { ...before, lost: incident });
    else if (incident.kind === 'hazard' && rank(incident.level) > rank(before.level))
      raised.set(incident.station, { ...before, level: incident.level, hazard: incident });
  }
  return raised;
}

/** Silent after three missed readings, 15 minutes at least: the rule of the server's registry. */
export function silentAfter(station: Station): number {
  const slowest = Math.max(0, ...station.datastreams.map((stream) => stream.interval_s));
  return Math.max(3 * slowest, 900) * 1000;
}

export function hearingOf(station: Station, isLost: boolean, lastHeard: number | undefined, now: number): Hearing {
  if (isLost || station.online === false) return 'lost';
  if (lastHeard === undefined) return station.datastreams.length === 0 && station.online ? 'heard' : 'never';
  return now - lastHeard > silentAfter(station) ? 'silent' : 'heard';
}

/** The worst active hazard level per division (first six digits: the county). */
export function countyLevels(incidents: Iterable<Incident>): ReadonlyMap<string, LevelKey> {
  const levels = new Map<string, LevelKey>();
  for (const incident of incidents) {
    if (!isActive(incident) || incident.kind !== 'hazard') continue;
    const county = incident.division.slice(0, 6);
    levels.set(county, worst(levels.get(county) ?? 'none', incident.level));
  }
  return levels;
}

/** The board's order: worst first, those nobody has seen before those somebody has, then the newest. */
export function boardOrder(left: Incident, right: Incident): number {
  return (
    rank(right.level) - rank(left.level) ||
    Number(right.state === 'open') - Number(left.state === 'open') ||
    (left.opened < right.opened ? 1 : left.opened > right.opened ? -1 : 0)
  );
}

/** Groups of station kinds that are switched together on the map. */
export type LayerKey = 'water' | 'rain' | 'weather' | 'air' | 'quality' | 'soil' | 'camera' | 'moving' | 'other';

export const LAYERS: Readonly<Record<string, LayerKey>> = {
  river_gauge: 'water',
  reservoir: 'water',
  rain_gauge: 'rain',
  weather: 'weather',
  air: 'air',
  water_quality: 'quality',
  soil: 'soil',
  camera: 'camera',
  moving: 'moving',
};

export const layerOf = (kind: string): LayerKey => LAYERS[kind] ?? 'other';

/** The property that speaks for a kind of station, in order of preference. */
const MAIN: Readonly<Record<string, readonly string[]>> = {
  river_gauge: ['water_level', 'flow'],
  reservoir: ['reservoir_level', 'water_level'],
  rain_gauge: ['rain_1h', 'rain_5m', 'rain_24h'],
  air: ['pm25', 'pm10', 'o3'],
  water_quality: ['dissolved_oxygen', 'ammonia_nitrogen', 'ph'],
  soil: ['soil_moisture_10cm'],
  weather: ['rain_1h', 'wind_speed', 'air_temperature'],
};

/** The property to show first for a station: what raised it, or what speaks for its kind. */
export function mainProperty(station: Station, raised: Raised | undefined): string | undefined {
  const reasons = raised?.hazard?.reasons ?? [];
  const judged = reasons.findLast((reason) => reason.property)?.property;
  const has = (key: string): boolean => station.datastreams.some((stream) => stream.property === key);
  if (judged && has(judged)) return judged;
  return (MAIN[station.kind] ?? []).find(has) ?? station.datastreams[0]?.property;
}
