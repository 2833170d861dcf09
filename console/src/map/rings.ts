/** A ring that widens where a level just rose: three times in four seconds, then never again. */

import { looks } from '../city/store';
import { token, wantsStillness } from '../theme/theme';
import { canvasLayer, type Pen } from './canvas';
import type { Crowd } from './crowd';

const ROUND = 1300;
const ROUNDS = 3;

/** In a storm of changes the map must stay quick. */
const LIMIT = 20;

export class Rings {
  private running: { readonly id: string; readonly began: number }[] = [];
  readonly layer = canvasLayer((pen) => this.draw(pen), 21);

  constructor(private readonly crowd: Crowd) {
    this.layer.setVisible(false);
  }

  begin(stations: readonly string[]): void {
    if (wantsStillness() || stations.length === 0) return;
    const began = performance.now();
    this.running = [...this.running, ...stations.map((id) => ({ id, began }))].slice(-LIMIT);
    this.layer.setVisible(true);
    this.layer.changed();
  }

  private draw({ context, resolution, ratio, left, top }: Pen): void {
    const now = performance.now();
    this.running = this.running.filter((ring) => now - ring.began < ROUND * ROUNDS);
    for (const ring of this.running) {
      const at = this.crowd.place(ring.id);
      const level = looks.peek().get(ring.id)?.level;
      if (!at || !level || level === 'none') continue;
      const share = ((now - ring.began) % ROUND) / ROUND;
      context.globalAlpha = 1 - share;
      context.strokeStyle = token(level);
      context.lineWidth = 2 * ratio;
      context.beginPath();
      context.arc((((at[0] ?? 0) - left) / resolution) * ratio, ((top - (at[1] ?? 0)) / resolution) * ratio, (12 + 26 * share) * ratio, 0, 2 * Math.PI);
      context.stroke();
    }
    context.globalAlpha = 1;
    const hasMore = this.running.length > 0;
    requestAnimationFrame(() => (hasMore ? this.layer.changed() : this.layer.setVisible(false)));
  }
}
