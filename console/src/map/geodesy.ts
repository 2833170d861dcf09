/** Lengths and areas on the sphere of the earth's mean radius; pure. Within 0.5 % of the ellipsoid, better than a hand on a map. */

import type { Position } from '../wire/shapes';

/** Mean radius of the earth, m (IUGG, GRS 80: 6,371,008.8). */
const RADIUS = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres between two places along the great circle (haversine). */
export function distance([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const half = Math.sin(radians(lat2 - lat1) / 2) ** 2 + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Length of each stretch between corners, m. */
export const stretches = (corners: readonly Position[]): readonly number[] => corners.slice(1).map((at, index) => distance(corners[index] as Position, at));

/** Metres along all corners. */
export const length = (corners: readonly Position[]): number => stretches(corners).reduce((sum, each) => sum + each, 0);

/**
 * Square metres within a ring that need not be closed; the direction does not matter.
 *
 * Source: R. G. Chamberlain, W. H. Duquette, Some Algorithms for Polygons on a Sphere, JPL Publication 07-03, eq. 7.
 */
export function areaOf(corners: readonly Position[]): number {
  if (corners.length < 3) return 0;
  let sum = 0;
  corners.forEach(([lon, lat], index) => {
    const [nextLon, nextLat] = corners[(index + 1) % corners.length] as Position;
    sum += radians(nextLon - lon) * (2 + Math.sin(radians(lat)) + Math.sin(radians(nextLat)));
  });
  return Math.abs((sum * RADIUS * RADIUS) / 2);
}

/** A ring around a place, so many km away. */
export function circleRing([lon, lat, km]: readonly [number, number, number], corners = 48): readonly Position[] {
  const angle = (km * 1000) / RADIUS;
  return Array.from({ length: corners + 1 }, (_, index): Position => {
    const turn = (2 * Math.PI * index) / corners;
    const y = Math.asin(Math.sin(radians(lat)) * Math.cos(angle) + Math.cos(radians(lat)) * Math.sin(angle) * Math.cos(turn));
    const x = Math.atan2(Math.sin(turn) * Math.sin(angle) * Math.cos(radians(lat)), Math.cos(angle) - Math.sin(radians(lat)) * Math.sin(y));
    return [lon + (x * 180) / Math.PI, (y * 180) / Math.PI];
  });
}

/** `850 m`, `12.4 km`. */
export const lengthText = (metres: number): string => (metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(metres < 100_000 ? 2 : 1)} km`);

/** `3,200 m²`, `12.40 km²`. */
export const areaText = (square: number): string =>
  square < 100_000 ? `${Math.round(square).toLocaleString('en')} m²` : `${(square / 1e6).toFixed(square < 1e9 ? 2 : 0)} km²`;

/** A place as people type it: `114.07, 32.12` or `114.07 32.12`, longitude first; null when it is none. */
export function positionIn(text: string): Position | null {
  const parts = text.trim().split(/[\s,，;；]+/);
  const [lon, lat] = parts.map(Number);
  if (parts.length !== 2 || lon === undefined || lat === undefined || !Number.isFinite(lon) || !Number.isFinite(lat)) return null;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 85 ? [lon, lat] : null;
}
