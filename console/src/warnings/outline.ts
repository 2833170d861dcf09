/** An area as a drawing on paper: paths in a box, north up, no wider than it is on the ground; pure. */

import type { Area, Position, Ring } from '../wire/shapes';

export interface Outline {
  readonly width: number;
  readonly height: number;
  /** The area itself. */
  readonly area: string;
  /** Borders around it. */
  readonly around: string;
}

const WIDTH = 1000;
/** Room around the area, as a share of its larger side. */
const MARGIN = 0.12;
const KM_PER_DEGREE = 111.2;
const CORNERS = 48;

/** A circle as a ring. */
export function ringAround([lon, lat, km]: readonly [number, number, number]): Ring {
  const high = km / KM_PER_DEGREE;
  const wide = high / Math.cos((lat * Math.PI) / 180);
  return Array.from({ length: CORNERS + 1 }, (_, index): Position => {
    const angle = (2 * Math.PI * index) / CORNERS;
    return [lon + wide * Math.sin(angle), lat + high * Math.cos(angle)];
  });
}

/** The drawing of an area among borders; null where nothing of it is drawn. */
export function outlineOf(area: Area, borders: readonly Ring[]): Outline | null {
  const rings = [...(area.polygons ?? []), ...(area.circles ?? []).map(ringAround)];
  const points = rings.flat();
  if (points.length === 0) return null;
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const range = (values: readonly number[]): readonly [number, number] => values.reduce<readonly [number, number]>(([low, high], each) => [Math.min(low, each), Math.max(high, each)], [Infinity, -Infinity]);
  const [west, east] = range(lons);
  const [south, north] = range(lats);
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const room = Math.max((east - west) * squeeze, north - south) * MARGIN || 0.01;
  const scale = WIDTH / ((east - west) * squeeze + 2 * room);
  const height = Math.round((north - south + 2 * room) * scale);
  const at = ([lon, lat]: Position): string => `${(((lon - west) * squeeze + room) * scale).toFixed(1)} ${((north - lat + room) * scale).toFixed(1)}`;
  const path = (list: readonly Ring[]): string => list.map((ring) => `M${ring.map(at).join('L')}Z`).join('');
  return { width: WIDTH, height, area: path(rings), around: path(borders) };
}

/** The outer rings of polygons of a map. */
export function bordersOf(geometries: readonly unknown[]): readonly Ring[] {
  return (geometries as readonly { readonly type?: string; readonly coordinates?: unknown }[]).flatMap((each) => {
    if (each?.type === 'Polygon') return (each.coordinates as Ring[]).slice(0, 1);
    if (each?.type === 'MultiPolygon') return (each.coordinates as Ring[][]).flatMap((part) => part.slice(0, 1));
    return [];
  });
}
