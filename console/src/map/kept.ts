/** A drawing that is kept as a picture, and made anew a little at a time: a thousand areas at once would hold the page for a tenth of a second. */

import type { Pen } from './canvas';

/** How far beyond the screen a kept picture reaches, in parts of the screen. */
const MARGIN = 0.15;

/** Draws onto a sheet and pauses where one picture of the map has had its share. */
export type Painting = (pen: Pen) => Iterator<void>;

interface Sheet {
  readonly canvas: HTMLCanvasElement;
  /** The part of the world on it. */
  readonly at: Pen;
}

interface Work extends Sheet {
  readonly steps: Iterator<void>;
}

/**
 * While the map moves the picture is shifted and stretched. It is made anew when the map rests, when what it shows has changed (`forget`), or when
 * the map has left it; until the new one is whole the old one stands. Without an old one the new one is seen while it grows.
 */
export class Kept {
  private shown: Sheet | null = null;
  private work: Work | null = null;
  /** A sheet that is free to be drawn on. */
  private spare: HTMLCanvasElement | null = null;
  /** What is shown, or being made, is not as things are now. */
  private isOld = false;
  private isBegunOld = false;

  /** @param again Asks for another picture of the map, to go on with the work. */
  constructor(
    private readonly paint: Painting,
    private readonly again: () => void,
  ) {}

  /** What the picture shows has changed. */
  forget(): void {
    this.isOld = true;
    this.isBegunOld = this.work !== null;
  }

  /** Nothing is to be seen any more: what stood must not stay until a new picture is whole. */
  clear(): void {
    this.shown = this.work = null;
    this.isOld = this.isBegunOld = false;
  }

  draw(pen: Pen): void {
    this.goOn(pen);
    const sheet = this.shown ?? this.work;
    if (!sheet) return;
    const { at, canvas } = sheet;
    const scale = at.resolution / pen.resolution;
    const x = ((at.left - pen.left) / pen.resolution) * pen.ratio;
    const y = ((pen.top - at.top) / pen.resolution) * pen.ratio;
    pen.context.drawImage(canvas, Math.round(x), Math.round(y), Math.round(canvas.width * scale), Math.round(canvas.height * scale));
  }

  /** One share of the work, if there is any. */
  private goOn(pen: Pen): void {
    // A map that rests elsewhere has no use for it; one that moves takes it, or nothing would ever be finished.
    if (this.work && !pen.isMoving && !holds(this.work.at, pen)) {
      this.spare = this.work.canvas;
      this.work = null;
    }
    if (!this.work && (this.isOld || !this.shown || !holds(this.shown.at, pen))) this.begin(pen);
    if (!this.work) return;
    if (this.work.steps.next().done) {
      this.spare = this.shown?.canvas ?? null;
      this.shown = this.work;
      this.work = null;
      this.isOld = this.isBegunOld;
      this.isBegunOld = false;
      if (!this.isOld && holds(this.shown.at, pen)) return;
    } else flush(this.work.canvas);
    this.again();
  }

  private begin(pen: Pen): void {
    const canvas = this.spare ?? document.createElement('canvas');
    this.spare = null;
    const width = Math.ceil(pen.width * (1 + 2 * MARGIN));
    const height = Math.ceil(pen.height * (1 + 2 * MARGIN));
    // Also wipes it.
    canvas.width = Math.round(width * pen.ratio);
    canvas.height = Math.round(height * pen.ratio);
    const context = canvas.getContext('2d');
    if (!context) return;
    const at = { ...pen, context, width, height, left: pen.left - pen.width * MARGIN * pen.resolution, top: pen.top + pen.height * MARGIN * pen.resolution };
    this.isBegunOld = false;
    this.work = { canvas, at, steps: this.paint(at) };
  }
}

const right = (pen: Pen): number => pen.left + pen.width * pen.resolution;
const bottom = (pen: Pen): number => pen.top - pen.height * pen.resolution;

/** Whether a picture will do for what is to be seen. */
function holds(at: Pen, pen: Pen): boolean {
  if (at.ratio !== pen.ratio) return false;
  const isInside = at.left <= pen.left && at.top >= pen.top && right(at) >= right(pen) && bottom(at) <= bottom(pen);
  return at.resolution === pen.resolution ? isInside : pen.isMoving;
}

let dot: CanvasRenderingContext2D | null = null;

/** A canvas notes what is drawn and does it when it is looked at: look at it now, or all of it is done in one go at the end. */
export function flush(canvas: HTMLCanvasElement): void {
  if (!dot) {
    const own = document.createElement('canvas');
    own.width = own.height = 1;
    dot = own.getContext('2d');
  }
  dot?.drawImage(canvas, 0, 0, 1, 1, 0, 0, 1, 1);
}
