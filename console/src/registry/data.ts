/** The rows of the table, as signals over the picture of the city. */

import { computed, signal } from '@preact/signals';

import { now } from '../beijing';
import { mainProperty } from '../city/picture';
import type { Reading } from '../city/readings';
import { looks, mapData, readings, type Look } from '../city/store';
import { station } from '../view';
import { named, words } from '../words';
import { BESIDE, COLUMNS, inOrder, narrowed, NOTHING, orderFollowsReadings, textOf, USUAL, type Filter, type Order, type Row } from './rows';

/** Rows are put in order anew this often, ms: an order that changes under the pointer serves nobody. */
const CALM = 5_000;

export const filter = signal<Filter>(NOTHING);
export const order = signal<Order>(USUAL);
/** Station that the keys act on. */
export const chosen = signal<string | null>(null);

/** County names by the first six digits of the division code. */
export const counties = computed(
  () => new Map((mapData.value?.divisions.features ?? []).map((feature) => [String(feature.properties['code']).slice(0, 6), String(feature.properties['name'])])),
);

const beat = computed(() => Math.floor(now.value / CALM));

/** A row as long as nothing of its station changes; its reading is looked up when it is asked for. */
class StationRow implements Row {
  readonly text: string;

  constructor(
    readonly look: Look,
    readonly kind: string,
    readonly place: string,
    readonly property: string,
  ) {
    this.text = textOf(look.station, kind, place);
  }

  get reading(): Reading | undefined {
    return this.property ? readings.one(this.look.station.id, this.property) : undefined;
  }
}

/** Rows by station, as they were made last. */
let made: ReadonlyMap<string, StationRow> = new Map();

const rows = computed<readonly Row[]>(() => {
  const kinds = words.value.kind as Readonly<Record<string, string>>;
  const places = counties.value;
  const before = made;
  const next = new Map<string, StationRow>();
  for (const [id, look] of looks.value) {
    const kind = named(kinds, look.station.kind);
    const place = placeOf(places, look.station.division);
    const row = before.get(id);
    const isSame = row?.look === look && row.kind === kind && row.place === place;
    next.set(id, isSame ? row : new StationRow(look, kind, place, mainProperty(look.station, look.raised) ?? ''));
  }
  made = next;
  return [...next.values()];
});

const placeOf = (places: ReadonlyMap<string, string>, division: string): string =>
  places.get(division.slice(0, 6)) ?? division.replace(/0+$/, '').padEnd(6, '0');

/** Columns that there is room for. */
export const columns = computed(() => (station.value ? BESIDE : COLUMNS));

/** How many there are before anything is filtered. */
export const total = computed(() => rows.value.length);

const sorted = computed(() => {
  if (orderFollowsReadings(order.value)) void beat.value;
  return inOrder(rows.value, order.value);
});

/** Those that fit: what a person types narrows rows that stand in order already. */
export const shown = computed(() => {
  if (filter.value.quality) void beat.value;
  return narrowed(sorted.value, filter.value);
});

/** Kinds and counties that there are stations of, with their names. */
export const kindChoices = computed(() => choices(rows.value, (row) => [row.look.station.kind, row.kind]));
export const countyChoices = computed(() => choices(rows.value, (row) => [row.look.station.division.slice(0, 6), row.place]));

function choices(from: readonly Row[], pick: (row: Row) => readonly [string, string]): readonly (readonly [string, string])[] {
  const found = new Map(from.map(pick));
  return [...found].sort((left, right) => (left[0] < right[0] ? -1 : 1));
}

export function narrow(to: Partial<Filter>): void {
  filter.value = { ...filter.value, ...to };
}
