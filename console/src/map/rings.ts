/** A ring that widens where a level just rose: three times in four seconds, then never again. */

import type Feature from 'ol/Feature';
import type Map from 'ol/Map';
import Point from 'ol/geom/Point';
import type VectorLayer from 'ol/layer/Vector';
import { getVectorContext } from 'ol/render';
import type RenderEvent from 'ol/render/Event';
import type VectorSource from 'ol/source/Vector';
import CircleStyle from 'ol/style/Circle';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';

import { looks } from '../city/store';
import { token, wantsStillness } from '../theme/theme';
import type { Crowd } from './crowd';

const ROUND = 1300;
const ROUNDS = 3;

/** In a storm of changes the map must stay quick. */
const LIMIT = 20;

export class Rings {
  private running: { readonly id: string; readonly began: number }[] = [];
  private readonly layer: VectorLayer<VectorSource<Feature<Point>>>;

  constructor(
    private readonly map: Map,
    private readonly crowd: Crowd,
  ) {
    this.layer = crowd.raisedLayer;
    this.layer.on('postrender', this.draw);
  }

  begin(stations: readonly string[]): void {
    if (wantsStillness() || stations.length === 0) return;
    const began = performance.now();
    this.running = [...this.running, ...stations.map((id) => ({ id, began }))].slice(-LIMIT);
    this.map.render();
  }

  stop(): void {
    this.layer.un('postrender', this.draw);
  }

  private readonly draw = (event: RenderEvent): void => {
    if (this.running.length === 0) return;
    const now = performance.now();
    this.running = this.running.filter((ring) => now - ring.began < ROUND * ROUNDS);
    const context = getVectorContext(event);
    for (const ring of this.running) {
      const at = this.crowd.place(ring.id);
      const level = looks.peek().get(ring.id)?.level;
      if (!at || !level || level === 'none') continue;
      const share = ((now - ring.began) % ROUND) / ROUND;
      const alpha = Math.round((1 - share) * 255)
        .toString(16)
        .padStart(2, '0');
      const stroke = new Stroke({ color: `${token(level)}${alpha}`, width: 2 });
      context.setStyle(new Style({ image: new CircleStyle({ radius: 12 + 26 * share, stroke }) }));
      context.drawGeometry(new Point(at));
    }
    if (this.running.length > 0) this.map.render();
  };
}
