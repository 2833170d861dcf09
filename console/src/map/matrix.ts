/** How a map service cuts the world into tiles; pure. */

/** The last level that is asked for. */
export const DEEPEST = 18;
const TILE = 256;

/** What an address says when its tiles are cut in degrees: 天地图's set `c`, CGCS2000 (EPSG:4490), which the eye cannot tell from WGS-84. */
const GEOGRAPHIC = /[?&]tilematrixset=(c|epsg:4490|epsg:4326)(&|$)|_c\/wmts\b/i;

/** Whether the tiles of an address are cut in degrees, not in Web Mercator. */
export const isGeographic = (url: string): boolean => GEOGRAPHIC.test(decodeURIComponent(url.replaceAll('{', '(').replaceAll('}', ')')));

/** Degrees to a pixel: at level 1 two tiles span the world. */
export const degreesAt = (zoom: number): number => 360 / TILE / 2 ** zoom;
