/** Station symbols as small canvases, drawn once per look, count and theme and then only copied to the map. */

import type { Mark } from '../level/badge';
import { CALM_OUTLINE, LOST_CORNER, LOST_HATCH, SHAPES, VOID_HATCH, VOID_OUTLINE } from '../level/shape';
import { FONT, token } from '../theme/theme';

/** Size on the map in CSS pixels. */
const SIZES: Readonly<Record<Mark, number>> = { none: 14, void: 14, blue: 20, yellow: 23, orange: 24, red: 26 };

/** Main gauges and reservoirs are a little larger than the many small stations. */
const MINOR = 0.8;

/** Room around the outline for its dark edge. */
const EDGE = 2;

/** Larger groups all say the same. */
const MOST = 99;

const cache = new Map<string, HTMLCanvasElement>();

export interface Symbol {
  readonly mark: Mark;
  /** The level stands although data stopped. */
  readonly isLost: boolean;
  readonly isMinor: boolean;
  /** The level is true and not written yet: an outline, not a filled shape. */
  readonly isUntold: boolean;
  /** How many stations it stands for. */
  readonly count: number;
  /** Of these without data. */
  readonly silent: number;
}

/** Forget what was drawn in the colours of another theme. */
export function forgetSymbols(): void {
  cache.clear();
}

/** The picture of a symbol, its middle in the middle, at so many dots per CSS pixel. */
export function symbolImage(symbol: Symbol, ratio: number): HTMLCanvasElement {
  const count = Math.min(symbol.count, MOST + 1);
  const key = `${symbol.mark}${symbol.isLost}${symbol.isMinor}${symbol.isUntold}${count}${symbol.mark === 'void' ? `-${symbol.silent}` : ''}@${ratio}`;
  let known = cache.get(key);
  if (!known) cache.set(key, (known = count > 1 ? paintGroup({ ...symbol, count }, ratio) : paint(symbol, ratio)));
  return known;
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

/** A symbol with the number of its stations: calm ones within a wider ring, others on a tag at the upper right. */
function paintGroup(symbol: Symbol, ratio: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const half = 26;
  canvas.width = canvas.height = Math.ceil(2 * half * ratio);
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  context.scale(ratio, ratio);
  context.translate(half, half);
  const all = symbol.count > MOST ? `${MOST}+` : String(symbol.count);
  // One silent station of twelve is not twelve silent ones.
  const text = symbol.mark === 'void' ? `${symbol.silent}/${all}` : all;
  context.font = `600 10px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  if (symbol.mark === 'none') {
    paintRing(context, text);
    return canvas;
  }
  const image = symbolImage({ ...symbol, count: 1 }, ratio);
  context.drawImage(image, -image.width / ratio / 2, -image.height / ratio / 2, image.width / ratio, image.height / ratio);
  paintTag(context, text, reach(symbol.mark));
  return canvas;
}

function paintRing(context: CanvasRenderingContext2D, text: string): void {
  context.beginPath();
  context.arc(0, 0, 10, 0, 2 * Math.PI);
  context.fillStyle = token('land');
  context.fill();
  context.strokeStyle = token('calm');
  context.lineWidth = 1.2;
  context.stroke();
  context.fillStyle = token('text-2');
  context.fillText(text, 0, 0.5);
}

function paintTag(context: CanvasRenderingContext2D, text: string, away: number): void {
  const width = context.measureText(text).width + 6;
  const x = away * 0.62;
  const y = -away * 0.72 - 6;
  context.beginPath();
  context.roundRect(x - 2, y - 5, width, 12, 3);
  context.fillStyle = token('panel');
  context.fill();
  context.strokeStyle = token('text-3');
  context.lineWidth = 0.8;
  context.stroke();
  context.fillStyle = token('text-1');
  context.fillText(text, x - 2 + width / 2, y + 1.5);
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
