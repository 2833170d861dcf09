/**
 * What a room hears from its wall: a new red, a village that asks for help, and that the wall shows the past; each once,
 * for nobody there can acknowledge. The consoles go on sounding until somebody does.
 */

import { effect, signal } from '@preact/signals';

import type { Cue } from '../alarm/pattern';
import { play, wake } from '../alarm/player';
import type { News } from '../city/reducer';
import { health, news } from '../city/store';

/** 0 to 1; the loudspeaker has a knob of its own. */
const VOLUME = 0.8;

/** What sounded last, and how often anything did; for who looks whether the wall is heard. */
export const sounded = signal<{ readonly cue: Cue | null; readonly count: number }>({ cue: null, count: 0 });

interface Moment {
  readonly fresh: readonly News[];
  readonly isStale: boolean;
  readonly wasStale: boolean;
}

/** What of that is heard in a room. */
export function cueOf({ fresh, isStale, wasStale }: Moment): Cue | null {
  if (fresh.some((each) => each.kind === 'help' || (each.kind === 'raised' && each.level === 'red'))) return 'red';
  return isStale && !wasStale ? 'stale' : null;
}

/** Listen to the feed; returns the way to stop. */
export function soundWall(): () => void {
  const stopWaking = wake();
  let heard: ReadonlySet<News> = new Set(news.peek());
  let wasStale = health.peek() === 'stale';
  const stop = effect(() => {
    const list = news.value;
    const isStale = health.value === 'stale';
    const cue = cueOf({ fresh: list.filter((each) => !heard.has(each)), isStale, wasStale });
    heard = new Set(list);
    wasStale = isStale;
    if (!cue) return;
    play(cue, VOLUME);
    sounded.value = { cue, count: sounded.peek().count + 1 };
  });
  return () => {
    stop();
    stopWaking();
  };
}
