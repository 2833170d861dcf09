/** Which stations share a symbol where thousands stand close together; pure. The worst of them is the one that is seen. */

import type { Mark } from '../level/badge';

/** A station as the map draws it. */
export interface Spot {
  readonly id: string;
  /** Map coordinates, metres of the projection. */
  readonly x: number;
  readonly y: number;
  readonly mark: Mark;
  /** Data stopped while the level stood. */
  readonly isLost: boolean;
  readonly isUntold: boolean;
  /** Main gauges and reservoirs are drawn a little larger. */
  readonly isMajor: boolean;
}

export interface Cell {
  /** The station that speaks for all: the worst. */
  readonly worst: Spot;
  readonly members: readonly Spot[];
  /** Members without data and without a level. */
  readonly silent: number;
  /** Where it is drawn: the place of the worst where that has a level, else the middle of the members. */
  readonly x: number;
  readonly y: number;
}

/** A city of fewer stations than this shows each on its own, as people know it. */
export const DENSE = 800;

/** No data is worse than calm: a group that hides a silent station must not look calm. */
const SEVERITY: Readonly<Record<Mark, number>> = { none: 0, void: 1, blue: 2, yellow: 3, orange: 4, red: 5 };

/** Positive where the left one is worse; the order is total, so that the same stations always give the same picture. */
export function worse(left: Spot, right: Spot): number {
  return (
    SEVERITY[left.mark] - SEVERITY[right.mark] ||
    Number(right.isUntold) - Number(left.isUntold) ||
    Number(left.isLost) - Number(right.isLost) ||
    Number(left.isMajor) - Number(right.isMajor) ||
    (left.id < right.id ? 1 : left.id > right.id ? -1 : 0)
  );
}

/**
 * Group stations by a grid that lies fast on the ground, so that groups stay while the map is moved; calm ones first, the worst last.
 *
 * @param size Width of a cell, metres of the projection; 0: each on its own.
 */
export function cellsOf(spots: readonly Spot[], size: number): readonly Cell[] {
  const groups = size > 0 ? grouped(spots, size) : spots.map((each) => [each]);
  return groups.map(cellOf).sort((left, right) => worse(left.worst, right.worst));
}

function grouped(spots: readonly Spot[], size: number): Spot[][] {
  const groups = new Map<number, Spot[]>();
  for (const spot of spots) {
    // The world is 4e7 m wide: at one metre a cell the key still fits into 53 bits.
    const key = Math.floor(spot.x / size) * 0x4000000 + Math.floor(spot.y / size);
    const group = groups.get(key);
    if (group) group.push(spot);
    else groups.set(key, [spot]);
  }
  return [...groups.values()];
}

function cellOf(members: readonly Spot[]): Cell {
  const [first] = members as readonly [Spot, ...Spot[]];
  let worst = first;
  let silent = 0;
  let x = 0;
  let y = 0;
  for (const each of members) {
    if (worse(each, worst) > 0) worst = each;
    if (each.mark === 'void') silent += 1;
    x += each.x;
    y += each.y;
  }
  const isCalm = SEVERITY[worst.mark] < SEVERITY.blue;
  return isCalm ? { worst, members, silent, x: x / members.length, y: y / members.length } : { worst, members, silent, x: worst.x, y: worst.y };
}

/** Width of a cell at a resolution, by steps of half a zoom level: while the map zooms, groups change a few times and not every frame. */
export function cellSize(resolution: number, pixels: number): number {
  return pixels * 2 ** (Math.round(Math.log2(resolution) * 2) / 2);
}

/** How many members have which mark, the worst first. */
export function tally(members: readonly Spot[]): readonly { readonly mark: Mark; readonly count: number }[] {
  const counts = new Map<Mark, number>();
  for (const each of members) counts.set(each.mark, (counts.get(each.mark) ?? 0) + 1);
  return [...counts].map(([mark, count]) => ({ mark, count })).sort((left, right) => SEVERITY[right.mark] - SEVERITY[left.mark]);
}
