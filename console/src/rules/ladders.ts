/** Ladders of single stations as rows of one table, and what a person changed in them; pure. */

import { csvOf, type Cell } from '../registry/comma';
import type { RuleVersion } from '../wire/rules';
import { at } from './fields';

/** Columns that can be written in the table. */
export const EDITABLE = ['blue', 'yellow', 'orange', 'red', 'hold', 'clear_by', 'clear_for'] as const;
export type Field = (typeof EDITABLE)[number];

export interface LadderRow {
  readonly id: string;
  readonly station: string;
  readonly property: string;
  readonly direction: string;
  readonly hazard: string;
  readonly cells: Readonly<Record<Field, string>>;
}

/** What was written, by rule and column. */
export type Changes = ReadonlyMap<string, Readonly<Partial<Record<Field, string>>>>;

const text = (value: unknown): string => (typeof value === 'number' || typeof value === 'string' ? String(value) : '');

/** The row of a rule; null for a rule that is more than the ladder of one property at one station. */
export function rowOf(rule: RuleVersion): LadderRow | null {
  const document = rule.document;
  const when = at(document, ['when']) as Readonly<Record<string, unknown>> | undefined;
  const scope = (at(document, ['scope']) ?? {}) as Readonly<Record<string, unknown>>;
  const stations = scope['stations'];
  const isOnlyStation = Array.isArray(stations) && stations.length === 1 && Object.keys(scope).length === 1;
  if (when?.['kind'] !== 'threshold' || when['months'] !== undefined || when['stations'] !== undefined || !isOnlyStation) return null;
  const level = (key: string): string => text(at(when, ['levels', key, 'at']) ?? at(when, ['levels', key]));
  return {
    id: rule.id,
    station: String(stations[0]),
    property: text(when['property']),
    direction: text(when['direction']),
    hazard: rule.hazard,
    cells: {
      blue: level('blue'),
      yellow: level('yellow'),
      orange: level('orange'),
      red: level('red'),
      hold: text(when['hold']),
      clear_by: text(at(when, ['clear', 'by'])),
      clear_for: text(at(when, ['clear', 'for'])),
    },
  };
}

/** The changes after a cell was written; what is as it was, or empty, is no change: an empty cell keeps what is stored. */
export function written(changes: Changes, row: LadderRow, field: Field, value: string): Changes {
  const { [field]: _, ...others } = changes.get(row.id) ?? {};
  const wanted = value.trim();
  const own = wanted === '' || wanted === row.cells[field] ? others : { ...others, [field]: wanted };
  const next = new Map(changes);
  if (Object.keys(own).length) next.set(row.id, own);
  else next.delete(row.id);
  return next;
}

const DURATION = /^(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/;

/** Whether a cell can be read at all; the server has the last word. */
export const isReadable = (field: Field, value: string): boolean =>
  field === 'hold' || field === 'clear_for' ? DURATION.test(value) : value === '' || Number.isFinite(Number(value));

const HEADER = ['id', 'station', 'property', 'direction', ...EDITABLE] as const;

/** The changed rows as a table that the import of thresholds takes. */
export function changedTable(rows: readonly LadderRow[], changes: Changes): string {
  const lines = rows.flatMap((row): readonly (readonly Cell[])[] => {
    const own = changes.get(row.id);
    return own ? [[row.id, row.station, row.property, row.direction, ...EDITABLE.map((field) => own[field] ?? row.cells[field])]] : [];
  });
  return csvOf(HEADER, lines);
}
