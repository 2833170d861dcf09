/** What the map has drawn, for tests and measurements that cannot see a canvas; written by the map only. */

interface Drawn {
  /** Texts beside stations that are on the screen, by station. */
  labels: Readonly<Record<string, string>>;
  /** How many symbols stand for the stations. */
  symbols: number;
  /** When the newest labels were drawn, ms since the page began; 0 while they are not. */
  at: number;
}

export const drawn: Drawn = { labels: {}, symbols: 0, at: 0 };
