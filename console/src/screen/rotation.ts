/** What of a long list is on the wall now: nobody scrolls there. Red stays, the rest takes turns; pure. */

export interface Leaf<Item> {
  /** Always on the wall. */
  readonly pinned: readonly Item[];
  /** Those whose turn it is. */
  readonly turning: readonly Item[];
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  /** Red ones stand so close that two rows fit where one did. */
  readonly isDense: boolean;
  /** For how many there is no room at all, on no page. */
  readonly hidden: number;
}

interface Wall<Item> {
  readonly isRed: (item: Item) => boolean;
  /** Rows that fit. */
  readonly room: number;
  /** Grows by one each time the page turns. */
  readonly turn: number;
}

/** @param items The worst first. */
export function leafOf<Item>(items: readonly Item[], { isRed, room, turn }: Wall<Item>): Leaf<Item> {
  const red = items.filter(isRed);
  const rest = items.filter((each) => !isRed(each));
  const isDense = red.length > 0 && red.length + Math.min(1, rest.length) > room;
  const space = Math.max(1, isDense ? 2 * room : room);
  const pinned = red.slice(0, space);
  const left = space - pinned.length;
  const pages = left > 0 ? Math.max(1, Math.ceil(rest.length / left)) : 1;
  const page = ((turn % pages) + pages) % pages;
  const turning = left > 0 ? rest.slice(page * left, (page + 1) * left) : [];
  return { pinned, turning, page, pages, isDense, hidden: red.length - pinned.length + (left > 0 ? 0 : rest.length) };
}
