/** Whether everything here is a drill, which only the server says, and how that drill stands. */

import { batch, computed, signal } from '@preact/signals';

import { drillClock, now } from '../beijing';
import { isWall } from '../screen/address';
import { session } from '../session/session';
import { get, post, Refusal } from '../wire/client';
import type { Bilingual } from '../wire/shapes';
import { unansweredOf, type DrillState, type Interruption } from './state';

interface Site {
  readonly exercise: { readonly title: Bilingual; readonly now: string; readonly interruption: Interruption | null } | null;
}

/** Between two looks at a drill, ms; and until the first question is answered. */
const LOOK = 1_000;

/** Title of the drill; null where this is none, or nobody has said so yet. */
export const exercise = signal<Bilingual | null>(null);
/** What real thing interrupted it; null: nothing did. */
export const interruption = signal<Interruption | null>(null);
/** How the drill stands; null before signing in. */
export const drill = signal<DrillState | null>(null);
export const unanswered = computed(() => unansweredOf(drill.value));
export const isOrganiser = computed(() => ['organiser', 'administrator'].includes(session.value?.user.role ?? ''));

/** Ask what this is, until that is answered; go on asking where it is a drill. */
export function watchExercise(): void {
  const ask = async (): Promise<void> => {
    try {
      const site = await get<Site>('/site');
      if (!site.exercise) return;
      keepTime(site.exercise.now);
      interruption.value = site.exercise.interruption;
      if (!exercise.value) exercise.value = site.exercise.title;
      document.documentElement.dataset['exercise'] = 'true';
      document.title = `【演练】${site.exercise.title.zh} · EXERCISE`;
      if (session.value && !isWall) keep(await get<DrillState>('/drill'));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    setTimeout(() => void ask(), LOOK);
  };
  void ask();
}

function keepTime(said: string): void {
  batch(() => {
    drillClock.value = Date.parse(said);
    now.value = drillClock.value;
  });
}

export function keep(state: DrillState): void {
  batch(() => {
    keepTime(state.now);
    interruption.value = state.interruption;
    if (JSON.stringify(state) !== JSON.stringify(drill.value)) drill.value = state;
  });
}

/** Ask something of the drill, as its organiser. */
export async function order(act: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  keep(await post<DrillState>('/drill', { act, ...more }));
}

export async function comment(text: string, inject: string): Promise<void> {
  keep(await post<DrillState>('/drill/comments', { text, inject }));
}
