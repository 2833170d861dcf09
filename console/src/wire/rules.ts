/** The JSON of rules, their versions, back-tests and explanations, as far as this page reads it. */

import type { Bilingual, GaugeMark, LevelKey, QualityKey, RuleItem } from './shapes';

export type Phase = 'proposed' | 'scheduled' | 'in_force' | 'superseded' | 'ended';

export interface Signature {
  readonly signer: string;
  readonly at: string;
  readonly note: string;
}

/** A version of a rule. */
export interface RuleVersion extends RuleItem {
  readonly hazard: string;
  readonly phase: Phase;
  readonly author: string;
  readonly at: string;
  readonly reason: string;
  readonly effective_from: string | null;
  readonly effective_until: string | null;
  /** Id of the attached back-test. */
  readonly backtest: string | null;
  readonly signatures_needed: number;
  readonly signatures: readonly Signature[];
  readonly sha256: string;
  /** Whether this version takes the rule away. */
  readonly removal: boolean;
  /** The version whose document it brings back. */
  readonly restores: number | null;
  /** Number of the newest version. */
  readonly newest: number;
}

export interface Diff {
  readonly from: number;
  readonly to: number;
  /** By the path of each field. */
  readonly changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
}

/** From raise to clear at one target. */
export interface Episode {
  readonly target: string;
  readonly opened: string;
  /** Null when it was still raised at the end. */
  readonly closed: string | null;
  readonly peak: LevelKey;
  readonly lost: boolean;
}

export interface LabelledEvent {
  readonly start: string;
  readonly end: string;
  readonly station: string;
  readonly division: string;
  readonly level: LevelKey;
  readonly name: string;
}

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

export interface Difference {
  readonly target: string;
  readonly kind: DifferenceKind;
  readonly trial: readonly Episode[];
  readonly standing: readonly Episode[];
  readonly shift_s: number | null;
  readonly trial_peak: LevelKey;
  readonly standing_peak: LevelKey;
}

export interface TrialChart {
  readonly station: string;
  readonly property: string;
  readonly unit: string;
  readonly levels: Readonly<Partial<Record<LevelKey, number>>>;
  /** Milliseconds and value. */
  readonly points: readonly (readonly [number, number])[];
  readonly untrusted: readonly (readonly [number, number])[];
}

/** What is kept of a back-test with the version of a rule. */
export interface TrialSummary {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly readings: number;
  readonly targets: number;
  readonly episodes: { readonly count: number; readonly by_peak: Readonly<Partial<Record<LevelKey, number>>>; readonly lost: number; readonly open: number; readonly hours: number };
  readonly score: { readonly overall: Verdict } | null;
  readonly comparison: (Readonly<Record<DifferenceKind, number>> & { readonly version: number }) | null;
}

export interface Trial {
  readonly id: string;
  readonly rule: string;
  readonly version: number;
  readonly from: string;
  readonly to: string;
  readonly readings: number;
  readonly targets: number;
  readonly episodes: readonly Episode[];
  readonly score: { readonly overall: Judged; readonly levels: Readonly<Partial<Record<LevelKey, Judged>>>; readonly outside: readonly LabelledEvent[] } | null;
  readonly comparison: (Readonly<Record<DifferenceKind, number>> & { readonly version: number; readonly differences: readonly Difference[] }) | null;
  readonly labels: { readonly events: number; readonly bad: readonly { readonly row: number; readonly detail: string }[]; readonly ignored: readonly string[] } | null;
  readonly charts: readonly TrialChart[];
  readonly summary: TrialSummary;
}

/** A line of a back-test that tells how far it is. */
export interface TrialLine {
  readonly progress?: number;
  readonly readings?: number;
  readonly result?: Trial;
  readonly problem?: { readonly code: string; readonly detail: string };
}

/** A reading that a rule looked at. */
export interface Considered {
  readonly t: string;
  readonly arrived: string;
  readonly v: number;
  readonly q: QualityKey;
  readonly why: readonly string[];
  readonly trusted: boolean;
  readonly late: boolean;
}

/** What one rule thought. */
export interface Thought {
  readonly rule: string;
  readonly version: number;
  readonly title: Bilingual;
  readonly target: string;
  readonly level: LevelKey;
  readonly lines: readonly Bilingual[];
  /** What it said last in the time that was replayed. */
  readonly last: { readonly t: string; readonly before: LevelKey; readonly after: LevelKey; readonly reason: string; readonly value: number | null } | null;
  readonly readings: readonly Considered[];
}

/** What every rule that judges a datastream thought at an instant. */
export interface Trace {
  readonly station: string;
  readonly property: string;
  readonly unit: string;
  readonly at: string;
  readonly since: string;
  readonly rules: readonly Thought[];
  readonly broken: readonly { readonly rule: string; readonly detail: string }[];
  readonly marks: readonly GaugeMark[];
}
