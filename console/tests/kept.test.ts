import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Pen } from '../src/map/canvas';
import { Kept } from '../src/map/kept';

const PIECES = 3;
/** What each canvas was last drawn with, and what was copied onto the map. */
let copied: unknown[] = [];
let asked = 0;
let started = 0;
let colour = 'old';

class FakeCanvas {
  width = 0;
  height = 0;
  marks: string[] = [];
  getContext(): object {
    return { drawImage: () => undefined, mark: (text: string) => this.marks.push(text), canvas: this };
  }
}

const pen = (changes: Partial<Pen> = {}): Pen => ({
  context: { drawImage: (image: FakeCanvas) => copied.push([...image.marks]) } as unknown as CanvasRenderingContext2D,
  resolution: 100,
  ratio: 1,
  left: 0,
  top: 0,
  width: 1000,
  height: 800,
  isMoving: false,
  ...changes,
});

function* paint({ context }: Pen): Iterator<void> {
  started += 1;
  const drawn = colour;
  const { canvas, mark } = context as unknown as { canvas: FakeCanvas; mark: (text: string) => void };
  canvas.marks = [];
  for (let piece = 0; piece < PIECES; piece += 1) {
    mark(drawn);
    yield;
  }
}

const kept = (): Kept => new Kept(paint, () => (asked += 1));
const whole = (text: string): string[] => Array.from({ length: PIECES }, () => text);

/** Draw as often as the picture asks for more. */
function finish(one: Kept, at = pen()): void {
  for (let turn = 0; turn < 50; turn += 1) {
    const before = asked;
    one.draw(at);
    if (asked === before) return;
  }
  throw new Error('expected an end of the drawing');
}

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => new FakeCanvas() });
  copied = [];
  asked = started = 0;
  colour = 'old';
});
afterEach(() => vi.unstubAllGlobals());

describe('a kept picture', () => {
  it('is drawn a piece at a time, and seen while it grows for the first time', () => {
    const one = kept();
    one.draw(pen());
    one.draw(pen());
    expect(copied).toEqual([['old'], ['old', 'old']]);
    expect(asked).toBe(2);
  });

  it('asks for nothing more once it is whole', () => {
    const one = kept();
    finish(one);
    const before = asked;
    one.draw(pen());
    expect(asked).toBe(before);
    expect(started).toBe(1);
    expect(copied.at(-1)).toEqual(whole('old'));
  });

  it('stands until the new one is whole', () => {
    const one = kept();
    finish(one);
    colour = 'new';
    one.forget();
    copied = [];
    finish(one);
    expect(copied.slice(0, PIECES)).toEqual(Array.from({ length: PIECES }, () => whole('old')));
    expect(copied.at(-1)).toEqual(whole('new'));
  });

  it('finishes what is begun when things change meanwhile, and then begins again: a storm must not starve it', () => {
    const one = kept();
    one.draw(pen());
    one.draw(pen());
    colour = 'new';
    one.forget();
    copied = [];
    one.draw(pen());
    one.draw(pen());
    expect(started).toBe(1);
    expect(copied.at(-1)).toEqual(whole('old'));
    finish(one);
    expect(started).toBe(2);
    expect(copied.at(-1)).toEqual(whole('new'));
  });

  it('is shifted and stretched while the map moves, and made anew when it rests', () => {
    const one = kept();
    finish(one);
    one.draw(pen({ resolution: 80, isMoving: true }));
    expect(started).toBe(1);
    finish(one, pen({ resolution: 80 }));
    expect(started).toBe(2);
  });

  it('is not finished for a place that the map has left', () => {
    const one = kept();
    finish(one);
    one.draw(pen({ left: 900_000 }));
    one.draw(pen({ left: 5_000_000 }));
    expect(started).toBe(3);
    finish(one, pen({ left: 5_000_000 }));
    expect(started).toBe(3);
  });

  it('shows nothing of what it showed after it was cleared', () => {
    const one = kept();
    finish(one);
    one.clear();
    copied = [];
    colour = 'new';
    one.draw(pen());
    expect(copied).toEqual([['new']]);
  });
});
