/** The roll calls that go on or ended last, and the board of the one that is looked at. */

import { batch, computed, signal } from '@preact/signals';

import { everything, get, Refusal } from '../wire/client';
import type { Answer, Callee, RollCall, RollCallRow } from '../wire/rollcall';

/** Frames of a storm of answers are gathered this long before the board is asked for again, ms. */
const GATHER = 400;

/** Newest first. */
export const rollCalls = signal<readonly RollCallRow[]>([]);
/** Roll call whose board is open; null: the newest that goes on. */
export const chosenRollCall = signal<string | null>(null);
export const board = signal<RollCall | null>(null);
export const callees = signal<readonly Callee[]>([]);
/** Answers of numbers that nobody called. */
export const strangers = signal<readonly Answer[]>([]);
/** Names of divisions of which nobody can be called, by code. */
export const uncoveredNames = signal<ReadonlyMap<string, string>>(new Map());
/** Whether the board is on the screen: only then are its parts asked for. */
const isWatched = signal(false);

export const activeRollCalls = computed(() => rollCalls.value.filter((each) => each.state === 'active'));
/** The one that the page speaks of when none is chosen: help first, then unanswered, then the newest. */
export const foremost = computed(
  () => activeRollCalls.value.find((each) => each.counts.help + each.site_counts.help > 0) ?? activeRollCalls.value.find((each) => each.counts.unanswered + each.counts.dark > 0) ?? activeRollCalls.value[0] ?? null,
);
/** Places that ask for rescue or do not answer, over all roll calls that go on. */
export const unansweredCount = computed(() =>
  activeRollCalls.value.reduce((sum, { counts, site_counts: sites }) => sum + counts.help + sites.help + counts.unanswered + sites.unanswered + counts.dark + sites.dark, 0),
);

export async function loadRollCalls(): Promise<void> {
  rollCalls.value = (await get<{ items: RollCallRow[] }>('/rollcalls?limit=20')).items;
}

let timer: ReturnType<typeof setTimeout> | null = null;

/** Ask again soon: something happened. */
export function stirRollCalls(): void {
  timer ??= setTimeout(() => {
    timer = null;
    void refresh();
  }, GATHER);
}

/** Look at the board; returns the way to look away. */
export function watchBoard(): () => void {
  isWatched.value = true;
  void refresh();
  return () => {
    isWatched.value = false;
  };
}

export function chooseRollCall(id: string): void {
  chosenRollCall.value = id;
  board.value = null;
  callees.value = [];
  void refresh();
}

export async function refresh(): Promise<void> {
  try {
    await loadRollCalls();
    if (isWatched.value) await loadBoard();
  } catch (error) {
    // The banner says that the server is away; the next frame asks again.
    if (!(error instanceof Refusal)) throw error;
  }
}

async function loadBoard(): Promise<void> {
  const id = chosenRollCall.value ?? foremost.value?.id ?? rollCalls.value[0]?.id;
  const unknown = everything<Answer>('/answers?unknown=true&limit=50', 1);
  if (!id) {
    strangers.value = await unknown;
    return;
  }
  const path = `/rollcalls/${encodeURIComponent(id)}`;
  const [shown, people, from] = await Promise.all([get<RollCall>(path), everything<Callee>(`${path}/people`, 1), unknown]);
  // Somebody may have chosen another one meanwhile.
  if (chosenRollCall.value !== null && chosenRollCall.value !== id) return;
  void nameUncovered(shown);
  batch(() => {
    board.value = shown;
    callees.value = people;
    strangers.value = from;
  });
}

/** A code tells nobody where to go. */
async function nameUncovered(roll: RollCall): Promise<void> {
  if (roll.uncovered.every((code) => uncoveredNames.value.has(code))) return;
  try {
    const named = await everything<{ readonly code: string; readonly name: string }>(`/divisions?under=${encodeURIComponent(roll.division)}&limit=1000`, 20);
    const wanted = new Set(roll.uncovered);
    // Codes that the list lacks stay codes, and are not asked for again.
    const known = roll.uncovered.map((code) => [code, code] as const);
    uncoveredNames.value = new Map([...known, ...named.filter((each) => wanted.has(each.code)).map((each) => [each.code, each.name] as const)]);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** For the next person who logs in. */
export function forgetRollCalls(): void {
  rollCalls.value = [];
  board.value = null;
  callees.value = [];
  strangers.value = [];
  chosenRollCall.value = null;
}
