/** What lies under the stations: counties, rivers, a thin grid. */

import Feature from 'ol/Feature';
import type Map from 'ol/Map';
import GeoJSON from 'ol/format/GeoJSON';
import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import MultiPolygon from 'ol/geom/MultiPolygon';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';

import { rank } from '../level/level';
import { FONT, token } from '../theme/theme';
import type { LevelKey, MapData } from '../wire/shapes';
import type { Box } from './placing';

const format = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' });

export class Ground {
  private readonly counties = new VectorSource();
  private readonly rivers = new VectorSource();
  private readonly grid = new VectorSource();
  /** Something lies below: only the tints of levels cover it. */
  private isBare = false;
  private levels: ReadonlyMap<string, LevelKey> = new globalThis.Map();
  private readonly countyLayer = new VectorLayer({ source: this.counties, zIndex: 1 });
  private readonly riverLayer = new VectorLayer({ source: this.rivers, zIndex: 2, declutter: true });
  private readonly nameLayer = new VectorLayer({ source: this.counties, zIndex: 3 });
  private readonly gridLayer = new VectorLayer({ source: this.grid, zIndex: 0 });
  readonly layers = [this.gridLayer, this.countyLayer, this.riverLayer, this.nameLayer];

  /** Lay new map data. */
  lay(data: MapData): void {
    this.counties.clear();
    this.rivers.clear();
    this.counties.addFeatures(format.readFeatures(data.divisions) as Feature<Geometry>[]);
    this.rivers.addFeatures(format.readFeatures(data.rivers) as Feature<Geometry>[]);
    if (this.grid.isEmpty()) this.grid.addFeatures(gridLines());
  }

  /** Tint counties by their worst level. */
  tint(levels: ReadonlyMap<string, LevelKey>): void {
    this.levels = levels;
    this.countyLayer.changed();
  }

  /** Let what lies below be seen, or not. */
  uncover(isBare: boolean): void {
    this.isBare = isBare;
    this.dress();
  }

  /** Take the colours of the theme. */
  dress(): void {
    this.gridLayer.setStyle(new Style({ stroke: new Stroke({ color: token('grid'), width: 1 }) }));
    this.countyLayer.setStyle(this.countyStyle());
    this.riverLayer.setStyle(riverStyle());
    this.nameLayer.setStyle(nameStyle());
  }

  /** Where county names stand on the screen now. */
  nameBoxes(map: Map): readonly Box[] {
    return this.counties.getFeatures().flatMap((feature) => {
      const pixel = map.getPixelFromCoordinate(interior(feature.getGeometry()).getCoordinates());
      if (!pixel) return [];
      const [x = 0, y = 0] = pixel;
      const half = String(feature.get('name') ?? '').length * 7 + 2;
      return [{ left: x - half, top: y - 10, right: x + half, bottom: y + 10 }];
    });
  }

  /** The extent of the counties; null before the map data is there. */
  extent(): number[] | null {
    return this.counties.isEmpty() ? null : this.counties.getExtent();
  }

  private countyStyle(): (feature: { get: (key: string) => unknown }) => Style {
    const styles = new globalThis.Map<LevelKey, Style>();
    return (feature) => {
      const level = this.levels.get(String(feature.get('code')).slice(0, 6)) ?? 'none';
      let style = styles.get(level);
      if (!style) styles.set(level, (style = countyLook(level, this.isBare)));
      return style;
    };
  }
}

/** How much of the level's colour a county's border has; the worse, the clearer. */
const STROKES: Readonly<Record<LevelKey, number>> = { none: 0, blue: 0.45, yellow: 0.45, orange: 0.7, red: 0.95 };

function countyLook(level: LevelKey, isBare: boolean): Style {
  if (level === 'none') {
    return new Style({
      ...(isBare ? {} : { fill: new Fill({ color: token('land') }) }),
      stroke: new Stroke({ color: token(isBare ? 'text-3' : 'line'), width: 1 }),
    });
  }
  const colour = token(level);
  // Opaque land below the tint, so that the grid does not show through raised counties alone.
  return new Style({
    fill: new Fill({ color: isBare ? `${colour}26` : mix(token('land'), colour, Number(token(`tint-${level}`))) }),
    stroke: new Stroke({ color: mix(token('land'), colour, STROKES[level]), width: level === 'red' ? 1.6 : 1.2 }),
    zIndex: rank(level),
  });
}

/** A colour between two of `#rrggbb`. */
export function mix(base: string, over: string, share: number): string {
  const part = (text: string, at: number): number => parseInt(text.slice(at, at + 2), 16);
  const channel = (at: number): number => Math.round(part(base, at) * (1 - share) + part(over, at) * share);
  return `rgb(${channel(1)},${channel(3)},${channel(5)})`;
}

function riverStyle(): (feature: { get: (key: string) => unknown }) => Style {
  const look = (isMain: boolean, name: string): Style =>
    new Style({
      stroke: new Stroke({ color: token('river'), width: isMain ? 3 : 1.6, lineCap: 'round', lineJoin: 'round' }),
      text: new Text({
        text: name,
        placement: 'line',
        font: `${isMain ? 13 : 12}px ${FONT}`,
        fill: new Fill({ color: token('river-text') }),
        stroke: new Stroke({ color: token('land'), width: 3 }),
        textBaseline: 'bottom',
        maxAngle: 0.5,
        repeat: 700,
      }),
    });
  const styles = new globalThis.Map<string, Style>();
  return (feature) => {
    const name = String(feature.get('name') ?? '');
    let style = styles.get(name);
    if (!style) styles.set(name, (style = look(name.startsWith('淮河'), name)));
    return style;
  };
}

function nameStyle(): (feature: { get: (key: string) => unknown; getGeometry: () => unknown }) => Style {
  const fill = new Fill({ color: token('text-2') });
  const halo = new Stroke({ color: token('land'), width: 3 });
  return (feature) =>
    new Style({
      geometry: interior(feature.getGeometry()),
      text: new Text({ text: String(feature.get('name') ?? ''), font: `14px ${FONT}`, fill, stroke: halo, overflow: true }),
    });
}

/** By geometry: the labels ask with every reading. */
const middles = new WeakMap<object, Point>();

/** A point inside the (largest) ring, for the name. */
function interior(geometry: unknown): Point {
  const known = geometry instanceof Polygon || geometry instanceof MultiPolygon ? middles.get(geometry) : undefined;
  if (known) return known;
  const found = reckonedInterior(geometry);
  if (geometry instanceof Polygon || geometry instanceof MultiPolygon) middles.set(geometry, found);
  return found;
}

function reckonedInterior(geometry: unknown): Point {
  if (geometry instanceof Polygon) return new Point(geometry.getInteriorPoint().getCoordinates().slice(0, 2));
  if (geometry instanceof MultiPolygon) {
    const largest = geometry.getPolygons().reduce((best, each) => (each.getArea() > best.getArea() ? each : best));
    return reckonedInterior(largest);
  }
  return new Point([0, 0]);
}

/** Half-degree lines over the region, so that an empty map still has a scale. */
function gridLines(): Feature<Geometry>[] {
  const lines: Feature<Geometry>[] = [];
  const line = (from: number[], to: number[]): void => {
    lines.push(new Feature(new LineString([fromLonLat(from), fromLonLat(to)])));
  };
  for (let lon = 108; lon <= 121; lon += 0.5) line([lon, 28], [lon, 36]);
  for (let lat = 28; lat <= 36; lat += 0.5) line([108, lat], [121, lat]);
  return lines;
}
