/** Shapes of the drills that a live server starts. */

import type { Api, Narrow } from '../wire/derived';
import type { Role } from '../wire/admin';

export type Shipped = Api['ShippedDrillShape'];

export type Seat = Narrow<Api['SeatShape'], { readonly role: Role }>;

export type Running = Narrow<Api['RunningDrillShape'], { readonly seats: readonly Seat[] }>;

/** `before`: the run of the same drill before it; empty: none. */
export type PastRun = Api['PastRunShape'];

export type Drills = Narrow<Api['DrillsShape'], { readonly running: readonly Running[] }>;

export interface Page<Item> {
  readonly items: readonly Item[];
}
