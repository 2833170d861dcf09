/** Where our own warnings hold: by level one outline of its own kind, filled once, however many warnings overlap. */

import { fromLonLat } from 'ol/proj';

import { RAISED } from '../level/level';
import { token } from '../theme/theme';
import type { LevelKey, Ring } from '../wire/shapes';
import { canvasLayer, type Pen } from './canvas';
import { flush, Kept } from './kept';

type Raised = Exclude<LevelKey, 'none'>;

/** An area at a level, rings of (lon, lat). */
export interface Zone {
  readonly id: string;
  readonly level: LevelKey;
  readonly rings: readonly Ring[];
}

/** Outlines differ in more than colour: width and dashes, CSS pixels. */
const OUTLINES: Readonly<Record<Raised, { readonly width: number; readonly dash: readonly number[] }>> = {
  red: { width: 2.6, dash: [] },
  orange: { width: 2, dash: [] },
  yellow: { width: 1.8, dash: [9, 4] },
  blue: { width: 1.6, dash: [2, 4] },
};
const FILL = 0.07;
/** So many corners are drawn for one picture of the map: about 8 ms of a slow processor. */
const SHARE = 500;

interface Held {
  readonly zone: Zone;
  readonly path: Path2D;
  readonly corners: number;
  /** Map coordinates: least x, least y, greatest x, greatest y. */
  readonly box: readonly [number, number, number, number];
}

export class Zones {
  private held: ReadonlyMap<string, Held> = new Map();
  /** Near the areas: far from it, 32-bit numbers of a path are coarse. */
  private readonly origin = fromLonLat([114, 32]) as [number, number];
  private readonly kept = new Kept(
    (pen) => this.paint(pen),
    () => this.layer.changed(),
  );
  /** Fills of one level: what overlaps is filled once. */
  private readonly mask = document.createElement('canvas');
  readonly layer = canvasLayer((pen) => this.held.size && this.kept.draw(pen), 6);

  /** Show these and no others; only new ones are reckoned, and nothing is drawn where nothing has changed. */
  show(zones: readonly Zone[]): void {
    const next = new Map<string, Held>();
    let isSame = true;
    for (const zone of zones) {
      const before = this.held.get(zone.id);
      const isKept = before?.zone.rings === zone.rings;
      isSame &&= isKept && before.zone.level === zone.level;
      next.set(zone.id, isKept ? { ...before, zone } : { zone, ...this.reckoned(zone.rings) });
    }
    const isEqual = isSame && next.size === this.held.size;
    this.held = next;
    if (next.size === 0) this.kept.clear();
    if (!isEqual) this.dress();
  }

  /** Let nothing be seen of what was shown: it is of another instant. */
  clear(): void {
    this.held = new Map();
    this.kept.clear();
    this.layer.changed();
  }

  /** Draw everything again in the colours of the theme. */
  dress(): void {
    this.kept.forget();
    this.layer.changed();
  }

  private reckoned(rings: readonly Ring[]): Omit<Held, 'zone'> {
    const path = new Path2D();
    const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
    let corners = 0;
    for (const ring of rings) {
      ring.forEach((at, index) => {
        const [x = 0, y = 0] = fromLonLat([...at]);
        if (index === 0) path.moveTo(x - this.origin[0], this.origin[1] - y);
        else path.lineTo(x - this.origin[0], this.origin[1] - y);
        box[0] = Math.min(box[0], x);
        box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x);
        box[3] = Math.max(box[3], y);
      });
      corners += ring.length;
      path.closePath();
    }
    return { path, corners, box };
  }

  /** The worst level first, the others under it: whoever sees the picture grow sees red before blue. */
  private *paint(pen: Pen): Iterator<void> {
    // As they are now: those that come meanwhile are on the next picture.
    const { held } = this;
    for (const level of RAISED) {
      const found = [...held.values()].filter((each) => each.zone.level === level && isWithin(each, pen));
      if (found.length > 0) yield* this.paintLevel(level, found, pen);
    }
  }

  private *paintLevel(level: Raised, found: readonly Held[], pen: Pen): Generator<void> {
    const { context, resolution } = pen;
    const fills = this.cleanMask(pen);
    if (!fills) return;
    const { width, dash } = OUTLINES[level];
    context.lineJoin = 'round';
    context.strokeStyle = fills.fillStyle = token(level);
    context.lineWidth = width * resolution;
    context.setLineDash(dash.map((each) => each * resolution));
    context.globalCompositeOperation = 'destination-over';
    this.place(context, pen);
    this.place(fills, pen);
    let done = 0;
    for (const { path, corners } of found) {
      context.stroke(path);
      fills.fill(path);
      done += corners;
      if (done < SHARE) continue;
      done = 0;
      flush(this.mask);
      yield;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = FILL;
    context.drawImage(this.mask, 0, 0);
    context.globalAlpha = 1;
    yield;
  }

  private cleanMask({ context }: Pen): CanvasRenderingContext2D | null {
    this.mask.width = context.canvas.width;
    this.mask.height = context.canvas.height;
    return this.mask.getContext('2d');
  }

  private place(context: CanvasRenderingContext2D, { resolution, ratio, left, top }: Pen): void {
    const scale = ratio / resolution;
    context.setTransform(scale, 0, 0, scale, (this.origin[0] - left) * scale, (top - this.origin[1]) * scale);
  }
}

function isWithin({ box }: Held, { left, top, width, height, resolution }: Pen): boolean {
  return box[2] >= left && box[0] <= left + width * resolution && box[3] >= top - height * resolution && box[1] <= top;
}
