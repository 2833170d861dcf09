/** The live map: wires the signals of the city to OpenLayers. A chunk of its own, loaded after the first paint. */

import { computed, effect } from '@preact/signals';
import Feature from 'ol/Feature';
import Map from 'ol/Map';
import type MapBrowserEvent from 'ol/MapBrowserEvent';
import View from 'ol/View';
import ScaleLine from 'ol/control/ScaleLine';
import { buffer } from 'ol/extent';
import Point from 'ol/geom/Point';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import CircleStyle from 'ol/style/Circle';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';

import { now } from '../beijing';
import { city, counties, fences, foreignNow, looks, mapData, risen } from '../city/store';
import { theme, token, wantsStillness } from '../theme/theme';
import { area, centreRequest, fitRequest, hasFences, hiddenLayers, openStation, sheet, station } from '../view';
import type { Station } from '../wire/shapes';
import { language } from '../words';
import { Areas } from './areas';
import { Crowd } from './crowd';
import { Fences } from './fences';
import { Ground } from './ground';
import { Labels } from './labels';
import { Rings } from './rings';

export interface LiveMap {
  readonly zoom: (by: number) => void;
  readonly close: () => void;
}

interface Asked {
  readonly target: HTMLElement;
  readonly scale: HTMLElement;
  /** Told which station the pointer is over, and where on the map's element. */
  readonly hover: (id: string | null, pixel: readonly number[]) => void;
}

/** Room kept free around the city for what lies over the map, CSS pixels. */
const MARGIN = [64, 28, 64, 28];
const DRAWER = 400;
/** Width of an opened warning or incident; the sheet's own in the style sheet. */
const SHEET = 560;
/** An area is not shown larger than this. */
const NEAREST = 12;
const REACH = 13;

/** Fences begin and end in minutes. */
const minute = computed(() => Math.floor(now.value / 60_000) * 60_000);

/** The clock asks every second which messages still count; the outlines change only when those do. */
const foreignKey = computed(() => foreignNow.value.map((each) => each.id).join());
const foreignOutlined = computed(() => {
  void foreignKey.value;
  return foreignNow.peek();
});

export function openMap({ target, scale, hover }: Asked): LiveMap {
  const ground = new Ground();
  const fencing = new Fences();
  const areas = new Areas();
  const crowd = new Crowd();
  const chosen = new VectorSource<Feature<Point>>();
  const chosenLayer = new VectorLayer({ source: chosen, zIndex: 30 });
  const view = new View({ center: fromLonLat([114.8, 32.0]), zoom: 9, minZoom: 6, maxZoom: 16 });
  const map = new Map({
    target,
    view,
    controls: [new ScaleLine({ target: scale, minWidth: 60 })],
    layers: [...ground.layers, fencing.layer, ...areas.layers, crowd.calmLayer, crowd.raisedLayer, chosenLayer],
  });
  const labels = new Labels(map, () => ground.nameBoxes(map));
  map.addLayer(labels.layer);
  const rings = new Rings(map, crowd);
  let worn = theme.peek();

  const fit = (): void => {
    const extent = ground.extent();
    if (!extent) return;
    const size = map.getSize();
    const isNarrow = (size?.[0] ?? 0) < 700;
    view.fit(extent, { size: size ?? [800, 600], padding: isNarrow ? [56, 16, 56, 16] : MARGIN });
  };

  const stops = [
    effect(() => {
      const data = mapData.value;
      if (!data) return;
      ground.lay(data);
      ground.tint(counties.peek());
      const extent = ground.extent();
      if (extent) view.set('extent', buffer(extent, 100_000));
      map.once('rendercomplete', () => (target.dataset['drawn'] = 'true'));
      fit();
    }),
    effect(() => ground.tint(counties.value)),
    effect(() => fencing.lay(fences.value ?? { type: 'FeatureCollection', features: [] })),
    effect(() => fencing.show(hasFences.value)),
    effect(() => {
      void theme.value;
      void language.value;
      fencing.dress(minute.value);
    }),
    effect(() => {
      void theme.value;
      ground.dress();
      chosenLayer.setStyle(
        new Style({ image: new CircleStyle({ radius: 17, stroke: new Stroke({ color: token('accent'), width: 2 }) }) }),
      );
    }),
    effect(() => {
      if (worn !== theme.value) crowd.dress();
      worn = theme.value;
      crowd.show(looks.value, hiddenLayers.value);
    }),
    effect(() => {
      void language.value;
      // Values in labels once a second: each change of a label draws the map again.
      void now.value;
      labels.write(looks.value);
    }),
    effect(() => {
      void theme.value;
      labels.write(looks.peek(), true);
    }),
    effect(() => rings.begin(risen.value)),
    effect(() => {
      const id = station.value;
      const wide = id ? DRAWER : sheet.value ? SHEET : 0;
      const padding = Math.min(wide, (map.getSize()?.[0] ?? 0) * 0.62);
      view.padding = [0, padding, 0, 0];
      chosen.clear();
      const at = placeOf(id, city.value.stations);
      if (at) chosen.addFeature(new Feature(new Point(at)));
    }),
    effect(() => {
      void theme.value;
      areas.show(area.value);
      const extent = areas.extent();
      if (extent) view.fit(extent, { padding: [30, 30, 110, 60], maxZoom: NEAREST, duration: wantsStillness() ? 0 : 300 });
    }),
    effect(() => {
      void theme.value;
      void language.value;
      areas.showForeign(foreignOutlined.value, mapData.value);
    }),
    effect(() => {
      if (centreRequest.value === 0) return;
      const at = placeOf(station.peek(), city.peek().stations);
      if (at && !isInSight(map, at)) view.animate({ center: at, duration: wantsStillness() ? 0 : 300 });
    }),
    effect(() => {
      if (sheet.value?.kind !== 'incident') return;
      const found = city.peek().incidents.get(sheet.value.id);
      const at = found?.lon && found.lat ? fromLonLat([found.lon, found.lat]) : null;
      if (at && !isInSight(map, at, SHEET)) view.animate({ center: at, duration: wantsStillness() ? 0 : 300 });
    }),
    effect(() => {
      if (fitRequest.value > 0) fit();
    }),
  ];

  const find = (event: MapBrowserEvent): string | null =>
    crowd.nearest(event.coordinate, REACH * (view.getResolution() ?? 1));
  map.on('pointermove', (event) => {
    if (event.dragging) return hover(null, event.pixel);
    const id = find(event);
    target.style.cursor = id ? 'pointer' : '';
    hover(id, event.pixel);
  });
  map.on('movestart', () => hover(null, [0, 0]));
  map.on('moveend', () => labels.write(looks.peek()));
  map.on('click', (event) => openStation(find(event)));

  return {
    zoom: (by) => view.animate({ zoom: (view.getZoom() ?? 9) + by, duration: wantsStillness() ? 0 : 150 }),
    close: () => {
      for (const stop of stops) stop();
      rings.stop();
      map.setTarget();
    },
  };
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
