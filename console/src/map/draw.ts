/** The target on the map: drawn, changed, snapped to borders, and picked by click. With `live.ts`, knows OpenLayers. */

import { effect } from '@preact/signals';
import Collection from 'ol/Collection';
import Feature from 'ol/Feature';
import type Map from 'ol/Map';
import type MapBrowserEvent from 'ol/MapBrowserEvent';
import GeoJSON from 'ol/format/GeoJSON';
import CircleGeometry from 'ol/geom/Circle';
import type Geometry from 'ol/geom/Geometry';
import Polygon from 'ol/geom/Polygon';
import Draw from 'ol/interaction/Draw';
import type Interaction from 'ol/interaction/Interaction';
import Modify from 'ol/interaction/Modify';
import Snap from 'ol/interaction/Snap';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat, toLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import { getDistance } from 'ol/sphere';

import { fences, mapData } from '../city/store';
import { circleOf, closed, toggled, type Circle } from '../compose/target';
import { theme, wantsStillness } from '../theme/theme';
import type { Position, Ring } from '../wire/shapes';
import { aim, aimRequest, isAiming, pickedStation, pointed, tool, understood } from './drawing';
import { dressOf } from './drawdress';

const format = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' });
/** Pixels within which a corner snaps to a border. */
const NEAR = 10;
const NEAREST = 13;

/** Finds the station under a click. */
type Finder = (event: MapBrowserEvent) => string | null;

export class Drawing {
  private readonly shapes = new Collection<Feature<Geometry>>();
  private readonly drawn = new VectorSource<Feature<Geometry>>({ features: this.shapes });
  private readonly picked = new VectorSource<Feature<Geometry>>();
  private readonly told = new VectorSource<Feature<Geometry>>();
  /** Borders to which corners snap; nothing of it is drawn here. */
  private readonly divisions = new VectorSource<Feature<Geometry>>();
  private readonly fenced = new VectorSource<Feature<Geometry>>();
  private readonly toldLayer = new VectorLayer({ source: this.told, zIndex: 7 });
  private readonly pickedLayer = new VectorLayer({ source: this.picked, zIndex: 8 });
  private readonly drawnLayer = new VectorLayer({ source: this.drawn, zIndex: 31 });
  readonly layers = [this.toldLayer, this.pickedLayer, this.drawnLayer];
  private active: Interaction[] = [];
  private sketching: Draw | null = null;
  private readonly stops: (() => void)[];

  constructor(
    private readonly map: Map,
    private readonly find: Finder,
  ) {
    this.stops = [
      effect(() => this.learn()),
      effect(() => this.lay()),
      effect(() => this.show()),
      effect(() => this.dress()),
      effect(() => this.arm()),
      effect(() => {
        if (aimRequest.value > 0) this.fit();
      }),
    ];
    addEventListener('keydown', this.press, true);
  }

  close(): void {
    removeEventListener('keydown', this.press, true);
    for (const stop of this.stops) stop();
    this.disarm();
  }

  /** Take a click if a tool is in hand. */
  takes(event: MapBrowserEvent): boolean {
    if (!isAiming.value || tool.value === null) return false;
    const lists = { division: this.divisions, fence: this.fenced } as const;
    if (tool.value === 'station') {
      const id = this.find(event);
      if (id) pickedStation.value = id;
    } else if (tool.value === 'division' || tool.value === 'fence') {
      const [found] = lists[tool.value].getFeaturesAtCoordinate(event.coordinate);
      const key = tool.value === 'division' ? 'divisions' : 'fences';
      const id = tool.value === 'division' ? found?.get('code') : found?.getId();
      if (id) aim.value = { ...aim.value, [key]: toggled(aim.value[key], String(id)) };
    }
    return true;
  }

  /** Learn the borders. */
  private learn(): void {
    this.divisions.clear();
    this.fenced.clear();
    if (mapData.value) this.divisions.addFeatures(format.readFeatures(mapData.value.divisions) as Feature<Geometry>[]);
    if (fences.value) this.fenced.addFeatures(format.readFeatures(fences.value) as Feature<Geometry>[]);
  }

  /** Lay the target as it is said now. */
  private lay(): void {
    const said = aim.value;
    const isShown = isAiming.value;
    this.shapes.clear();
    this.picked.clear();
    if (!isShown) return;
    this.shapes.extend([...said.polygons.map(polygonFeature), ...said.circles.map(circleFeature)]);
    const divisions = new Set(said.divisions);
    const named = new Set(said.fences);
    this.picked.addFeatures([
      ...this.divisions.getFeatures().filter((each) => divisions.has(String(each.get('code')))),
      ...this.fenced.getFeatures().filter((each) => named.has(String(each.getId()))),
    ]);
  }

  private show(): void {
    this.told.clear();
    if (isAiming.value) this.told.addFeatures(understood.value.map(polygonFeature));
  }

  private dress(): void {
    void theme.value;
    const dress = dressOf();
    const at = pointed.value;
    this.toldLayer.setStyle(dress.told);
    this.pickedLayer.setStyle(dress.picked);
    this.drawnLayer.setStyle((feature) => (at !== null && this.shapes.item(at) === feature ? dress.pointed : dress.drawn));
  }

  /** Put in the interactions of the tool in hand. */
  private arm(): void {
    this.disarm();
    const chosen = isAiming.value ? tool.value : null;
    this.map.getTargetElement()?.classList.toggle('is-drawing', chosen === 'polygon' || chosen === 'circle');
    if (chosen === 'polygon' || chosen === 'circle') {
      this.sketching = new Draw({ type: chosen === 'polygon' ? 'Polygon' : 'Circle', style: dressOf().sketch });
      this.sketching.on('drawend', (event) => this.add(event.feature as Feature<Geometry>));
      this.active.push(this.sketching);
    }
    if (chosen === 'modify') {
      const modify = new Modify({ features: this.shapes, style: dressOf().sketch });
      modify.on('modifyend', () => this.read());
      this.active.push(modify);
    }
    if (this.active.length) this.active.push(new Snap({ source: this.divisions, pixelTolerance: NEAR }), new Snap({ source: this.fenced, pixelTolerance: NEAR }));
    for (const each of this.active) this.map.addInteraction(each);
  }

  private disarm(): void {
    for (const each of this.active) this.map.removeInteraction(each);
    this.active = [];
    this.sketching = null;
  }

  private add(feature: Feature<Geometry>): void {
    const shape = feature.getGeometry();
    if (shape instanceof Polygon) aim.value = { ...aim.peek(), polygons: [...aim.peek().polygons, ringOf(shape)] };
    if (shape instanceof CircleGeometry) aim.value = { ...aim.peek(), circles: [...aim.peek().circles, roundOf(shape)] };
  }

  /** Read back what was dragged. */
  private read(): void {
    const shapes = this.shapes.getArray().map((each) => each.getGeometry());
    aim.value = {
      ...aim.peek(),
      polygons: shapes.flatMap((each) => (each instanceof Polygon ? [ringOf(each)] : [])),
      circles: shapes.flatMap((each) => (each instanceof CircleGeometry ? [roundOf(each)] : [])),
    };
  }

  private fit(): void {
    const extents = [this.drawn, this.picked, this.told].flatMap((each) => (each.isEmpty() ? [] : [each.getExtent() ?? []]));
    if (extents.length === 0) return;
    const at = (index: number, least: (...values: number[]) => number): number => least(...extents.map((each) => each[index] ?? 0));
    const extent = [at(0, Math.min), at(1, Math.min), at(2, Math.max), at(3, Math.max)];
    this.map.getView().fit(extent, { padding: [80, 50, 110, 60], maxZoom: NEAREST, duration: wantsStillness() ? 0 : 300 });
  }

  /** Escape gives up what is begun, then puts the tool down; Backspace takes the last corner back; Enter ends a shape. */
  private readonly press = (event: KeyboardEvent): void => {
    if (!isAiming.value || tool.value === null) return;
    const isTyping = (event.target as HTMLElement).matches?.('input, textarea, select');
    if (event.key === 'Escape') {
      const wasBegun = (this.sketching?.getOverlay().getSource()?.getFeatures().length ?? 0) > 1;
      if (wasBegun) this.sketching?.abortDrawing();
      else tool.value = null;
    } else if (!isTyping && this.sketching && (event.key === 'Backspace' || event.key === 'Delete')) {
      this.sketching.removeLastPoint();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

const polygonFeature = (ring: Ring): Feature<Geometry> => new Feature<Geometry>(new Polygon([ring.map((at) => fromLonLat([...at]))]));

/** A circle of the map: Mercator stretches by the cosine of the latitude. */
function circleFeature({ lon, lat, radius_m }: Circle): Feature<Geometry> {
  return new Feature<Geometry>(new CircleGeometry(fromLonLat([lon, lat]), radius_m / Math.cos((lat * Math.PI) / 180)));
}

const lonLat = (at: number[]): Position => {
  const [lon = 0, lat = 0] = toLonLat(at);
  return [lon, lat];
};

const ringOf = (polygon: Polygon): Ring => closed((polygon.getCoordinates()[0] ?? []).map(lonLat));

/** What was drawn, in metres on the ground. */
function roundOf(circle: CircleGeometry): Circle {
  const centre = circle.getCenter();
  const [lon, lat] = lonLat(centre);
  const east = lonLat([(centre[0] ?? 0) + circle.getRadius(), centre[1] ?? 0]);
  return circleOf(lon, lat, getDistance([lon, lat], [...east]));
}
