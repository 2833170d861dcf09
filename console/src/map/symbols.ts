/** Station symbols as small canvases, drawn once per look and theme and then only copied to the map. */

import Icon from 'ol/style/Icon';

import type { Mark } from '../level/badge';
import { CALM_OUTLINE, LOST_CORNER, LOST_HATCH, SHAPES, VOID_HATCH, VOID_OUTLINE } from '../level/shape';
import { token } from '../theme/theme';

/** Size on the map in CSS pixels. */
const SIZES: Readonly<Record<Mark, number>> = { none: 14, void: 14, blue: 20, yellow: 23, orange: 24, red: 26 };

/** Main gauges and reservoirs are a little larger than the many small stations. */
const MINOR = 0.8;

/** Room around the outline for its dark edge. */
const EDGE = 2;

const cache = new Map<string, Icon>();

export interface Symbol {
  readonly mark: Mark;
  /** The level stands although data stopped. */
  readonly isLost: boolean;
  readonly isMinor: boolean;
  /** The level is true and not written yet: an outline, not a filled shape. */
  readonly isUntold: boolean;
}

/** Forget what was drawn in the colours of another theme. */
export function forgetSymbols(): void {
  cache.clear();
}

export function symbolIcon(symbol: Symbol): Icon {
  const key = `${symbol.mark}${symbol.isLost}${symbol.isMinor}${symbol.isUntold}`;
  const known = cache.get(key);
  if (known) return known;
  const ratio = Math.max(2, devicePixelRatio);
  const icon = new Icon({ img: paint(symbol, ratio), scale: 1 / ratio });
  cache.set(key, icon);
  return icon;
}

/** Half the symbol's width, for placing its label, CSS pixels. */
export const reach = (mark: Mark): number => SIZES[mark] / 2;

function paint(symbol: Symbol, ratio: number): HTMLCanvasElement {
  const { mark } = symbol;
  const isSmall = mark === 'none' || mark === 'void';
  const size = SIZES[mark] * (isSmall && symbol.isMinor ? MINOR : 1);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.ceil((size + 2 * EDGE) * ratio);
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  context.scale(ratio, ratio);
  context.translate(EDGE, EDGE);
  context.scale(size / 24, size / 24);
  context.lineJoin = 'round';
  if (mark === 'void') paintVoid(context, size);
  else if (mark === 'none') paintCalm(context, size);
  else paintLevel(context, symbol, size);
  return canvas;
}

/** Line width that comes out as so many CSS pixels. */
const pixels = (width: number, size: number): number => (width * 24) / size;

function paintVoid(context: CanvasRenderingContext2D, size: number): void {
  const square = new Path2D(VOID_OUTLINE);
  context.fillStyle = token('land');
  context.fill(square);
  context.strokeStyle = token('text-3');
  context.lineWidth = pixels(1, size);
  context.stroke(new Path2D(VOID_HATCH));
  context.lineWidth = pixels(1.2, size);
  context.stroke(square);
}

function paintCalm(context: CanvasRenderingContext2D, size: number): void {
  const ring = new Path2D(CALM_OUTLINE);
  context.fillStyle = token('land');
  context.fill(ring);
  context.strokeStyle = token('calm');
  context.lineWidth = pixels(1.4, size);
  context.stroke(ring);
}

function paintLevel(context: CanvasRenderingContext2D, { mark, isLost, isUntold }: Symbol, size: number): void {
  if (mark === 'none' || mark === 'void') return;
  const shape = SHAPES[mark];
  const outline = new Path2D(shape.outline);
  context.strokeStyle = token('page');
  context.lineWidth = pixels(3, size);
  context.stroke(outline);
  context.fillStyle = token(isUntold ? 'page' : mark);
  context.fill(outline);
  if (isUntold) {
    context.strokeStyle = token(mark);
    context.lineWidth = pixels(1.6, size);
    context.setLineDash([3.5, 2]);
    context.stroke(outline);
    context.setLineDash([]);
  }
  context.strokeStyle = token(isUntold ? 'text-1' : `${mark}-ink`);
  context.lineWidth = shape.weight;
  context.stroke(new Path2D(shape.numeral));
  if (!isLost) return;
  context.fillStyle = token('land');
  context.fill(new Path2D(LOST_CORNER));
  context.strokeStyle = token('text-2');
  context.lineWidth = pixels(1, size);
  context.stroke(new Path2D(LOST_HATCH));
  context.stroke(new Path2D(LOST_CORNER));
}
