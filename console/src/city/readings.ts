/**
 * The latest reading of every datastream, and when each station was last heard.
 *
 * Changed in place: with 10,000 stations a copy per frame would be the page's heaviest work. Whoever shows
 * readings watches a version number instead.
 */

import type { LatestItem, QualityKey } from '../wire/shapes';

export interface Reading {
  /** Phenomenon time, ms. */
  readonly t: number;
  readonly v: number;
  readonly q: QualityKey;
  /** The checks that said something. */
  readonly why: readonly string[];
}

export class Readings {
  private readonly latest = new Map<string, Map<string, Reading>>();
  private readonly heard = new Map<string, number>();

  /**
   * Take the items of a `latest` frame.
   *
   * @param arrived Server time of the frame, ms; null for the first snapshot, whose readings may be old: there
   *   the reading's own time counts.
   */
  take(items: readonly LatestItem[], arrived: number | null): void {
    for (const item of items) {
      const t = Date.parse(item.t);
      let station = this.latest.get(item.station);
      if (!station) this.latest.set(item.station, (station = new Map()));
      const before = station.get(item.property);
      if (before && before.t > t) continue;
      station.set(item.property, { t, v: item.v, q: item.q, why: item.why ?? [] });
      const at = arrived ?? t;
      if (at > (this.heard.get(item.station) ?? -Infinity)) this.heard.set(item.station, at);
    }
  }

  of(station: string): ReadonlyMap<string, Reading> | undefined {
    return this.latest.get(station);
  }

  one(station: string, property: string): Reading | undefined {
    return this.latest.get(station)?.get(property);
  }

  /** When the station last sent anything, ms; undefined when it never did. */
  lastHeard(station: string): number | undefined {
    return this.heard.get(station);
  }

  clear(): void {
    this.latest.clear();
    this.heard.clear();
  }
}
