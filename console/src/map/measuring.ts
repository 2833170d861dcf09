/** What is being measured on the map, as signals; the list of corners works without a pointer. */

import { computed, signal } from '@preact/signals';

import type { Position } from '../wire/shapes';
import { areaOf, length } from './geodesy';

export type Measure = 'distance' | 'area';

/** Null: nothing is measured. */
export const measure = signal<Measure | null>(null);
export const corners = signal<readonly Position[]>([]);
/** Metres, or square metres. */
export const measured = computed(() => (measure.value === 'area' ? areaOf(corners.value) : length(corners.value)));

/** Take up or put down a measure; corners stay when one changes between distance and area. */
export function takeMeasure(which: Measure): void {
  if (measure.value === which) return endMeasure();
  measure.value = which;
}

export function addCorner(at: Position): void {
  corners.value = [...corners.value, at];
}

export function dropCorner(): void {
  corners.value = corners.value.slice(0, -1);
}

export function endMeasure(): void {
  measure.value = null;
  corners.value = [];
}
