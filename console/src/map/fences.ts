/** Fences on the map: dashed outlines with name and time; those that do not hold now are fainter. */

import type Feature from 'ol/Feature';
import GeoJSON from 'ol/format/GeoJSON';
import type Geometry from 'ol/geom/Geometry';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';

import { dayTime } from '../beijing';
import { FONT, token } from '../theme/theme';
import type { FeatureCollection } from '../wire/shapes';
import { words } from '../words';
import { validityOf } from './validity';

const format = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' });

/** Below this many metres of the map to a pixel names have room. */
const NAMED = 130;

export class Fences {
  private readonly source = new VectorSource<Feature<Geometry>>();
  readonly layer = new VectorLayer({ source: this.source, zIndex: 4, declutter: true });

  lay(fences: FeatureCollection): void {
    this.source.clear();
    this.source.addFeatures(format.readFeatures(fences) as Feature<Geometry>[]);
  }

  show(isShown: boolean): void {
    this.layer.setVisible(isShown);
  }

  /** Take the colours of the theme, and what holds at an instant. */
  dress(now: number): void {
    const text = token('text-2');
    const faint = token('text-3');
    const halo = new Stroke({ color: token('land'), width: 3 });
    this.layer.setStyle((feature, resolution) => {
      const validity = validityOf(feature.getProperties(), now);
      const colour = validity.holds ? text : faint;
      const name = String(feature.get('name') ?? '');
      const label = validity.from !== null ? words.value.map.fenceFrom(dayTime(validity.from)) : validity.until === null ? '' : words.value.map.fenceUntil(dayTime(validity.until));
      return new Style({
        stroke: new Stroke({ color: colour, width: validity.holds ? 1.4 : 1, lineDash: validity.holds ? [6, 4] : [2, 5] }),
        fill: new Fill({ color: 'rgba(128,140,160,0.05)' }),
        ...(resolution < NAMED
          ? { text: new Text({ text: label ? `${name}\n${label}` : name, font: `12px ${FONT}`, fill: new Fill({ color: colour }), stroke: halo, overflow: true }) }
          : {}),
      });
    });
  }
}
