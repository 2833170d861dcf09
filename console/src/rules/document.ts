/** What a rule's document says, as far as lists and links need it; pure. */

import { LEVELS, rank } from '../level/level';
import type { LevelKey, Station } from '../wire/shapes';

interface Scope {
  readonly stations?: readonly string[];
  readonly divisions?: readonly string[];
  readonly kinds?: readonly string[];
  readonly properties?: readonly string[];
  readonly fence?: string;
}

interface Document {
  readonly scope?: Scope;
  readonly when?: { readonly kind?: string; readonly property?: string };
}

export const kindOf = (document: unknown): string => (document as Document | null)?.when?.kind ?? '';

/** The worst level that a rule can raise. */
export function highestOf(document: unknown): LevelKey {
  let worst: LevelKey = 'none';
  const take = (level: unknown): void => {
    const found = LEVELS.find((each) => each === level);
    if (found && rank(found) > rank(worst)) worst = found;
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (value === null || typeof value !== 'object') return;
    for (const [key, child] of Object.entries(value)) {
      if (key === 'level') take(child);
      if (key === 'levels' && child && typeof child === 'object') Object.keys(child).forEach(take);
      walk(child);
    }
  };
  walk((document as Document | null)?.when);
  return worst;
}

/** Stations that a rule judges; null where only the server can tell, as with a fence or with rules that count rules. */
export function stationsOf(document: unknown, stations: ReadonlyMap<string, Station>): readonly Station[] | null {
  const { scope = {}, when = {} } = (document ?? {}) as Document;
  if (scope.fence || when.kind === 'composite') return null;
  const listed = scope.stations?.length
    ? scope.stations.flatMap((id) => stations.get(id) ?? [])
    : [...stations.values()];
  const asked = [...(scope.properties ?? []), ...(when.property ? [when.property] : [])];
  const prefixes = (scope.divisions ?? []).map(subtree);
  return listed.filter(
    (station) =>
      (!prefixes.length || prefixes.some((prefix) => station.division.startsWith(prefix))) &&
      (!scope.kinds?.length || scope.kinds.includes(station.kind)) &&
      asked.every((key) => station.datastreams.some((stream) => stream.property === key)),
  );
}

/** `411528000000` stands for everything below `411528`. */
const subtree = (code: string): string => (code.length === 12 ? code.replace(/(?:000000|000)$/, '').replace(/^(\d{4})00$/, '$1') : code);

/** What the server has to say against a document, and in which line. */
export interface Fault {
  /** From 1; null where it is about the whole. */
  readonly line: number | null;
  readonly text: string;
}

/** `body:11: unknown key …` is about line 11. */
export function faultOf(detail: string): Fault {
  const found = /^(?:body|document):(\d+)(?::\d+)?: ([\s\S]*)$/.exec(detail);
  return found ? { line: Number(found[1]), text: found[2] ?? '' } : { line: null, text: detail.replace(/^(?:body|document): /, '') };
}

/** The id that a document gives its rule; empty while it has none. */
export const idOf = (text: string): string => /^id:\s*["']?([A-Za-z0-9][A-Za-z0-9._-]{0,63})["']?\s*(?:#.*)?$/m.exec(text)?.[1] ?? '';

/** A text of a document as people edit it: no marks of a stream of documents, one end of line. */
export const tidy = (text: string): string => `${text.replace(/^---\r?\n/, '').replace(/\r\n/g, '\n').trimEnd()}\n`;

/** The text to show of a version: what was written; what was sent as JSON, or made by a program, in the canonical form. */
export const written = (source: string, canonical: string): string => tidy(/^\s*(?:[{[]|$)/.test(source) ? canonical : source);

/** A field of a document in one line. */
export function inline(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (Array.isArray(value)) return value.map(inline).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
