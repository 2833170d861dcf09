/** What of the map stands in the address: where one looks, which layers are away, which instant; a link shows another person the same. */

import { effect, signal } from '@preact/signals';

import { pastTime, REACH } from '../history/past';
import { serverNow } from '../beijing';
import { addressQuery, hiddenLayers } from '../view';
import { offText, putAway, takeOff } from './layers';

/** Where the map looks. */
export interface Sight {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
}

export interface Shown {
  /** Null: the whole city. */
  readonly sight: Sight | null;
  /** Instant of the past, ms; null: now. */
  readonly at: number | null;
  /** Names of the layers that are put away; null: nothing is said of them. */
  readonly off: string | null;
}

/** Where the person moved the map; null while it shows the whole city. */
export const sight = signal<Sight | null>(null);
/** Grows when the map should look where the address says. */
export const sightRequest = signal(0);

/** `view=114.0700,32.1500,10.2&at=2026-07-19T10:00Z&off=rain,fences`; empty for the city as it is now with all layers. */
export function queryOf({ sight: from, at, off }: Shown): string {
  const parts: string[] = [];
  if (from) parts.push(`view=${from.lon.toFixed(4)},${from.lat.toFixed(4)},${from.zoom.toFixed(1)}`);
  if (at !== null) parts.push(`at=${new Date(at).toISOString().slice(0, 16)}Z`);
  if (off) parts.push(`off=${off}`);
  return parts.join('&');
}

/** What such a text says; parts that make no sense are as if they were not there. */
export function shownIn(query: string): Shown {
  const said = new URLSearchParams(query);
  const [lon = NaN, lat = NaN, zoom = NaN] = (said.get('view') ?? '').split(',').map((each) => (each === '' ? NaN : Number(each)));
  const isSight = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22;
  const at = Date.parse(said.get('at') ?? '');
  return { sight: isSight ? { lon, lat, zoom } : null, at: Number.isFinite(at) ? at : null, off: said.get('off') };
}

/** Follow the address and keep it; returns the way to stop. */
export function bindMapAddress(): () => void {
  let written: string | null = null;
  const follow = effect(() => {
    const query = addressQuery.value;
    if (query === written) return;
    if (query === '' && written !== null) {
      // A link inside the page says nothing of the map: it stays as it is.
      addressQuery.value = written;
      return;
    }
    written = query;
    const shown = shownIn(query);
    takeOff(query === '' ? null : (shown.off ?? ''));
    // Older than the server tells of, or still to come, is the present: an old link must not show an empty map.
    pastTime.value = shown.at !== null && shown.at > serverNow() - REACH && shown.at < serverNow() ? shown.at : null;
    if (!shown.sight) return;
    sight.value = shown.sight;
    sightRequest.value = sightRequest.peek() + 1;
  });
  const keep = effect(() => {
    written = queryOf({ sight: sight.value, at: pastTime.value, off: offText(hiddenLayers.value, putAway.value) });
    addressQuery.value = written;
  });
  return () => {
    follow();
    keep();
  };
}
