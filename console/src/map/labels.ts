/** The labels beside raised stations, kept apart from each other by `placing`. */

import Feature from 'ol/Feature';
import type Map from 'ol/Map';
import Point from 'ol/geom/Point';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';

import type { Look } from '../city/store';
import { listOrder } from '../stations/order';
import { FONT, token } from '../theme/theme';
import { isAboveCrowd, type Crowd } from './crowd';
import { labelOf } from './label';
import { labelBox, place, type Box, type Side, type Wish } from './placing';
import { reach } from './symbols';

const TEXT = `500 13px ${FONT}`;
const PAD = 6;
const HEIGHT = 23;

/** More labels than this are not read on one screen. */
const LIMIT = 60;

export class Labels {
  private readonly source = new VectorSource<Feature<Point>>();
  readonly layer = new VectorLayer({ source: this.source, zIndex: 25, renderBuffer: 260 });
  private readonly ruler = document.createElement('canvas').getContext('2d');
  private shown = '';
  /** Raised stations in their order, while nothing changes. */
  private above: { readonly looks: ReadonlyMap<string, Look>; readonly all: readonly Look[] } | null = null;
  /** What is written, with its station and property; read by tests. */
  texts: ReadonlyMap<string, string> = new globalThis.Map();

  constructor(
    private readonly map: Map,
    private readonly crowd: Crowd,
    /** Boxes of county names, CSS pixels. */
    private readonly names: () => readonly Box[],
  ) {}

  /** Write the labels for how stations look now; `isForced` when only the view or the theme changed. */
  write(looks: ReadonlyMap<string, Look>, isForced = false): void {
    const size = this.map.getSize();
    if (!size || !this.map.getView().getResolution()) return;
    const above = this.worth(looks);
    const texts = new globalThis.Map(above.map((look) => [look.station.id, labelOf(look)]));
    const wishes = above.flatMap((look) => this.wish(look, texts.get(look.station.id) ?? ''));
    const sides = place(wishes, { width: size[0] ?? 0, height: size[1] ?? 0, soft: this.names() });
    const key = wishes.map((wish) => `${wish.id}${sides.get(wish.id)}${texts.get(wish.id)}`).join();
    if (key === this.shown && !isForced) return;
    this.shown = key;
    this.texts = new globalThis.Map([...texts].filter(([id]) => sides.has(id)));
    this.source.clear(true);
    this.source.addFeatures(
      wishes.flatMap((wish) => {
        const side = sides.get(wish.id);
        const look = looks.get(wish.id);
        return side && look ? [label(look, wish, side, texts.get(wish.id) ?? '')] : [];
      }),
    );
  }

  /** What is written: raised stations in sight, of a group the worst, the worst first. */
  private worth(looks: ReadonlyMap<string, Look>): readonly Look[] {
    this.crowd.group(this.map.getView().getResolution() ?? 1);
    if (this.above?.looks !== looks) this.above = { looks, all: [...looks.values()].filter(isAboveCrowd).sort(listOrder) };
    const [minX = 0, minY = 0, maxX = 0, maxY = 0] = this.map.getView().calculateExtent(this.map.getSize() ?? [0, 0]);
    const found: Look[] = [];
    for (const look of this.above.all) {
      const [x = 0, y = 0] = this.crowd.place(look.station.id) ?? [];
      if (x < minX || x > maxX || y < minY || y > maxY || !this.crowd.isLeader(look.station.id)) continue;
      found.push(look);
      if (found.length === LIMIT) break;
    }
    return found;
  }

  private wish(look: Look, text: string): Wish[] {
    const pixel = this.map.getPixelFromCoordinate(fromLonLat([look.station.lon, look.station.lat]));
    if (!pixel || !this.ruler) return [];
    this.ruler.font = TEXT;
    const width = this.ruler.measureText(text).width + 2 * PAD;
    return [{ id: look.station.id, x: pixel[0] ?? 0, y: pixel[1] ?? 0, reach: reach(look.mark), width, height: HEIGHT }];
  }
}

function label(look: Look, wish: Wish, side: Side, text: string): Feature<Point> {
  const box = labelBox(wish, side);
  const feature = new Feature(new Point(fromLonLat([look.station.lon, look.station.lat])));
  feature.setStyle(
    new Style({
      text: new Text({
        text,
        font: TEXT,
        textAlign: 'left',
        textBaseline: 'middle',
        offsetX: box.left - wish.x + PAD,
        offsetY: (box.top + box.bottom) / 2 - wish.y + 1,
        fill: new Fill({ color: token('text-1') }),
        backgroundFill: new Fill({ color: token('page') }),
        backgroundStroke: new Stroke({ color: token('line'), width: 1 }),
        padding: [3, PAD, 2, PAD],
      }),
    }),
  );
  return feature;
}
