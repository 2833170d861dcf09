/** Where a warning is aimed, and the target document that the API takes; pure. */

import type { Ring } from '../wire/shapes';

export interface Circle {
  readonly lon: number;
  readonly lat: number;
  readonly radius_m: number;
}

/** The river below a station; exactly one of `to`, `hours` and `distance_m` is set. */
export interface Stretch {
  readonly from: string;
  readonly to?: string;
  readonly hours?: number;
  readonly distance_m?: number;
  readonly width_m: number;
}

/** As the API takes it, with every list there. */
export interface Aim {
  readonly divisions: readonly string[];
  readonly polygons: readonly Ring[];
  readonly circles: readonly Circle[];
  readonly fences: readonly string[];
  readonly reaches: readonly Stretch[];
  readonly groups: readonly string[];
}

export const NOWHERE: Aim = { divisions: [], polygons: [], circles: [], fences: [], reaches: [], groups: [] };

/** Six decimals of a degree are a hand's breadth. */
const fine = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

export const hasPlace = (aim: Aim): boolean => aim.divisions.length + aim.polygons.length + aim.circles.length + aim.fences.length + aim.reaches.length > 0;

export const isNowhere = (aim: Aim): boolean => !hasPlace(aim) && aim.groups.length === 0;

export const isDrawn = (aim: Aim): boolean => aim.polygons.length + aim.circles.length + aim.reaches.length > 0;

/** The target document; empty lists are left out. */
export function targetOf(aim: Aim): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(aim).filter(([, list]) => (list as readonly unknown[]).length > 0));
}

/** What a target document of the API says. */
export const aimOf = (target: Partial<Aim> | null | undefined): Aim => ({ ...NOWHERE, ...target });

/** A ring that ends where it begins, in positions as fine as they are kept. */
export function closed(positions: Ring): Ring {
  const ring = positions.map(([lon, lat]) => [fine(lon), fine(lat)] as const);
  const [first, last] = [ring[0], ring.at(-1)];
  if (!first || !last) return ring;
  return first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first];
}

export const circleOf = (lon: number, lat: number, radius_m: number): Circle => ({ lon: fine(lon), lat: fine(lat), radius_m: Math.max(1, Math.round(radius_m)) });

/** A ring as lines of `lon, lat`, without the last one, which is the first. */
export const textOf = (ring: Ring): string =>
  ring
    .slice(0, -1)
    .map(([lon, lat]) => `${lon}, ${lat}`)
    .join('\n');

/** The ring that a person typed, a position a line; the number of the first line that is none; null: too few for an area. */
export function ringOf(text: string): Ring | number | null {
  const ring: [number, number][] = [];
  const lines = text.split(/[\n;；]/);
  for (const [index, line] of lines.entries()) {
    if (!line.trim()) continue;
    const [lon, lat, ...more] = line.trim().split(/[\s,，]+/).map(Number);
    if (lon === undefined || lat === undefined || more.length > 0 || !isPosition(lon, lat)) return index + 1;
    ring.push([lon, lat]);
  }
  const whole = closed(ring);
  return whole.length < 4 ? null : whole;
}

export const isPosition = (lon: number, lat: number): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

/** A list with an item put in, or taken out. */
export const toggled = (list: readonly string[], item: string): readonly string[] => (list.includes(item) ? list.filter((each) => each !== item) : [...list, item]);

export const without = <Item>(list: readonly Item[], index: number): readonly Item[] => list.filter((_, at) => at !== index);

/** Divisions with what lies below another one of them left out: the upper one holds it. */
export function pruned(codes: readonly string[]): readonly string[] {
  const stem = (code: string): string => code.replace(/(?:000000000000|0000000000|00000000|000000|000)$/, '');
  return codes.filter((code) => !codes.some((other) => other !== code && code.startsWith(stem(other)) && stem(other).length < stem(code).length));
}

/** Drawn shapes exchanged for the divisions that they hit. */
export const snapped = (aim: Aim, codes: readonly string[]): Aim => ({
  ...aim,
  polygons: [],
  circles: [],
  fences: [],
  reaches: [],
  divisions: pruned([...new Set([...aim.divisions, ...codes])]),
});
