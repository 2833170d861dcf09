/** The JSON of rules, their versions, back-tests and explanations, as far as this page reads it. */

import type { Api, Narrow } from './derived';
import type { GaugeMark, LevelKey, QualityKey } from './shapes';

export type Phase = Api['Phase'];

export type Signature = Api['SignatureShape'];

/** A version of a rule; `removal`: it takes the rule away; `restores`: the version whose document it brings back. */
export type RuleVersion = Api['RuleRecordShape'];

/** What differs between two versions, by the path of each field. */
export type Diff = Api['RuleDiffShape'];

/** From raise to clear at one target; `closed` is null when it was still raised at the end. */
export type Episode = Api['EpisodeShape'];

export type LabelledEvent = {
  readonly start: string;
  readonly end: string;
  readonly station: string;
  readonly division: string;
  readonly level: LevelKey;
  readonly name: string;
};

export interface Verdict {
  readonly events: number;
  readonly hits: number;
  readonly misses: number;
  readonly alarms: number;
  readonly false_alarms: number;
  readonly pod: number | null;
  readonly far: number | null;
  readonly csi: number | null;
  readonly lead_s: { readonly least: number; readonly median: number; readonly most: number } | null;
}

export interface Match extends LabelledEvent {
  readonly hit: boolean;
  readonly lead_s: number | null;
}

/** A verdict with what it is made of. */
export interface Judged extends Verdict {
  readonly matches: readonly Match[];
  readonly false: readonly Episode[];
}

export type DifferenceKind = 'same' | 'new' | 'gone' | 'earlier' | 'later' | 'higher' | 'lower';

export type Difference = {
  readonly target: string;
  readonly kind: DifferenceKind;
  readonly trial: readonly Episode[];
  readonly standing: readonly Episode[];
  readonly shift_s: number | null;
  readonly trial_peak: LevelKey;
  readonly standing_peak: LevelKey;
};

export type TrialChart = {
  readonly station: string;
  readonly property: string;
  readonly unit: string;
  readonly levels: Readonly<Partial<Record<LevelKey, number>>>;
  /** Milliseconds and value. */
  readonly points: readonly (readonly [number, number])[];
  readonly untrusted: readonly (readonly [number, number])[];
};

/** What is kept of a back-test with the version of a rule. */
export type TrialSummary = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly readings: number;
  readonly targets: number;
  readonly episodes: { readonly count: number; readonly by_peak: Readonly<Partial<Record<LevelKey, number>>>; readonly lost: number; readonly open: number; readonly hours: number };
  readonly score: { readonly overall: Verdict } | null;
  readonly comparison: (Readonly<Record<DifferenceKind, number>> & { readonly version: number }) | null;
};

/** A whole back-test; the document leaves open what it is held against, which is said here. */
export type Trial = Narrow<
  Api['BacktestShape'],
  {
    readonly score: { readonly overall: Judged; readonly levels: Readonly<Partial<Record<LevelKey, Judged>>>; readonly outside: readonly LabelledEvent[] } | null;
    readonly comparison: (Readonly<Record<DifferenceKind, number>> & { readonly version: number; readonly differences: readonly Difference[] }) | null;
    readonly labels: { readonly events: number; readonly bad: readonly { readonly row: number; readonly detail: string }[]; readonly ignored: readonly string[] } | null;
    readonly charts: readonly TrialChart[];
    readonly summary: TrialSummary;
  }
>;

/** A line of a back-test that tells how far it is. */
export interface TrialLine {
  readonly progress?: number;
  readonly readings?: number;
  readonly result?: Trial;
  readonly problem?: { readonly code: string; readonly detail: string };
}

/** A reading that a rule looked at. */
export type Considered = {
  readonly t: string;
  readonly arrived: string;
  readonly v: number;
  readonly q: QualityKey;
  readonly why: readonly string[];
  readonly trusted: boolean;
  readonly late: boolean;
};

/** What a rule said last in the time that was replayed. */
export type Said = { readonly t: string; readonly before: LevelKey; readonly after: LevelKey; readonly reason: string; readonly value: number | null };

/** What one rule thought. */
export type Thought = Narrow<Api['ThoughtShape'], { readonly last: Said | null; readonly readings: readonly Considered[] }>;

/** What every rule that judges a datastream thought at an instant. */
export type Trace = Narrow<
  Api['TraceShape'],
  { readonly rules: readonly Thought[]; readonly broken: readonly { readonly rule: string; readonly detail: string }[]; readonly marks: readonly GaugeMark[] }
>;
