/** Roll calls and answers as the API shows them. */

import type { LevelKey } from './shapes';

export type PlaceState = 'answered' | 'waiting' | 'unanswered' | 'dark' | 'cancelled';
/** `heard`: heard the warning and said no more; `unclear`: nobody has understood the answer yet. */
export type Standing = 'heard' | 'safe' | 'moving' | 'help' | 'unclear';

export interface Answer {
  readonly id: string;
  readonly rollcall: string | null;
  readonly place: string | null;
  readonly person: string;
  readonly source: string;
  readonly standing: Standing;
  readonly headcount: number | null;
  readonly words: string;
  readonly at: string;
  /** Who wrote it down. */
  readonly by: string;
  readonly is_trusted: boolean;
  /** Masked. */
  readonly address: string;
}

/** A village or a must-reach site on the board. */
export interface Place {
  readonly id: string;
  readonly kind: 'village' | 'site';
  readonly name: string;
  readonly division: string;
  readonly people: number;
  readonly state: PlaceState;
  readonly since: string;
  readonly deadline: string;
  /** The worst of what its persons say. */
  readonly standing: Standing | null;
  readonly headcount: number | null;
  readonly headcounts: readonly number[];
  readonly is_contradictory: boolean;
  readonly unread: number;
  readonly told_up: string | null;
  readonly asked: readonly string[];
  readonly knocked: string | null;
  readonly dark: string | null;
  readonly tries: number;
  readonly answers: readonly Answer[];
}

export interface Counts {
  readonly total: number;
  readonly answered: number;
  readonly waiting: number;
  readonly unanswered: number;
  readonly dark: number;
  readonly cancelled: number;
  readonly unread: number;
  readonly help: number;
  readonly knocked: number;
}

export interface RollCallRow {
  readonly id: string;
  readonly warning: string;
  readonly identifier: string;
  readonly status: 'Actual' | 'Exercise' | 'Test';
  readonly level: LevelKey;
  readonly hazard: string;
  readonly division: string;
  readonly state: string;
  readonly started: string;
  readonly changed: string;
  readonly ended: string | null;
  readonly deadline_s: number;
  readonly quorum: number;
  readonly counts: Counts;
  readonly site_counts: Counts;
  /** People by what is said of them. */
  readonly people: Readonly<Record<string, number>>;
  /** Divisions in which nobody can be called. */
  readonly uncovered: readonly string[];
}

export interface RollCall extends RollCallRow {
  readonly places: readonly Place[];
}

/** Somebody who is called for a place. */
export interface Callee {
  readonly id: string;
  readonly name: string;
  readonly duty: string;
  readonly is_deputy: boolean;
  readonly place: string;
  readonly channels: readonly string[];
  readonly tries: number;
  readonly called: string | null;
  readonly answer: Answer | null;
  readonly calls: readonly { readonly id: string; readonly kind: string; readonly channel: string; readonly at: string }[];
}
