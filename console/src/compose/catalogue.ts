/** Lists to choose from that the page does not hold: divisions, groups of contacts, what lies below a station. */

import { computed, signal } from '@preact/signals';

import { city, mapData } from '../city/store';
import { everything, get, Refusal } from '../wire/client';
import type { Division, Group, Waterway } from '../wire/compose';

export const divisions = signal<readonly Division[] | null>(null);
export const groups = signal<readonly Group[] | null>(null);
/** Stations below a station, by its id. */
export const below = signal<ReadonlyMap<string, readonly string[]>>(new Map());

const byCode = computed(() => new Map((divisions.value ?? []).map((each) => [each.code, each])));
const outlined = computed(() => new Map((mapData.value?.divisions.features ?? []).map((each) => [String(each.properties['code']), String(each.properties['name'])])));

export const nameOfDivision = (code: string): string => byCode.value.get(code)?.path ?? outlined.value.get(code) ?? code;

const quietly = async (load: () => Promise<void>): Promise<void> => {
  try {
    await load();
  } catch (error) {
    // The lists stay empty: the map and the codes still work, and the page says what it could not load.
    if (!(error instanceof Refusal)) throw error;
  }
};

export const loadDivisions = (): Promise<void> =>
  quietly(async () => {
    if (!divisions.value) divisions.value = await everything<Division>('/divisions?limit=1000', 50);
  });

export const loadGroups = (): Promise<void> =>
  quietly(async () => {
    groups.value ??= (await get<{ items: Group[] }>('/contact-groups')).items;
  });

/** Learn what lies below a station, in the order of the water. */
export const loadBelow = (station: string): Promise<void> =>
  quietly(async () => {
    if (!station || below.value.has(station)) return;
    const found = await get<Waterway>(`/stations/${encodeURIComponent(station)}/waterway`);
    below.value = new Map(below.value).set(station, found.downstream.map((each) => each.station));
  });

/** Stations that stand on a river, by river and name. */
export const riverStations = computed(() =>
  [...city.value.stations.values()].filter((each) => each.river).sort((left, right) => left.river.localeCompare(right.river, 'zh') || left.name.localeCompare(right.name, 'zh')),
);
