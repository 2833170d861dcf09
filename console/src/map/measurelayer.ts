/** What is measured, drawn on the map; corners by click, or with the keyboard at the cross in the middle. */

import { effect } from '@preact/signals';
import type Map from 'ol/Map';
import { fromLonLat, toLonLat } from 'ol/proj';

import { token } from '../theme/theme';
import type { Position } from '../wire/shapes';
import { canvasLayer, type Pen } from './canvas';
import { addCorner, corners, dropCorner, endMeasure, measure } from './measuring';

const CROSS = 11;

export class MeasureLayer {
  /** Where the pointer is, map coordinates; null while the keyboard is used. */
  private pointer: readonly number[] | null = null;
  readonly layer = canvasLayer((pen) => this.draw(pen), 40);
  private readonly stop: () => void;

  constructor(private readonly map: Map) {
    this.stop = effect(() => {
      void corners.value;
      map.getTargetElement()?.classList.toggle('is-drawing', measure.value !== null);
      if (measure.value === null) this.pointer = null;
      this.layer.changed();
    });
    map.getTargetElement()?.addEventListener('keydown', this.press, true);
  }

  close(): void {
    this.map.getTargetElement()?.removeEventListener('keydown', this.press, true);
    this.stop();
  }

  /** Take a click while something is measured. */
  takes(coordinate: readonly number[]): boolean {
    if (measure.peek() === null) return false;
    addCorner(lonLat(coordinate));
    return true;
  }

  /** Follow the pointer. */
  follow(coordinate: readonly number[] | null): void {
    if (measure.peek() === null) return;
    this.pointer = coordinate;
    this.layer.changed();
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (measure.peek() === null) return;
    const centre = this.map.getView().getCenter();
    if ((event.key === 'Enter' || event.key === ' ') && centre) addCorner(lonLat(centre));
    else if (event.key === 'Backspace') dropCorner();
    else if (event.key === 'Escape') endMeasure();
    else {
      if (event.key.startsWith('Arrow')) this.follow(null);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  private draw({ context, resolution, ratio, left, top, width, height }: Pen): void {
    const which = measure.peek();
    if (which === null) return;
    const dot = ([x = 0, y = 0]: readonly number[]): [number, number] => [((x - left) / resolution) * ratio, ((top - y) / resolution) * ratio];
    const placed = corners.peek().map((at) => dot(fromLonLat([...at])));
    const line = this.pointer ? [...placed, dot(this.pointer)] : placed;
    const path = new Path2D();
    line.forEach(([x, y], index) => (index ? path.lineTo(x, y) : path.moveTo(x, y)));
    if (which === 'area') path.closePath();
    const accent = token('accent');
    if (which === 'area') {
      context.fillStyle = `${accent}24`;
      context.fill(path);
    }
    stroke(context, path, { colour: token('land'), width: 5 * ratio });
    stroke(context, path, { colour: accent, width: 2.2 * ratio });
    for (const [x, y] of placed) {
      const corner = new Path2D();
      corner.arc(x, y, 4 * ratio, 0, 2 * Math.PI);
      context.fillStyle = accent;
      context.fill(corner);
      stroke(context, corner, { colour: token('land'), width: 1.6 * ratio });
    }
    if (this.pointer || document.activeElement !== this.map.getTargetElement()) return;
    const centre = this.map.getView().getCenter();
    const [x, y] = centre ? dot(centre) : [(width / 2) * ratio, (height / 2) * ratio];
    const cross = new Path2D(`M${x - CROSS * ratio} ${y}h${2 * CROSS * ratio}M${x} ${y - CROSS * ratio}v${2 * CROSS * ratio}`);
    stroke(context, cross, { colour: token('land'), width: 4 * ratio });
    stroke(context, cross, { colour: accent, width: 1.6 * ratio });
  }
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, { colour, width }: { readonly colour: string; readonly width: number }): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

function lonLat(coordinate: readonly number[]): Position {
  const [lon = 0, lat = 0] = toLonLat([...coordinate]);
  return [Number(lon.toFixed(6)), Number(lat.toFixed(6))];
}
