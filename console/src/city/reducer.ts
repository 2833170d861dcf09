/**
 * What the feed does to the picture of the city; pure.
 *
 * Frames carry whole objects, so applying one twice, or an old one after a newer one, changes nothing.
 */

import { rank } from '../level/level';
import type { Delivery, Foreign, Frame, Incident, LevelKey, Situation, Station, Task, Warning } from '../wire/shapes';

export interface City {
  readonly stations: ReadonlyMap<string, Station>;
  readonly incidents: ReadonlyMap<string, Incident>;
  readonly warnings: ReadonlyMap<string, Warning>;
  readonly deliveries: ReadonlyMap<string, Delivery>;
  readonly situations: ReadonlyMap<string, Situation>;
  readonly tasks: ReadonlyMap<string, Task>;
  /** Messages of other agencies. */
  readonly foreign: ReadonlyMap<string, Foreign>;
}

export const EMPTY: City = {
  stations: new Map(),
  incidents: new Map(),
  warnings: new Map(),
  deliveries: new Map(),
  situations: new Map(),
  tasks: new Map(),
  foreign: new Map(),
};

/** Something a person should be told, beyond seeing it on the map. */
export interface News {
  readonly kind: 'raised' | 'issued' | 'pending' | 'cancelled' | 'help';
  readonly id: string;
  readonly level: LevelKey;
  /** Who says so, where the thing itself is not known to this page. */
  readonly name?: string;
}

export interface Applied {
  readonly city: City;
  readonly news: readonly News[];
  /** Stations whose level rose, for the ring on the map. */
  readonly risen: readonly string[];
  /** A station was heard of that the registry of this page does not have. */
  readonly hasUnknownStation: boolean;
  /** Rules or fences changed. */
  readonly hasNewRules: boolean;
  /** Something happened in a roll call, or somebody whom nobody called has answered. */
  readonly hasAnswers: boolean;
}

type Copy = { [Key in keyof City]: Map<string, City[Key] extends ReadonlyMap<string, infer Item> ? Item : never> };

/** Apply frames in order; the maps that change are copied once, the others are shared. */
export function apply(city: City, frames: readonly Frame[]): Applied {
  const copies: Partial<Copy> = {};
  const draft = <Key extends keyof City>(key: Key): Copy[Key] =>
    (copies[key] ??= new Map(city[key] as ReadonlyMap<string, never>) as never) as Copy[Key];
  const read = <Key extends keyof City>(key: Key): City[Key] => (copies[key] ?? city[key]) as City[Key];
  const news: News[] = [];
  const risen: string[] = [];
  let hasUnknownStation = false;
  let hasNewRules = false;
  let hasAnswers = false;

  for (const frame of frames) {
    switch (frame.kind) {
      case 'incident': {
        const incident = frame.data.incident;
        const before = read('incidents').get(incident.id);
        if (before && Date.parse(before.changed) > Date.parse(incident.changed)) break;
        draft('incidents').set(incident.id, incident);
        if (incident.state !== 'closed' && rank(incident.level) > rank(before?.level ?? 'none')) {
          risen.push(incident.station);
          // Another incident stands for it, or a silence holds: it is seen, not heard.
          if (!isMuted(incident)) news.push({ kind: 'raised', id: incident.id, level: incident.level });
        }
        break;
      }
      case 'warning': {
        const warning = frame.data.warning;
        const before = read('warnings').get(warning.id);
        if (before && before.steps.length > warning.steps.length) break;
        draft('warnings').set(warning.id, warning);
        const told = before?.stage === warning.stage ? null : announcement(warning);
        if (told) news.push(told);
        break;
      }
      case 'delivery':
        if ('delivery' in frame.data) {
          draft('deliveries').set(frame.data.delivery.id, frame.data.delivery);
          break;
        }
        // Of many at once only what is new is told; one that is not known here is asked for with its warning.
        for (const news of frame.data.deliveries) {
          const before = read('deliveries').get(news.id);
          if (before) draft('deliveries').set(news.id, { ...before, ...news, changed: frame.t });
          else if ('recipient' in news) draft('deliveries').set(news.id, news);
        }
        break;
      case 'situation':
        keepNewer(read('situations'), frame.data.situation, () => draft('situations'));
        break;
      case 'task':
        keepNewer(read('tasks'), frame.data.task, () => draft('tasks'));
        break;
      case 'cap':
        if (frame.data.cap) draft('foreign').set(frame.data.cap.id, frame.data.cap);
        break;
      case 'rollcall':
        hasAnswers = true;
        if (frame.data.act === 'help') news.push({ kind: 'help', id: frame.data.rollcall, level: 'red', name: frame.data.name ?? '' });
        break;
      case 'answer':
        hasAnswers = true;
        break;
      case 'station': {
        const station = read('stations').get(frame.data.station);
        if (!station) hasUnknownStation = true;
        else if (typeof frame.data.online === 'boolean' && station.online !== frame.data.online) {
          const { online } = frame.data;
          draft('stations').set(station.id, { ...station, online, presence: online ? 'online' : 'offline' });
        }
        break;
      }
      case 'latest':
        for (const item of frame.data.items) {
          const station = read('stations').get(item.station);
          if (!station) hasUnknownStation = true;
          else if (item.loc && (item.loc[0] !== station.lon || item.loc[1] !== station.lat))
            draft('stations').set(station.id, { ...station, lon: item.loc[0], lat: item.loc[1] });
        }
        break;
      case 'rule':
      case 'fence':
        hasNewRules = true;
        break;
      default:
        break;
    }
  }
  const isSame = Object.keys(copies).length === 0;
  return { city: isSame ? city : { ...city, ...copies }, news, risen, hasUnknownStation, hasNewRules, hasAnswers };
}

/** Whether nothing goes out about an incident, and no screen sounds. */
export const isMuted = (incident: Incident): boolean => incident.inhibited_by.length + incident.silenced_by.length > 0;

interface Dated {
  readonly id: string;
  readonly changed: string;
}

function keepNewer<Item extends Dated>(held: ReadonlyMap<string, Item>, item: Item, draft: () => Map<string, Item>): void {
  const before = held.get(item.id);
  if (!before || Date.parse(before.changed) <= Date.parse(item.changed)) draft().set(item.id, item);
}

function announcement(warning: Warning): News | null {
  const { id, level, stage, msgType } = warning;
  if (stage === 'issued') return { kind: msgType === 'Cancel' ? 'cancelled' : 'issued', id, level };
  if (stage === 'draft' || stage === 'reviewed') return { kind: 'pending', id, level };
  return null;
}

/** Lay a list from the API under what frames have brought meanwhile: the newer of two objects stays. */
export function merge<Item extends { readonly id: string }>(
  held: ReadonlyMap<string, Item>,
  loaded: readonly Item[],
  isNewer: (held: Item, loaded: Item) => boolean,
): ReadonlyMap<string, Item> {
  const merged = new Map(held);
  for (const item of loaded) {
    const before = merged.get(item.id);
    if (!before || !isNewer(before, item)) merged.set(item.id, item);
  }
  return merged;
}
