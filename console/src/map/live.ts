/** The live map: wires the signals of the city to OpenLayers. A chunk of its own, loaded after the first paint. */

import { computed, effect } from '@preact/signals';
import Feature from 'ol/Feature';
import Map from 'ol/Map';
import type MapBrowserEvent from 'ol/MapBrowserEvent';
import View from 'ol/View';
import ScaleLine from 'ol/control/ScaleLine';
import { boundingExtent, buffer } from 'ol/extent';
import Point from 'ol/geom/Point';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat, toLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import CircleStyle from 'ol/style/Circle';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';

import { city, mapData } from '../city/store';
import { shownCounties } from '../history/past';
import { theme, token, wantsStillness } from '../theme/theme';
import { area, centreRequest, fitRequest, openStation, sheet, station } from '../view';
import type { Station } from '../wire/shapes';
import { sight, sightRequest, type Sight } from './address';
import { Areas } from './areas';
import { Basemap } from './basemap';
import type { CallPlace } from './calls';
import { CallMarks } from './callmarks';
import type { Cell } from './cells';
import { Crowd } from './crowd';
import { Drawing } from './draw';
import { isDrawingNow } from './drawing';
import { Fences } from './fences';
import { foundPlaces } from './found';
import { Ground } from './ground';
import { Labels } from './labels';
import { measure } from './measuring';
import { MeasureLayer } from './measurelayer';
import { Rings } from './rings';
import { follow } from './wiring';
import { Zones } from './zones';

export interface LiveMap {
  readonly zoom: (by: number) => void;
  readonly close: () => void;
}

/** What lies under the pointer. */
export type Over = { readonly cell: Cell } | { readonly call: CallPlace };

interface Asked {
  readonly target: HTMLElement;
  readonly scale: HTMLElement;
  /** Dots of the map per CSS pixel, where the page itself is drawn larger; left out: those of the screen. */
  readonly pixelRatio?: number;
  /** Told what the pointer is over, and where on the map's element. */
  readonly hover: (over: Over | null, pixel: readonly number[]) => void;
}

/** Room kept free around the city for what lies over the map, CSS pixels. */
const MARGIN = [64, 28, 64, 28];
const DRAWER = 400;
/** Width of an opened warning or incident; the sheet's own in the style sheet. */
const SHEET = 560;
/** An area is not shown larger than this. */
const NEAREST = 12;
const REACH = 13;
/** From here on a group cannot be drawn apart by going nearer. */
const LAST = 17;

/** A storm of warnings does not move the ring around a station. */
const stations = computed(() => city.value.stations);

export function openMap({ target, scale, hover, pixelRatio }: Asked): LiveMap {
  const ground = new Ground();
  const fencing = new Fences();
  const areas = new Areas();
  const crowd = new Crowd();
  const rings = new Rings(crowd);
  const zones = new Zones();
  const calls = new CallMarks();
  const chosen = new VectorSource<Feature<Point>>();
  const chosenLayer = new VectorLayer({ source: chosen, zIndex: 30 });
  const view = new View({ center: fromLonLat([114.8, 32.0]), zoom: 9, minZoom: 6, maxZoom: 18 });
  const map = new Map({
    target,
    view,
    ...(pixelRatio === undefined ? {} : { pixelRatio }),
    controls: [new ScaleLine({ target: scale, minWidth: 60 })],
    layers: [...ground.layers, zones.layer, fencing.layer, ...areas.layers, crowd.layer, rings.layer, calls.layer, chosenLayer],
  });
  const labels = new Labels(map, crowd, () => ground.nameBoxes(map));
  map.addLayer(labels.layer);
  const basemap = new Basemap(map, ground);
  const measuring = new MeasureLayer(map);
  map.addLayer(measuring.layer);
  const moving = (duration: number): number => (wantsStillness() ? 0 : duration);
  const pace = { duration: moving(300) };

  const fit = (): void => {
    sight.value = null;
    const extent = ground.extent();
    if (!extent) return;
    const size = map.getSize();
    const isNarrow = (size?.[0] ?? 0) < 700;
    view.fit(extent, { size: size ?? [800, 600], padding: isNarrow ? [56, 16, 56, 16] : MARGIN });
  };
  const look = (): void => {
    const from = sight.peek();
    if (!from) return;
    view.setCenter(fromLonLat([from.lon, from.lat]));
    view.setZoom(from.zoom);
  };

  const stops = [
    effect(() => {
      const data = mapData.value;
      if (!data) return;
      ground.lay(data);
      ground.tint(shownCounties.peek());
      const extent = ground.extent();
      if (extent) view.set('extent', buffer(extent, 100_000));
      map.once('rendercomplete', () => (target.dataset['drawn'] = 'true'));
      if (sight.peek()) look();
      else fit();
    }),
    effect(() => {
      void theme.value;
      ground.dress();
      chosenLayer.setStyle(
        new Style({ image: new CircleStyle({ radius: 17, stroke: new Stroke({ color: token('accent'), width: 2 }) }) }),
      );
    }),
    ...follow({ map, ground, fencing, areas, zones, crowd, rings, calls, labels }),
    effect(() => {
      const id = station.value;
      const wide = id ? DRAWER : sheet.value ? SHEET : 0;
      const padding = Math.min(wide, (map.getSize()?.[0] ?? 0) * 0.62);
      view.padding = [0, padding, 0, 0];
      chosen.clear();
      const at = placeOf(id, stations.value);
      if (at) chosen.addFeature(new Feature(new Point(at)));
    }),
    effect(() => {
      void theme.value;
      areas.show(area.value);
      const extent = areas.extent();
      if (extent) view.fit(extent, { padding: [30, 30, 110, 60], maxZoom: NEAREST, ...pace });
    }),
    effect(() => {
      if (centreRequest.value === 0) return;
      const at = placeOf(station.peek(), city.peek().stations);
      if (at && !isInSight(map, at)) view.animate({ center: at, ...pace });
    }),
    effect(() => {
      if (sheet.value?.kind !== 'incident') return;
      const found = city.peek().incidents.get(sheet.value.id);
      const at = found?.lon && found.lat ? fromLonLat([found.lon, found.lat]) : null;
      if (at && !isInSight(map, at, SHEET)) view.animate({ center: at, ...pace });
    }),
    effect(() => {
      if (foundPlaces.value.length === 0) return;
      const extent = boundingExtent(foundPlaces.value.map((at) => fromLonLat([...at])));
      view.fit(extent, { padding: MARGIN, maxZoom: NEAREST, ...pace });
    }),
    effect(() => {
      if (fitRequest.value > 0) fit();
    }),
    effect(() => {
      if (sightRequest.value > 0) look();
    }),
  ];

  const reach = (): number => REACH * (view.getResolution() ?? 1);
  const under = (event: MapBrowserEvent): Over | null => {
    const call = calls.nearest(event.coordinate, reach());
    const cell = crowd.nearest(event.coordinate, reach());
    return call ? { call } : cell ? { cell } : null;
  };
  const drawing = new Drawing(map, (event) => crowd.nearest(event.coordinate, reach())?.worst.id ?? null);
  for (const layer of drawing.layers) map.addLayer(layer);
  const open = (over: Over | null): void => {
    if (over && 'call' in over) return;
    const cell = over?.cell ?? null;
    if (cell && cell.members.length > 1 && (view.getZoom() ?? 0) < LAST) {
      view.fit(boundingExtent(cell.members.map((each) => [each.x, each.y])), { padding: [80, 80, 80, 80], maxZoom: LAST, minResolution: 1, ...pace });
      sight.value = sightOf(view);
      return;
    }
    openStation(cell?.worst.id ?? null);
  };
  map.on('pointermove', (event) => {
    measuring.follow(event.coordinate);
    // Whoever draws or measures looks at corners, not at stations.
    if (event.dragging || isDrawingNow() || measure.peek() !== null) return hover(null, event.pixel);
    const over = under(event);
    target.style.cursor = over ? 'pointer' : '';
    hover(over, event.pixel);
  });
  map.on('movestart', () => hover(null, [0, 0]));
  // Moved by hand: a turn of the wheel or a drag, not the page's own moves.
  const moved = (): void => void map.once('moveend', () => (sight.value = sightOf(view)));
  map.on('pointerdrag', moved);
  target.addEventListener('wheel', moved, { passive: true });
  target.addEventListener('keyup', moved);
  map.on('dblclick', (event) => measure.peek() === null || event.stopPropagation());
  map.on('click', (event) => {
    if (!measuring.takes(event.coordinate) && !drawing.takes(event)) open(under(event));
  });

  return {
    zoom: (by) => {
      moved();
      view.animate({ zoom: (view.getZoom() ?? 9) + by, duration: moving(150) });
    },
    close: () => {
      for (const stop of stops) stop();
      drawing.close();
      measuring.close();
      basemap.close();
      map.setTarget();
    },
  };
}

function sightOf(view: View): Sight {
  const [lon = 0, lat = 0] = toLonLat(view.getCenter() ?? [0, 0]);
  return { lon, lat, zoom: view.getZoom() ?? 9 };
}

function placeOf(id: string | null, stations: ReadonlyMap<string, Station>): number[] | null {
  const found = id ? stations.get(id) : undefined;
  return found ? fromLonLat([found.lon, found.lat]) : null;
}

/** Whether a place is comfortably visible beside the drawer. */
function isInSight(map: Map, at: number[], covered = DRAWER): boolean {
  const pixel = map.getPixelFromCoordinate(at);
  const size = map.getSize();
  if (!pixel || !size) return false;
  const [x = 0, y = 0] = pixel;
  return x > 60 && x < (size[0] ?? 0) - covered - 40 && y > 70 && y < (size[1] ?? 0) - 60;
}
