/** Sounds what the board tells, as the person has set it. */

import { effect, signal } from '@preact/signals';

import { now } from '../beijing';
import { isMuted as isIncidentMuted, type News } from '../city/reducer';
import { health, news, openIncidents } from '../city/store';
import type { LevelKey } from '../wire/shapes';
import type { Cue, Loud } from './pattern';
import { play, wake } from './player';
import { due, FRESH, muted, settingsOf, snoozed, USUAL, type Memory, type Settings } from './policy';

const KEY = 'fenghuo.sound';

export const settings = signal<Settings>(USUAL);
/** What sounded last, and how often anything did. */
export const sounded = signal<{ readonly cue: Cue | null; readonly count: number }>({ cue: null, count: 0 });
/** What could not be heard, because the browser does not let the page sound yet. */
export const unheard = signal(false);

function keep(next: Settings): void {
  settings.value = next;
  localStorage.setItem(KEY, JSON.stringify(next));
}

export const snooze = (minutes: number): void => keep(snoozed(settings.value, minutes, Date.now()));
export const mute = (level: Loud, isMuted: boolean): void => keep(muted(settings.value, level, isMuted));
export const setVolume = (volume: number): void => keep({ ...settings.value, volume });
export const isLoud = (level: LevelKey): level is Loud => level !== 'none';

/** Listen to the board; returns the way to stop. */
export function soundAlarms(): () => void {
  settings.value = settingsOf(localStorage.getItem(KEY), Date.now());
  const stopWaking = wake();
  let memory: Memory = FRESH;
  let heard: ReadonlySet<News> = new Set(news.peek());
  const stop = effect(() => {
    void now.value;
    const list = news.value;
    const fresh = list.filter((each) => !heard.has(each));
    heard = new Set(list);
    const found = due(memory, {
      now: Date.now(),
      raised: fresh.filter((each) => each.kind === 'raised' || each.kind === 'help').map((each) => each.level).filter(isLoud),
      // A village that asks for help sounds until somebody has put the note away.
      hasUnseenRed: list.some((each) => each.kind === 'help') || openIncidents.value.some((each) => each.level === 'red' && each.state === 'open' && !isIncidentMuted(each)),
      isStale: health.value === 'stale',
      settings: settings.value,
    });
    memory = found.memory;
    if (found.cue) sound(found.cue);
  });
  return () => {
    stop();
    stopWaking();
  };
}

function sound(cue: Cue): void {
  unheard.value = !play(cue, settings.peek().volume);
  sounded.value = { cue, count: sounded.peek().count + 1 };
}

/** Let a person hear what a level sounds like, whatever is muted. */
export function preview(cue: Cue): void {
  unheard.value = !play(cue, settings.value.volume);
}
