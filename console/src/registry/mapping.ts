/** Which column of an uploaded table means which field: what the server took it for, and what a person chose; pure. */

export interface ColumnInfo {
  readonly header: string;
  /** What the server takes it for; empty: not understood. */
  readonly field: string;
  readonly sample: readonly string[];
}

export interface TableInfo {
  /** Name of the sheet; empty where files have none. */
  readonly name: string;
  /** What its rows are; empty: a sheet that is passed over. */
  readonly kind: string;
  readonly rows: number;
  readonly columns: readonly ColumnInfo[];
}

export interface FileInfo {
  readonly tables: readonly TableInfo[];
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** Field by header, for each table. */
export type Choices = readonly Readonly<Record<string, string>>[];

export const proposed = (file: FileInfo): Choices =>
  file.tables.map((table) => Object.fromEntries(table.columns.map((column) => [column.header, column.field])));

/** The choices after a column was given a field; the column that had it is left without one. */
export function chosen(choices: Choices, at: number, header: string, field: string): Choices {
  return choices.map((each, index) => {
    if (index !== at) return each;
    const freed = Object.entries(each).map(([other, had]) => [other, field && had === field ? '' : had]);
    return { ...Object.fromEntries(freed), [header]: field };
  });
}

/** What a kind of row cannot do without. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  stations: ['id'],
  thresholds: ['station', 'property'],
  contacts: ['name', 'address'],
  sites: ['id'],
};

/** Fields that no column of a table is chosen for and its rows need. */
export function lacking(table: TableInfo, choice: Readonly<Record<string, string>>): readonly string[] {
  const has = new Set(Object.values(choice));
  return (NEEDED[table.kind] ?? []).filter((field) => !has.has(field));
}

/** The mapping to send, `field=header`: what differs from what the server takes the columns for. */
export function mappingOf(file: FileInfo, choices: Choices): readonly string[] {
  const words = new Set<string>();
  file.tables.forEach((table, at) => {
    const choice = choices[at] ?? {};
    const taken = new Set(Object.values(choice));
    for (const { header, field } of table.columns) {
      const now = choice[header] ?? '';
      if (now && now !== field) words.add(`${now}=${header}`);
      // A field that no column has any more is left out.
      if (field && now !== field && !taken.has(field)) words.add(`${field}=`);
    }
  });
  return [...words];
}

/** The content type by the name of a file, as the server tells them apart; null for one that it does not read. */
export function mediaOf(name: string): string | null {
  const ending = name.toLowerCase().split('.').at(-1) ?? '';
  return MEDIA[ending] ?? null;
}

const MEDIA: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  txt: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  geojson: 'application/geo+json',
  json: 'application/json',
  yaml: 'application/yaml',
  yml: 'application/yaml',
};

export type Change = 'refused' | 'changed' | 'new' | 'unchanged';
/** What needs a look first. */
export const CHANGES: readonly Change[] = ['refused', 'changed', 'new', 'unchanged'];

export interface Outcome {
  readonly row: number;
  readonly id: string;
  readonly kind: string;
  readonly change: Change;
  readonly changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
  readonly detail: string;
}

/** Rows with what needs a look first; by number in each group. */
export function ordered(outcomes: readonly Outcome[]): readonly Outcome[] {
  return [...outcomes].sort((left, right) => CHANGES.indexOf(left.change) - CHANGES.indexOf(right.change) || left.row - right.row);
}

/** A value of a change as text. */
export function printed(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
