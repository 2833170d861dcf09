/**
 * Where the labels of raised stations go; pure.
 *
 * A label must never hide another raised station or another label nor be cut by the map's edge, and should not hide
 * a county's name. Four places are tried; who finds none goes without, and is still a symbol, a card and a row.
 */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Side = 'right' | 'left' | 'above' | 'below';

export interface Wish {
  readonly id: string;
  /** Centre of the symbol, CSS pixels of the map. */
  readonly x: number;
  readonly y: number;
  /** Half the symbol's width. */
  readonly reach: number;
  /** Size of the label, border included. */
  readonly width: number;
  readonly height: number;
}

export interface Ground {
  readonly width: number;
  readonly height: number;
  /** Boxes that labels avoid when another place is free. */
  readonly soft: readonly Box[];
}

const GAP = 5;
const SIDES: readonly Side[] = ['right', 'left', 'above', 'below'];

const symbolBox = ({ x, y, reach }: Wish): Box => ({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach });

export function labelBox({ x, y, reach, width, height }: Wish, side: Side): Box {
  const away = reach + GAP;
  const left = side === 'right' ? x + away : side === 'left' ? x - away - width : x - width / 2;
  const top = side === 'above' ? y - away - height : side === 'below' ? y + away : y - height / 2;
  return { left, top, right: left + width, bottom: top + height };
}

const overlaps = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Give each wish a side, the most important wish first; wishes without a free place are missing in the answer. */
export function place(wishes: readonly Wish[], ground: Ground): ReadonlyMap<string, Side> {
  const symbols = wishes.map((wish) => ({ id: wish.id, box: symbolBox(wish) }));
  const taken: Box[] = [];
  const placed = new Map<string, Side>();
  for (const wish of wishes) {
    const isFree = (box: Box): boolean =>
      !taken.some((each) => overlaps(each, box)) && !symbols.some((each) => each.id !== wish.id && overlaps(each.box, box));
    const isInside = (box: Box): boolean => box.left >= 0 && box.top >= 0 && box.right <= ground.width && box.bottom <= ground.height;
    const free = SIDES.filter((side) => isFree(labelBox(wish, side)));
    const inside = free.filter((side) => isInside(labelBox(wish, side)));
    const clear = inside.find((side) => !ground.soft.some((each) => overlaps(each, labelBox(wish, side))));
    const side = clear ?? inside[0];
    if (!side) continue;
    placed.set(wish.id, side);
    taken.push(labelBox(wish, side));
  }
  return placed;
}
