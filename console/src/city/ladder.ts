/** Which thresholds hold for a datastream, read from the rule documents; pure. */

import { RAISED } from '../level/level';
import type { LevelKey, RuleItem, Station } from '../wire/shapes';

export interface Rung {
  readonly level: Exclude<LevelKey, 'none'>;
  readonly value: number;
}

export interface Ladder {
  readonly rule: string;
  readonly direction: 'above' | 'below';
  /** Worst level first. */
  readonly rungs: readonly Rung[];
}

interface Document {
  readonly scope?: {
    readonly stations?: readonly string[];
    readonly divisions?: readonly string[];
    readonly kinds?: readonly string[];
    readonly properties?: readonly string[];
    readonly basins?: readonly string[];
    readonly fence?: string;
  };
  readonly when?: {
    readonly kind?: string;
    readonly property?: string;
    readonly direction?: string;
    readonly levels?: Readonly<Record<string, number>>;
  };
}

/** The ladders of enabled threshold rules that judge this property of this station. */
export function laddersFor(rules: Iterable<RuleItem>, station: Station, property: string): readonly Ladder[] {
  const ladders: Ladder[] = [];
  for (const rule of rules) {
    const document = (rule.document ?? {}) as Document;
    const when = document.when;
    if (!rule.enabled || when?.kind !== 'threshold' || when.property !== property || !when.levels) continue;
    if (!covers(document.scope ?? {}, station)) continue;
    const levels = when.levels;
    const rungs = RAISED.flatMap((level) => (typeof levels[level] === 'number' ? [{ level, value: levels[level] }] : []));
    ladders.push({ rule: rule.id, direction: when.direction === 'below' ? 'below' : 'above', rungs });
  }
  return ladders;
}

/** Fences and basins are judged by the server alone; a rule with one draws no line here unless it names the station. */
function covers(scope: NonNullable<Document['scope']>, station: Station): boolean {
  const { stations = [], divisions = [], kinds = [], properties = [], fence = '', basins = [] } = scope;
  if ((fence || basins.length) && !stations.includes(station.id)) return false;
  if (stations.length && !stations.includes(station.id)) return false;
  if (kinds.length && !kinds.includes(station.kind)) return false;
  if (divisions.length && !divisions.some((code) => station.division.startsWith(subtree(code)))) return false;
  return properties.every((key) => station.datastreams.some((stream) => stream.property === key));
}

/** `411528000000` stands for everything below `411528`. */
const subtree = (code: string): string => (code.length === 12 ? code.replace(/(?:000000|000)$/, '').replace(/^(\d{4})00$/, '$1') : code);
