/** Rows of the table of stations: what stands in them, which are shown, in which order; pure. */

import type { Hearing } from '../city/picture';
import type { Reading } from '../city/readings';
import type { Look } from '../city/store';
import { rank } from '../level/level';

/** One station as the table shows it. */
export interface Row {
  readonly look: Look;
  readonly kind: string;
  /** Name of the county, or the code of the division where it has none here. */
  readonly place: string;
  /** Property that speaks for the station; empty: it measures nothing. */
  readonly property: string;
  /** As it is now, not as of when the row was made. */
  readonly reading: Reading | undefined;
  /** What the search looks through, in small letters. */
  readonly text: string;
}

/** What the search looks through: name, id, river, kind and place. */
export const textOf = ({ id, name, river }: Row['look']['station'], kind: string, place: string): string => `${id} ${name} ${river} ${kind} ${place}`.toLowerCase();

export type Column = 'level' | 'name' | 'kind' | 'place' | 'value' | 'age' | 'hearing' | 'quality';
export const COLUMNS: readonly Column[] = ['level', 'name', 'kind', 'place', 'value', 'age', 'hearing', 'quality'];

/** Those that are left beside the details of a station. */
export const BESIDE: readonly Column[] = ['level', 'name', 'value', 'age', 'hearing'];

export interface Order {
  readonly column: Column;
  readonly isDescending: boolean;
}
/** Worst first. */
export const USUAL: Order = { column: 'level', isDescending: true };
/** Columns that begin with the greatest when a person first sorts by them. */
const GREATEST_FIRST: ReadonlySet<Column> = new Set<Column>(['level', 'value', 'age', 'hearing', 'quality']);

/** What the rows are narrowed down to; empty: no matter. */
export interface Filter {
  readonly search: string;
  readonly kind: string;
  /** First six digits of the division. */
  readonly county: string;
  /** A level or better `raised`: any of them; `void`: no data. */
  readonly level: string;
  readonly hearing: string;
  readonly quality: string;
}
export const NOTHING: Filter = { search: '', kind: '', county: '', level: '', hearing: '', quality: '' };

export const isNarrowed = (filter: Filter): boolean => Object.values(filter).some(Boolean);

/** The order after a person asked for a column: the other way round when it was sorted by it already. */
export function sortedBy(order: Order, column: Column): Order {
  if (order.column === column) return { column, isDescending: !order.isDescending };
  return { column, isDescending: GREATEST_FIRST.has(column) };
}

/** Whether a row fits; every word of the search stands in its name, id, river, kind or place. */
export function fits(row: Row, filter: Filter, wanted: readonly string[] = wordsOf(filter.search)): boolean {
  const { station, level, hearing, mark } = row.look;
  if (filter.kind && station.kind !== filter.kind) return false;
  if (filter.county && !station.division.startsWith(filter.county)) return false;
  if (filter.level && !(filter.level === 'raised' ? level !== 'none' : mark === filter.level)) return false;
  if (filter.hearing && !(filter.hearing === 'unheard' ? hearing !== 'heard' : hearing === filter.hearing)) return false;
  if (filter.quality && !(filter.quality === 'doubted' ? row.reading && row.reading.q !== 'good' : row.reading?.q === filter.quality)) return false;
  return wanted.every((word) => row.text.includes(word));
}

export const wordsOf = (search: string): readonly string[] => search.toLowerCase().split(/\s+/).filter(Boolean);

const HEARINGS: readonly Hearing[] = ['heard', 'silent', 'never', 'lost'];
const QUALITIES: readonly string[] = ['good', 'doubtful', 'unreliable'];
const collator = new Intl.Collator('zh-Hans-CN', { numeric: true });

/** What a column is sorted by; null: the row lacks it. Found once for each row, not once for each comparison. */
const KEY: Readonly<Record<Column, (row: Row) => number | string | null>> = {
  level: ({ look }) => 2 * rank(look.level) + Number(look.hearing !== 'heard'),
  name: ({ look }) => look.station.name,
  kind: ({ kind }) => kind,
  place: ({ place }) => place,
  value: ({ reading }) => reading?.v ?? null,
  // The older a reading, the greater its age.
  age: ({ reading }) => (reading ? -reading.t : null),
  hearing: ({ look }) => HEARINGS.indexOf(look.hearing),
  quality: ({ reading }) => (reading ? QUALITIES.indexOf(reading.q) : null),
};

interface Keyed {
  readonly row: Row;
  readonly key: number | null;
}

/**
 * Rows in order; what lacks the value stands last whichever way they are sorted, and equal ones by id.
 *
 * Texts are put in order once, as numbers: comparing Chinese names for each pair of ten thousand rows takes a tenth
 * of a second. Rows of one key, which most are, cost one look each: the sort is stable and begins with those by id.
 */
export function inOrder(rows: readonly Row[], { column, isDescending }: Order): readonly Row[] {
  const given = byId(rows).map((row) => ({ row, key: KEY[column](row) }));
  const rankOf = given.some(({ key }) => typeof key === 'string') ? collated(given.flatMap(({ key }) => (typeof key === 'string' ? [key] : []))) : null;
  const keyed: Keyed[] = given.map(({ row, key }) => ({ row, key: typeof key === 'string' ? (rankOf?.get(key) ?? null) : key }));
  const sign = isDescending ? -1 : 1;
  keyed.sort((left, right) => Number(left.key === null) - Number(right.key === null) || sign * ((left.key ?? 0) - (right.key ?? 0)));
  return keyed.map(({ row }) => row);
}

/** Rows that fit, in the order in which they are given. */
export function narrowed(rows: readonly Row[], filter: Filter): readonly Row[] {
  if (!isNarrowed(filter)) return rows;
  const wanted = wordsOf(filter.search);
  return rows.filter((row) => fits(row, filter, wanted));
}

const idOf = (row: Row | undefined): string => row?.look.station.id ?? '';

function byId(rows: readonly Row[]): readonly Row[] {
  const isSorted = rows.every((row, at) => at === 0 || idOf(rows[at - 1]) < idOf(row));
  return isSorted ? rows : [...rows].sort((left, right) => (idOf(left) < idOf(right) ? -1 : 1));
}

let known: ReadonlyMap<string, number> = new Map();

/** Where each text stands among all of them; the last answer is kept, for names seldom change. */
function collated(texts: readonly string[]): ReadonlyMap<string, number> {
  if (!texts.every((text) => known.has(text))) known = new Map([...new Set(texts)].sort((left, right) => collator.compare(left, right)).map((text, at) => [text, at]));
  return known;
}

/** Whether the order depends on what was measured last, not only on levels and on who is heard. */
export const orderFollowsReadings = ({ column }: Order): boolean => column === 'value' || column === 'age' || column === 'quality';
