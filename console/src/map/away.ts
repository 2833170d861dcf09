/** Whether the base map comes. */

import { signal } from '@preact/signals';

/** True while tiles do not come; the rest of the map does not need them. */
export const isBasemapAway = signal(false);
