/** People, keys, the roster, policies and the journal as the API shows them. */

import type { Api, Narrow } from './derived';
import type { Bilingual, LevelKey } from './shapes';

export type Role = Api['Role'];

/** From least to most; the organiser of drills stands beside them. */
export const ROLES: readonly Role[] = ['viewer', 'officer', 'approver', 'commander', 'administrator', 'organiser'];

/** A person; `division` is a 12-digit code, empty: everywhere. */
export type Person = Api['UserShape'];

/** A session or key; `role` null: that of the person. */
export type Credential = Api['CredentialShape'];

/** A key that was just made; the token is told this once. */
export type NewKey = Api['ApiKeyShape'];

/**
 * A watch; `division` empty: the whole city. The first of a team has the watch, the others are deputies; teams take
 * turns. Weekday 1 is Monday, the hours are those of Beijing.
 */
export type Shift = Api['ShiftShape'];

export type Roster = Api['RosterShape'];

export type OnDuty = Narrow<Api['DutyShape'], { readonly role: Role }>;

export type Release = 'automatic' | 'one' | 'two';

/** What a policy says, as it is written; `hazards` are beginnings of event codes, left out: every hazard. */
export type PolicyDocument = {
  readonly title?: Bilingual;
  readonly hazards?: readonly string[];
  readonly levels?: readonly LevelKey[];
  readonly division?: string;
  readonly release: Release;
  readonly cancel?: Release;
  readonly turns?: readonly { readonly role: Role; readonly duty?: string; readonly within?: string }[];
  readonly on_timeout?: 'wait' | 'automatic';
};

export type ReleasePolicy = Narrow<Api['PolicyShape'], { readonly document: PolicyDocument }>;

/** What a row of the journal says, as far as every act says it. */
type Told = Readonly<Record<string, unknown>> & {
  readonly act?: string;
  readonly actor?: string;
  readonly from?: { readonly address?: string; readonly credential?: string | null; readonly id?: string };
  readonly sha256?: { readonly before: string | null; readonly after: string | null };
  readonly withheld?: readonly string[];
};

export type JournalRow = Narrow<Api['JournalRowShape'], { readonly data: Told }>;

/** What a check of the journal found; `until`: the last row that was looked at, 0: none. */
export type Verdict = Api['VerdictShape'];
