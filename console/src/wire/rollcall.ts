/** Roll calls and answers as the API shows them. */

import type { Api, Narrow } from './derived';
import type { Status } from './shapes';

export type PlaceState = 'answered' | 'waiting' | 'unanswered' | 'dark' | 'cancelled';
/** `heard`: heard the warning and said no more; `unclear`: nobody has understood the answer yet. */
export type Standing = Api['Standing'];

/** What somebody said; `by`: who wrote it down. */
export type Answer = Narrow<Api['AnswerShape'], { readonly standing: Standing }>;

/** A village or a must-reach site on the board; `standing`: the worst of what its persons say. */
export type Place = Narrow<Api['PlaceShape'], { readonly kind: 'village' | 'site'; readonly state: PlaceState; readonly standing: Standing | null; readonly answers: readonly Answer[] }>;

export type Counts = Api['CountsShape'];

/** `people` by what is said of them; `uncovered`: divisions in which nobody can be called. */
export type RollCallRow = Narrow<Api['RollCallRow'], { readonly status: Status }>;

export type RollCall = Narrow<Api['RollCallShape'], { readonly status: Status; readonly places: readonly Place[] }>;

/** Somebody who is called for a place. */
export type Callee = Narrow<Api['CalleeShape'], { readonly answer: Answer | null }>;
