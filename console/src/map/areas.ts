/** Areas on the map: that of the warning that lies open, and, dotted, where other agencies warn. */

import Feature from 'ol/Feature';
import GeoJSON from 'ol/format/GeoJSON';
import type Geometry from 'ol/geom/Geometry';
import Polygon, { circular } from 'ol/geom/Polygon';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';

import { FONT, token } from '../theme/theme';
import type { ShownArea } from '../view';
import type { Foreign, MapData } from '../wire/shapes';
import { words } from '../words';
import { mix } from './ground';

const format = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' });
const COUNTY = 6;
const KM = 1000;

export class Areas {
  private readonly own = new VectorSource<Feature<Geometry>>();
  private readonly others = new VectorSource<Feature<Geometry>>();
  private readonly ownLayer = new VectorLayer({ source: this.own, zIndex: 6 });
  private readonly othersLayer = new VectorLayer({ source: this.others, zIndex: 5, declutter: true });
  readonly layers = [this.othersLayer, this.ownLayer];

  /** Outline an area; null: none. */
  show(area: ShownArea | null): void {
    this.own.clear();
    if (!area) return;
    const rings = area.polygons.map((ring) => new Polygon([ring.map((at) => fromLonLat([...at]))]));
    const circles = area.circles.map(([lon, lat, km]) => circular([lon, lat], km * KM, 64).transform('EPSG:4326', 'EPSG:3857') as Polygon);
    this.own.addFeatures([...rings, ...circles].map((each) => new Feature<Geometry>(each)));
    const colour = token(area.level === 'none' ? 'text-1' : area.level);
    this.ownLayer.setStyle([new Style({ stroke: new Stroke({ color: token('land'), width: 6 }) }), new Style({ stroke: new Stroke({ color: colour, width: 3 }), fill: new Fill({ color: `${colour}1f` }) })]);
  }

  /** Where the outlined area lies; null when there is none. */
  extent(): number[] | null {
    return this.own.isEmpty() ? null : this.own.getExtent();
  }

  /** Outline the divisions that other agencies warn about: they say where by code, the outline is this map's. */
  showForeign(messages: readonly Foreign[], data: MapData | null): void {
    this.others.clear();
    if (!data || messages.length === 0) return;
    const worst = new Map<string, Foreign>();
    for (const message of [...messages].reverse()) for (const code of message.divisions) worst.set(code.slice(0, COUNTY), message);
    for (const feature of format.readFeatures(data.divisions) as Feature<Geometry>[]) {
      const found = worst.get(String(feature.get('code')).slice(0, COUNTY));
      if (!found) continue;
      feature.setStyle(foreignLook(found));
      this.others.addFeature(feature);
    }
  }
}

function foreignLook(message: Foreign): Style {
  const colour = mix(token('text-1'), token(message.level === 'none' ? 'text-2' : message.level), 0.6);
  return new Style({
    stroke: new Stroke({ color: colour, width: 2.2, lineDash: [1, 6], lineCap: 'round' }),
    text: new Text({
      text: `${words.value.foreign.mark} · ${message.sender_name || message.source}`,
      font: `12px ${FONT}`,
      offsetY: 16,
      fill: new Fill({ color: token('text-2') }),
      stroke: new Stroke({ color: token('land'), width: 3 }),
    }),
  });
}
