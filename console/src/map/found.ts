/** What was looked for on the map and is to be shown. */

import { signal } from '@preact/signals';

import type { Position } from '../wire/shapes';

/** Corners of what the map should show; each search makes a new list. */
export const foundPlaces = signal<readonly Position[]>([]);
