/** A map layer that is drawn by hand, onto the canvas that the map has anyway: one canvas less for the computer to lay over another. */

import type { FrameState } from 'ol/Map';
import Layer from 'ol/layer/Layer';

/** What a layer is drawn with; dots are CSS pixels times `ratio`. */
export interface Pen {
  readonly context: CanvasRenderingContext2D;
  /** Metres of the projection to a CSS pixel. */
  readonly resolution: number;
  readonly ratio: number;
  /** Map coordinates of the upper left corner. */
  readonly left: number;
  readonly top: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** The map is being moved: what was drawn a moment ago will do, shifted. */
  readonly isMoving: boolean;
}

export function canvasLayer(draw: (pen: Pen) => unknown, zIndex: number): Layer {
  const own = document.createElement('div');
  own.style.position = 'absolute';
  own.style.inset = '0';
  const sheet = own.appendChild(document.createElement('canvas'));
  return new Layer({
    zIndex,
    render(frame: FrameState) {
      const [width = 0, height = 0] = frame.size;
      const ratio = frame.pixelRatio;
      const dots = [Math.round(width * ratio), Math.round(height * ratio)] as const;
      if (sheet.width !== dots[0] || sheet.height !== dots[1]) {
        [sheet.width, sheet.height] = dots;
        sheet.style.width = `${width}px`;
        sheet.style.height = `${height}px`;
      }
      const context = sheet.getContext('2d');
      if (!context) return own;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, ...dots);
      const { center, resolution } = frame.viewState;
      const left = (center[0] ?? 0) - (width / 2) * resolution;
      const top = (center[1] ?? 0) + (height / 2) * resolution;
      const isMoving = frame.viewHints.some((each) => each > 0);
      draw({ context, resolution, ratio, left, top, width, height, isMoving });
      return own;
    },
  });
}
