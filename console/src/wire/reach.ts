/** Whom a warning would reach, as the API previews it. */

import type { Api, Narrow } from './derived';
import type { Area } from './shapes';

/**
 * `target` as it would be kept: mended and widened where that was asked for; `without_contact`: those without any
 * address of their own; `large`: why it must be confirmed, empty: it need not be; `confirm`: sent along with the warning
 * it says that so large an area is meant; `notes`: how the target was understood.
 */
export type Reach = Narrow<Api['TargetPreviewShape'], { readonly area: Pick<Area, 'description' | 'polygons'> }>;
