/**
 * The outlines of the levels in a 24 × 24 box, shared by the page (SVG) and the map (Path2D), so that a
 * level has the same shape wherever it is seen. Numerals are strokes: they do not depend on a font.
 */

import type { IncidentKind, LevelKey } from '../wire/shapes';

export interface Shape {
  /** Closed outline, filled with the level's colour. */
  readonly outline: string;
  /** Strokes of the numeral, drawn in ink. */
  readonly numeral: string;
  /** Width of the numeral's strokes. */
  readonly weight: number;
}

export const SHAPES: Readonly<Record<Exclude<LevelKey, 'none'>, Shape>> = {
  red: {
    outline: 'M7.7 1.5h8.6l6.2 6.2v8.6l-6.2 6.2H7.7l-6.2-6.2V7.7z',
    numeral: 'M12 7.5v9M9.7 7.5h4.6M9.7 16.5h4.6',
    weight: 1.9,
  },
  orange: {
    outline: 'M12 .8 23.2 12 12 23.2.8 12z',
    numeral: 'M9.9 8.2v7.6M14.1 8.2v7.6',
    weight: 2,
  },
  yellow: {
    outline: 'M12 1.5 23.3 21.8H.7z',
    numeral: 'M8.5 12.4v5.8M12 12.4v5.8M15.5 12.4v5.8',
    weight: 1.8,
  },
  blue: {
    outline: 'M12 1.3a10.7 10.7 0 1 0 0 21.4 10.7 10.7 0 0 0 0-21.4z',
    numeral: 'M8.2 8v8M11 8l2.8 8 2.8-8',
    weight: 1.7,
  },
};

/** A square for "no data"; it is hatched, never filled. */
export const VOID_OUTLINE = 'M4 4h16v16H4z';
export const VOID_HATCH = 'M4 10l6-6M4 16 16 4M4.5 19.5l15-15M8 20 20 8M14 20l6-6';

/** A thin ring for "calm". */
export const CALM_OUTLINE = 'M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z';

/** The same square, small, in the corner of a level that stands although data stopped. */
export const LOST_CORNER = 'M14 14h9.5v9.5H14z';
export const LOST_HATCH = 'M14 18.7 18.7 14M14 23.4 23.4 14M18.8 23.4l4.6-4.6';

/** In the same corner: a house without a light, a message that does not leave, a screen that is off. */
export const CORNERS: Readonly<Record<Exclude<IncidentKind, 'hazard' | 'lost'>, { readonly outline: string; readonly sign: string }>> = {
  dark_village: { outline: 'M12.6 18.4 18.3 13l5.7 5.4h-1.4v5.4h-8.6v-5.4z', sign: 'M16.2 19.2l4.2 3.2M20.4 19.2l-4.2 3.2' },
  channel_lost: { outline: 'M12.8 14.6h11v8h-11z', sign: 'M12.8 14.8l5.5 4.4 5.5-4.4M14 23.6l9-10' },
  screen_lost: { outline: 'M12.8 13.6h11v7.4h-11zM16 23.6h4.6', sign: 'M13.6 20.4l9.4-6.2' },
};
