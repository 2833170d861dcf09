/** How vector tiles look: grey, for colour belongs to levels. Layers are told apart by what the common schemas call them. */

import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style, { type StyleFunction } from 'ol/style/Style';
import Text from 'ol/style/Text';

import { FONT, token } from '../theme/theme';

/** Names of layers in the schemas of Protomaps, OpenMapTiles and Shortbread. */
const WATER = new Set(['water', 'ocean', 'water_polygons', 'waterway', 'water_lines']);
const ROADS = new Set(['roads', 'transportation', 'streets', 'transit']);
const BORDERS = new Set(['boundaries', 'boundary']);
const PLACES = new Set(['places', 'place', 'place_labels']);
const BUILDINGS = new Set(['buildings', 'building']);

/** Looks in the colours of the theme worn now. */
export function archiveStyle(): StyleFunction {
  const water = new Style({ fill: new Fill({ color: `${token('river')}66` }), stroke: new Stroke({ color: token('river'), width: 1 }) });
  const road = new Style({ stroke: new Stroke({ color: token('line'), width: 1.2 }) });
  const border = new Style({ stroke: new Stroke({ color: token('text-3'), width: 1, lineDash: [6, 4] }) });
  const building = new Style({ fill: new Fill({ color: token('raised') }) });
  const name = (text: string): Style =>
    new Style({ text: new Text({ text, font: `12px ${FONT}`, fill: new Fill({ color: token('text-3') }), stroke: new Stroke({ color: token('page'), width: 2.5 }) }) });
  return (feature) => {
    const layer = String(feature.get('layer') ?? '');
    if (WATER.has(layer)) return water;
    if (ROADS.has(layer)) return road;
    if (BORDERS.has(layer)) return border;
    if (BUILDINGS.has(layer)) return building;
    if (!PLACES.has(layer)) return undefined;
    const text = feature.get('name:zh') ?? feature.get('name');
    return typeof text === 'string' ? name(text) : undefined;
  };
}
