/** Villages and sites of the roll calls that go on: who does not answer is red, who has answered is quiet. Squares: they are no stations. */

import { fromLonLat } from 'ol/proj';

import { FONT, token } from '../theme/theme';
import { canvasLayer, type Pen } from './canvas';
import type { CallMark, CallPlace } from './calls';

/** Half the width of a mark, CSS pixels. */
const SIZES: Readonly<Record<CallMark, number>> = { help: 9, unanswered: 7, dark: 7, waiting: 5, answered: 4 };
const SIGNS: Readonly<Record<CallMark, string>> = { help: 'SOS', unanswered: '!', dark: '×', waiting: '', answered: '' };

export class CallMarks {
  private held: readonly { readonly place: CallPlace; readonly x: number; readonly y: number }[] = [];
  readonly layer = canvasLayer((pen) => this.draw(pen), 22);

  show(places: readonly CallPlace[]): void {
    this.held = places.map((place) => {
      const [x = 0, y = 0] = fromLonLat([place.lon, place.lat]);
      return { place, x, y };
    });
    this.layer.changed();
  }

  /** The place under the pointer, the worst first. */
  nearest([x = 0, y = 0]: readonly number[], within: number): CallPlace | null {
    return this.held.findLast((each) => Math.hypot(each.x - x, each.y - y) <= within)?.place ?? null;
  }

  private draw({ context, resolution, ratio, left, top, width, height }: Pen): void {
    if (this.held.length === 0) return;
    const colours = { red: token('red'), ink: token('red-ink'), land: token('land'), quiet: token('text-3') };
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const { place, x, y } of this.held) {
      const at = [(x - left) / resolution, (top - y) / resolution] as const;
      if (at[0] < -20 || at[1] < -20 || at[0] > width + 20 || at[1] > height + 20) continue;
      context.setTransform(ratio, 0, 0, ratio, at[0] * ratio, at[1] * ratio);
      paint(context, place.mark, colours);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
  }
}

interface Colours {
  readonly red: string;
  readonly ink: string;
  readonly land: string;
  readonly quiet: string;
}

function paint(context: CanvasRenderingContext2D, mark: CallMark, { red, ink, land, quiet }: Colours): void {
  const half = SIZES[mark];
  const wide = mark === 'help' ? half * 1.7 : half;
  const isGrave = mark === 'help' || mark === 'unanswered' || mark === 'dark';
  context.beginPath();
  context.roundRect(-wide, -half, 2 * wide, 2 * half, 2);
  context.fillStyle = mark === 'help' || mark === 'unanswered' ? red : land;
  context.fill();
  context.lineWidth = isGrave ? 1.8 : 1.2;
  context.strokeStyle = mark === 'dark' ? red : isGrave ? land : quiet;
  context.stroke();
  if (mark === 'answered') {
    context.beginPath();
    context.moveTo(-2, 0);
    context.lineTo(-0.5, 1.6);
    context.lineTo(2.2, -1.8);
    context.stroke();
  }
  context.font = `700 ${mark === 'help' ? 10 : 11}px ${FONT}`;
  context.fillStyle = mark === 'dark' ? red : ink;
  context.fillText(SIGNS[mark], 0, 0.5);
}
