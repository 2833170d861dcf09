import type { IncidentKind, LevelKey } from '../wire/shapes';
import { words } from '../words';
import { CALM_OUTLINE, CORNERS, LOST_CORNER, LOST_HATCH, SHAPES, VOID_HATCH, VOID_OUTLINE } from './shape';

/** What a badge can say: a level, or that nothing is known. */
export type Mark = LevelKey | 'void';

interface Props {
  readonly mark: Mark;
  readonly size?: number;
  /** Data stopped while the level stood: a small "no data" square in the corner. */
  readonly isLost?: boolean;
  /** What was lost: a small shape of its own in the corner. */
  readonly kind?: IncidentKind;
  /** True and not written yet: an outline, not a filled shape. */
  readonly isUntold?: boolean;
  /** Hidden from assistive technology because the same is written beside it. */
  readonly isSilent?: boolean;
}

/** A level as colour, shape and numeral. */
export function Badge({ mark, size = 24, isLost = false, kind = 'hazard', isUntold = false, isSilent = false }: Props) {
  const name = mark === 'void' ? words.value.mark.void : words.value.level[mark].full;
  const label = isSilent ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': name };
  return (
    <svg class={`badge badge-${mark}${isUntold ? ' is-untold' : ''}`} width={size} height={size} viewBox="0 0 24 24" {...label}>
      {glyph(mark)}
      {mark === 'void' ? null : isLost || kind === 'lost' ? (
        <>
          <path class="badge-corner" d={LOST_CORNER} />
          <path class="badge-hatch" d={LOST_HATCH} />
        </>
      ) : kind === 'hazard' ? null : (
        <>
          <path class="badge-corner" d={CORNERS[kind].outline} />
          <path class="badge-sign" d={CORNERS[kind].sign} />
        </>
      )}
    </svg>
  );
}

function glyph(mark: Mark) {
  if (mark === 'void') {
    return (
      <>
        <path class="badge-hatch" d={VOID_HATCH} />
        <path class="badge-square" d={VOID_OUTLINE} />
      </>
    );
  }
  if (mark === 'none') {
    return <path class="badge-ring" d={CALM_OUTLINE} />;
  }
  const shape = SHAPES[mark];
  return (
    <>
      <path class="badge-fill" d={shape.outline} />
      <path class="badge-numeral" d={shape.numeral} stroke-width={shape.weight} />
    </>
  );
}
