/** The curves behind the board's values: loaded once per datastream, then kept going by the feed. */

import { effect, signal } from '@preact/signals';

import { serverNow } from '../beijing';
import { get, Refusal } from '../wire/client';
import type { Observation } from '../wire/shapes';
import { CURVE_SPAN, extend, type Point } from './curve';
import { readings, readingsVersion } from './store';

/** At most this many curves are kept; the board shows fewer. */
const LIMIT = 60;

export const curves = signal<ReadonlyMap<string, readonly Point[]>>(new Map());
const asked = new Set<string>();
let queue: Promise<void> = Promise.resolve();

export const curveKey = (station: string, property: string): string => `${station}|${property}`;

/** Have the curve of a datastream loaded, one request after the other. */
export function want(station: string, property: string): void {
  const key = curveKey(station, property);
  if (asked.has(key) || asked.size >= LIMIT) return;
  asked.add(key);
  queue = queue.then(() => load(station, property));
}

export function forgetCurves(): void {
  asked.clear();
  curves.value = new Map();
}

async function load(station: string, property: string): Promise<void> {
  const to = new Date(serverNow() + 60_000).toISOString();
  const from = new Date(serverNow() - CURVE_SPAN).toISOString();
  const query = new URLSearchParams({ station, property, from, to, every: '1m', agg: 'last' });
  try {
    const answer = await get<{ items: readonly Observation[] }>(`/observations?${query}`);
    const points = answer.items.map((item) => ({ t: Date.parse(item.t), v: item.v }));
    curves.value = new Map(curves.value).set(curveKey(station, property), points);
  } catch (error) {
    // A card without its line is still a card; the next page load asks again.
    if (!(error instanceof Refusal)) throw error;
  }
}

effect(() => {
  void readingsVersion.value;
  const held = curves.peek();
  let next: Map<string, readonly Point[]> | null = null;
  for (const [key, curve] of held) {
    const [station = '', property = ''] = key.split('|');
    const latest = readings.one(station, property);
    if (!latest || latest.q === 'unreliable') continue;
    const longer = extend(curve, latest);
    if (longer !== curve) (next ??= new Map(held)).set(key, longer);
  }
  if (next) curves.value = next;
});
