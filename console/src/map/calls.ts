/** The places of the roll calls that go on, for the map: who asks for rescue, who does not answer. */

import { effect, signal } from '@preact/signals';

import { activeRollCalls } from '../city/rollcalls';
import { get, Refusal } from '../wire/client';
import type { Place, RollCall } from '../wire/rollcall';
import { isOverlaid } from './layers';

/** Boards are asked for again this long after something happened, ms: a storm of answers is one question. */
const REST = 1_500;

export type CallMark = 'help' | 'unanswered' | 'dark' | 'waiting' | 'answered';

/** A village or site of a roll call, where its place is known. */
export interface CallPlace {
  readonly id: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly mark: CallMark;
}

/** From what is drawn first to what lies above all. */
const ORDER: readonly CallMark[] = ['answered', 'waiting', 'dark', 'unanswered', 'help'];

export const callPlaces = signal<readonly CallPlace[]>([]);

/** What a place is on the map; null for one that need not answer any more. */
export function markOf(place: Pick<Place, 'state' | 'standing'>): CallMark | null {
  if (place.state === 'cancelled') return null;
  return place.standing === 'help' ? 'help' : place.state;
}

/** Places with a position, each once with the worst that any roll call says of it, the worst last. */
export function placesOf(rolls: readonly Pick<RollCall, 'places'>[]): readonly CallPlace[] {
  const found = new Map<string, CallPlace>();
  for (const place of rolls.flatMap((each) => each.places)) {
    const mark = markOf(place);
    const { id, name, lon, lat } = place;
    if (mark === null || typeof lon !== 'number' || typeof lat !== 'number') continue;
    const before = found.get(id);
    if (!before || ORDER.indexOf(mark) > ORDER.indexOf(before.mark)) found.set(id, { id, name, lon, lat, mark });
  }
  return [...found.values()].sort((left, right) => ORDER.indexOf(left.mark) - ORDER.indexOf(right.mark));
}

async function load(ids: readonly string[]): Promise<void> {
  try {
    callPlaces.value = placesOf(await Promise.all(ids.map((id) => get<RollCall>(`/rollcalls/${encodeURIComponent(id)}`))));
  } catch (error) {
    // The board beside the map says it too; the next answer asks again.
    if (!(error instanceof Refusal)) throw error;
  }
}

let timer: ReturnType<typeof setTimeout> | null = null;

/** Keep the places while the map is open; returns the way to stop. */
export function watchCalls(): () => void {
  const stop = effect(() => {
    const ids = activeRollCalls.value.map((each) => each.id);
    if (ids.length === 0 || !isOverlaid('rollcall')) {
      callPlaces.value = [];
      return;
    }
    timer ??= setTimeout(() => {
      timer = null;
      void load(activeRollCalls.peek().map((each) => each.id));
    }, callPlaces.peek().length ? REST : 0);
  });
  return () => {
    stop();
    if (timer) clearTimeout(timer);
    timer = null;
  };
}
