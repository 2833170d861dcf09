/** What is being aimed on the map, and with which tool. Knows no map library: the sheet beside the map works without it. */

import { signal } from '@preact/signals';

import type { Aim } from '../compose/target';
import { NOWHERE } from '../compose/target';
import type { Ring } from '../wire/shapes';

/** `station` picks where a stretch of river begins. */
export type Tool = 'polygon' | 'circle' | 'modify' | 'division' | 'fence' | 'station';
export const TOOLS: readonly Tool[] = ['polygon', 'circle', 'modify', 'division', 'fence', 'station'];

/** Whether a target is drawn at all. */
export const isAiming = signal(false);
export const tool = signal<Tool | null>(null);
export const aim = signal<Aim>(NOWHERE);
/** The drawn shape that the list points at: polygons first, then circles. */
export const pointed = signal<number | null>(null);
/** What the server makes of it: strips along rivers, fences, divisions. */
export const understood = signal<readonly Ring[]>([]);
/** The station that was clicked last with the tool `station`. */
export const pickedStation = signal<string | null>(null);
/** Grows when the map should show the target. */
export const aimRequest = signal(0);

/** Whether the map is drawn on, so that a click is a corner. */
export const isDrawingNow = (): boolean => tool.peek() === 'polygon' || tool.peek() === 'circle' || tool.peek() === 'modify';

/** Put the tool in hand, or down. */
export function take(chosen: Tool): void {
  tool.value = tool.value === chosen ? null : chosen;
}

export function stopAiming(): void {
  tool.value = null;
  isAiming.value = false;
  understood.value = [];
  pointed.value = null;
}
