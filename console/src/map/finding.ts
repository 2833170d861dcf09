/** What a search on the map finds: stations, divisions, fences; pure. */

import type { Look } from '../city/store';
import { fits, listOrder } from '../stations/order';
import type { FeatureCollection, Position } from '../wire/shapes';

/** More than these are not offered; more words find fewer. */
export const OFFERED = 8;

export interface Found {
  readonly kind: 'station' | 'division' | 'fence' | 'place';
  readonly id: string;
  readonly name: string;
  /** Where it lies. */
  readonly at: readonly Position[];
}

type Collections = Readonly<Partial<Record<'divisions' | 'fences', FeatureCollection | null>>>;

/** Divisions and fences first, for they are few; then stations, the worst first. */
export function findings(text: string, looks: ReadonlyMap<string, Look>, { divisions, fences }: Collections, kindOf: (key: string) => string): readonly Found[] {
  const asked = text.trim().toLowerCase();
  if (!asked) return [];
  const named = (kind: 'division' | 'fence', collection: FeatureCollection | null | undefined): Found[] =>
    (collection?.features ?? []).flatMap((feature) => {
      const name = String(feature.properties['name'] ?? '');
      const id = String(feature.properties['code'] ?? (feature as { id?: unknown }).id ?? name);
      return `${name} ${id}`.toLowerCase().includes(asked) ? [{ kind, id, name, at: positionsOf(feature.geometry) }] : [];
    });
  const stations = [...looks.values()]
    .filter((look) => fits(look, asked, kindOf(look.station.kind)))
    .sort(listOrder)
    .slice(0, OFFERED)
    .map(({ station }): Found => ({ kind: 'station', id: station.id, name: station.name, at: [[station.lon, station.lat]] }));
  return [...named('division', divisions), ...named('fence', fences), ...stations].slice(0, OFFERED);
}

/** Every corner of a GeoJSON geometry. */
function positionsOf(geometry: unknown): readonly Position[] {
  const found: Position[] = [];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === 'number' && typeof part[1] === 'number') found.push([part[0], part[1]]);
    else part.forEach(walk);
  };
  walk((geometry as { coordinates?: unknown } | null)?.coordinates);
  return found;
}
