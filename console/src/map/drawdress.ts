/** How a target looks on the map: the accent, for it is what one acts on. */

import CircleStyle from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';

import { token } from '../theme/theme';

interface Dress {
  readonly drawn: Style[];
  readonly pointed: Style[];
  readonly picked: Style[];
  readonly told: Style[];
  readonly sketch: Style;
}

export function dressOf(): Dress {
  const colour = token('accent');
  const halo = new Style({ stroke: new Stroke({ color: token('land'), width: 5 }) });
  const lined = (width: number, fill: string, dash?: number[]): Style =>
    new Style({ stroke: new Stroke({ color: colour, width, ...(dash ? { lineDash: dash } : {}) }), fill: new Fill({ color: `${colour}${fill}` }) });
  return {
    drawn: [halo, lined(2.4, '24')],
    pointed: [halo, lined(4, '40')],
    picked: [halo, lined(2.4, '1f')],
    told: [lined(1.4, '08', [6, 5])],
    sketch: new Style({
      stroke: new Stroke({ color: colour, width: 2.4, lineDash: [8, 5] }),
      fill: new Fill({ color: `${colour}1f` }),
      image: new CircleStyle({ radius: 5, fill: new Fill({ color: colour }), stroke: new Stroke({ color: token('land'), width: 2 }) }),
    }),
  };
}
