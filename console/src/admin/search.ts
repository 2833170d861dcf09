/** Looks through the journal backwards; the server looks at so many rows at a time. */

import { get } from '../wire/client';
import type { JournalRow } from '../wire/admin';
import type { Page } from '../wire/shapes';

/** Pages looked through before somebody is asked whether to go on. */
const PATIENCE = 10;
const ENOUGH = 50;

export interface Sought {
  /** Part of a name; empty: anybody. */
  readonly actor: string;
  /** Empty: every kind. */
  readonly kind: string;
  /** Only what a person or a program asked for, from somewhere. */
  readonly isAct: boolean;
  /** Only what was before, ms; null: up to now. */
  readonly before: number | null;
}

export interface Found {
  /** Newest first. */
  readonly rows: readonly JournalRow[];
  /** Where to go on looking; null: the whole journal was looked at. */
  readonly next: string | null;
}

type Ask = (path: string) => Promise<Page<JournalRow>>;

const ask: Ask = (path) => get<Page<JournalRow>>(path);

/** How a search is asked for. */
export function pathOf({ actor, kind, isAct, before }: Sought, next: string | null): string {
  const query = new URLSearchParams({ limit: String(ENOUGH), actor, kind, acts: String(isAct) });
  if (before !== null) query.set('before', new Date(before).toISOString());
  if (next !== null) query.set('cursor', next);
  return `/journal/search?${query}`;
}

/** Look backwards until enough is found, from the newest row or from where an earlier search stopped. */
export async function searched(sought: Sought, from: string | null, asked: Ask = ask): Promise<Found> {
  const rows: JournalRow[] = [];
  let next = from;
  for (let page = 0; page < PATIENCE && rows.length < ENOUGH; page += 1) {
    const found = await asked(pathOf(sought, next));
    rows.push(...found.items);
    next = found.next;
    if (next === null) break;
  }
  return { rows, next };
}
