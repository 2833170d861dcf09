/** The API's own shapes, written by `make types` from its OpenAPI document; not to be edited. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What taking a station in brought. */
        readonly AdoptedShape: {
            readonly events: number;
            readonly messages: number;
            readonly readings: number;
            readonly refused: number;
            readonly station: components["schemas"]["StationShape"];
        };
        /**
         * @description What somebody said.
         *
         *     For a place (``rollcall`` and ``place``), written down by an officer; or from a telephone (``address``), brought by
         *     a gateway: then the newest call to it says for which place. One of ``standing``, ``text`` and ``digits`` says what.
         */
        readonly AnswerBody: {
            readonly address?: string | null;
            readonly digits?: string | null;
            readonly headcount?: number | null;
            readonly person?: string | null;
            readonly place?: string | null;
            readonly rollcall?: string | null;
            readonly standing?: components["schemas"]["Standing"] | null;
            readonly text?: string | null;
        };
        /** @description Answers, newest first. */
        readonly AnswerPage: {
            readonly items: readonly components["schemas"]["AnswerShape"][];
            readonly next: string | null;
        };
        /** @description One answer; ``is_trusted`` is false for a number that nobody called. */
        readonly AnswerShape: {
            readonly address: string;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly at: string;
            readonly by: string;
            readonly division: string | null;
            readonly headcount: number | null;
            readonly id: string;
            readonly is_trusted: boolean;
            readonly person: string;
            readonly place: string | null;
            readonly rollcall: string | null;
            readonly source: string;
            readonly standing: string;
            readonly words: string;
        };
        /** @description A must-reach site. */
        readonly api__schema__site__SiteShape: {
            readonly division: string;
            readonly id: string;
            readonly lat: number;
            readonly lon: number;
            readonly name: string;
            readonly note: string;
            readonly people: number;
            readonly type: string;
        };
        /** @description What whoever comes to the door may know. */
        readonly api__schema__system__SiteShape: {
            readonly exercise: components["schemas"]["ExerciseShape"] | null;
        };
        /** @description A key for a program that acts for a person. */
        readonly ApiKeyBody: {
            /**
             * @default
             * @example 411528000000
             * @example
             */
            readonly division?: string;
            readonly expires?: string | null;
            readonly label: string;
            readonly role?: components["schemas"]["Role"] | null;
            /** @example wang.min */
            readonly user: string;
        };
        /** @description A new API key; the token is shown once. */
        readonly ApiKeyShape: {
            readonly expires: string | null;
            readonly id: string;
            readonly label: string;
            readonly token: string;
            readonly user: string;
        };
        /** @description A person's word that a draft may go out; ``content_hash`` says what was read. */
        readonly ApprovalShape: {
            readonly at: string;
            readonly content_hash: string;
            readonly credential: string;
            readonly person: string;
        };
        /** @description Where a warning holds; rings of (lon, lat). */
        readonly AreaShape: {
            readonly circles: readonly (readonly [
                number,
                number,
                number
            ])[];
            readonly description: string;
            readonly geocodes: readonly string[];
            readonly polygons: readonly (readonly (readonly [
                number,
                number
            ])[])[];
        };
        /** @description Who is asked now, until when, and which turn of the policy this is, from 0. */
        readonly AskingShape: {
            readonly asked: readonly string[];
            readonly deadline: string | null;
            readonly duty: string;
            readonly needs: string;
            readonly overdue: boolean;
            readonly policy: string;
            readonly role: string;
            readonly since: string;
            readonly turn: number;
            readonly version: number;
        };
        /** @description Who takes care of it; empty takes the care away. */
        readonly AssignBody: {
            readonly assignee: string;
            /** @default  */
            readonly note?: string;
        };
        /** @description Over which stored readings a rule is tried, and what it is held against. */
        readonly BacktestBody: {
            /** @default [] */
            readonly chart?: readonly string[];
            /** @default true */
            readonly compare?: boolean;
            readonly document?: {
                readonly [key: string]: unknown;
            } | string | null;
            /** @default 21600 */
            readonly early_s?: number;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly from: string;
            /** @default false */
            readonly incidents?: boolean;
            readonly labels?: string | null;
            /** @default 3600 */
            readonly late_s?: number;
            /** @default 1000 */
            readonly points?: number;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly to: string;
        };
        /** @description A kept back-test. */
        readonly BacktestRecordShape: {
            readonly at: string;
            readonly author: string;
            readonly id: string;
            readonly rule: string;
            readonly summary: {
                readonly [key: string]: unknown;
            };
        };
        /** @description What a rule would have said; score, comparison and labels are null where nothing was asked. */
        readonly BacktestShape: {
            readonly charts: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly comparison: {
                readonly [key: string]: unknown;
            } | null;
            readonly episodes: readonly components["schemas"]["EpisodeShape"][];
            readonly from: string;
            readonly id: string;
            readonly labels: {
                readonly [key: string]: unknown;
            } | null;
            readonly readings: number;
            readonly rule: string;
            readonly score: {
                readonly [key: string]: unknown;
            } | null;
            readonly summary: {
                readonly [key: string]: unknown;
            };
            readonly targets: number;
            readonly to: string;
            readonly transition_count: number;
            readonly transitions: readonly components["schemas"]["TransitionShape"][];
            readonly version: number;
        };
        /** @description What lies under the map: the PMTiles file of this installation, or tiles of a map service. */
        readonly BasemapShape: {
            /** @enum {string} */
            readonly kind: "pmtiles" | "tiles";
            readonly urls: readonly string[];
        };
        /** @description Readings beside those kept, by time and revision. */
        readonly BesidePage: {
            readonly items: readonly components["schemas"]["BesideShape"][];
            readonly next: string | null;
        };
        /** @description A reading that is not kept; ``rev`` is the device's revision. */
        readonly BesideShape: {
            readonly arrived: string;
            readonly q: string;
            readonly rev: number;
            readonly t: string;
            readonly v: number;
            readonly why: readonly string[];
        };
        /** @description Where the journal is broken first: the sequence number of the first row that is wrong or missing. */
        readonly BrokenShape: {
            readonly fault: components["schemas"]["Fault"];
            readonly seq: number;
        };
        /** @description One call to one address. */
        readonly CalledShape: {
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly at: string;
            readonly channel: string;
            readonly id: string;
            readonly kind: string;
        };
        /** @description Everybody who is called, place by place. */
        readonly CalleePage: {
            readonly items: readonly components["schemas"]["CalleeShape"][];
            readonly next: string | null;
        };
        /** @description Somebody who is called for a place. */
        readonly CalleeShape: {
            readonly answer: components["schemas"]["AnswerShape"] | null;
            readonly called: string | null;
            readonly calls: readonly components["schemas"]["CalledShape"][];
            readonly channels: readonly string[];
            readonly division: string;
            readonly duty: string;
            readonly id: string;
            readonly is_deputy: boolean;
            readonly name: string;
            readonly place: string;
            readonly place_name: string;
            readonly tries: number;
        };
        /** @description What one field was and becomes; null where it is not there. */
        readonly ChangeShape: {
            readonly from: unknown;
            readonly to: unknown;
        };
        /** @description A way out, and how it is. */
        readonly ChannelLinkShape: {
            readonly can_test: boolean;
            readonly checked: string | null;
            readonly dead: number;
            readonly failed: string | null;
            readonly name: string;
            readonly queued: number;
            readonly state: string;
            readonly stopped: string | null;
            readonly test: components["schemas"]["ChannelTestShape"] | null;
            readonly unconfirmed: number;
            readonly used: number;
            readonly why: string;
            readonly worked: string | null;
        };
        /** @description Ways out. */
        readonly ChannelPage: {
            readonly items: readonly components["schemas"]["ChannelLinkShape"][];
            readonly next: string | null;
        };
        /** @description One way out of the building. */
        readonly ChannelShape: {
            readonly name: string;
            readonly stopped: string | null;
            readonly used: number;
            readonly why: string;
        };
        /** @description The last link test of a channel. */
        readonly ChannelTestShape: {
            readonly at: string;
            readonly delivery: string;
            readonly detail: string;
            readonly state: string;
        };
        /** @description What a person wrote for a channel, by language; what templates made of the other words is left out. */
        readonly ChannelWords: {
            readonly short: {
                readonly [key: string]: string;
            };
            readonly sms: {
                readonly [key: string]: string;
            };
        };
        /** @description Everything around a place. */
        readonly CircleBody: {
            readonly lat: number;
            readonly lon: number;
            readonly radius_m: number;
        };
        /** @description A code that the app shows. */
        readonly CodeBody: {
            /** Format: password */
            readonly code: string;
        };
        /** @description A column of an uploaded table. */
        readonly ColumnShape: {
            readonly field: string;
            readonly header: string;
            readonly sample: readonly string[];
        };
        /** @description What the headers of a file would be taken for. */
        readonly ColumnsShape: {
            readonly fields: {
                readonly [key: string]: readonly string[];
            };
            readonly tables: readonly components["schemas"]["ColumnTable"][];
        };
        /** @description A table of an uploaded file, and what its columns were taken for. */
        readonly ColumnTable: {
            readonly columns: readonly components["schemas"]["ColumnShape"][];
            readonly kind: string;
            readonly name: string;
            readonly rows: number;
        };
        /** @description A comment. */
        readonly CommentBody: {
            readonly text: string;
        };
        /** @description Contacts, by id. */
        readonly ContactPage: {
            readonly items: readonly components["schemas"]["ContactShape"][];
            readonly next: string | null;
        };
        /** @description A person who is told about warnings in the line of a division. */
        readonly ContactShape: {
            readonly address: string;
            readonly channel: string;
            readonly division: string;
            readonly duty: string;
            readonly groups: readonly string[];
            readonly id: string;
            readonly language: string;
            readonly name: string;
            readonly person: string;
            readonly rank: number;
            readonly site: string;
            readonly world: string;
        };
        /** @description A value in place of a reading, in the canonical unit of the property. */
        readonly CorrectionBody: {
            readonly property: string;
            readonly reason: string;
            readonly station: string;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly t: string;
            readonly value: number;
        };
        /** @description Corrections, newest first. */
        readonly CorrectionPage: {
            readonly items: readonly components["schemas"]["CorrectionShape"][];
            readonly next: string | null;
        };
        /** @description A value that a person put in place of a reading. */
        readonly CorrectionShape: {
            readonly author: string;
            readonly id: string;
            readonly made: string;
            readonly property: string;
            readonly reason: string;
            readonly station: string;
            readonly t: string;
            readonly undone: string | null;
            readonly undone_by: string;
            readonly value: number;
            readonly was: components["schemas"]["OriginalShape"];
        };
        /** @description How many places are how. */
        readonly CountsShape: {
            readonly answered: number;
            readonly cancelled: number;
            readonly dark: number;
            readonly help: number;
            readonly knocked: number;
            readonly total: number;
            readonly unanswered: number;
            readonly unread: number;
            readonly waiting: number;
        };
        /** @description A login that is wanted for a station. */
        readonly CredentialBody: {
            /** @default  */
            readonly label?: string;
            readonly login?: string | null;
            /** @default [] */
            readonly stations?: readonly string[];
        };
        /**
         * @description What a token stands for.
         * @enum {string}
         */
        readonly CredentialKind: "session" | "api_key";
        /** @description Sessions or keys, the newest first. */
        readonly CredentialPage: {
            readonly items: readonly components["schemas"]["CredentialShape"][];
            readonly next: string | null;
        };
        /** @description A session or key. */
        readonly CredentialShape: {
            readonly address: string;
            readonly created: string;
            readonly division: string;
            readonly expires: string | null;
            readonly id: string;
            readonly is_current: boolean;
            readonly kind: components["schemas"]["CredentialKind"];
            readonly label: string;
            readonly role: components["schemas"]["Role"] | null;
            readonly seen: string | null;
            readonly user: string;
        };
        /** @description One observed property at a station. */
        readonly DatastreamBody: {
            readonly canonical_unit?: string | null;
            /** @default 300 */
            readonly interval_s?: number;
            readonly limits?: components["schemas"]["LimitsBody"] | null;
            /** @example water_level */
            readonly property: string;
            /** @default  */
            readonly source?: string;
            /** @default  */
            readonly unit?: string;
        };
        /** @description One observed property at a station. */
        readonly DatastreamShape: {
            readonly canonical_unit: string;
            readonly interval_s: number;
            readonly limits?: {
                readonly [key: string]: unknown;
            } | null;
            readonly property: string;
            readonly source?: string | null;
            readonly unit: string;
        };
        /** @description Deliveries, newest first. */
        readonly DeliveryPage: {
            readonly items: readonly components["schemas"]["DeliveryShape"][];
            readonly next: string | null;
        };
        /** @description One message to one recipient; the address is masked. */
        readonly DeliveryShape: {
            readonly address: string;
            readonly attempts: number;
            readonly changed: string;
            readonly channel: string;
            readonly created: string;
            readonly detail: string;
            readonly id: string;
            readonly level: string;
            readonly provider: string;
            readonly purpose: string;
            readonly recipient: string;
            readonly recipient_name: string;
            readonly ref: string;
            readonly sent: string | null;
            readonly state: string;
            readonly warning: string;
        };
        /**
         * @description How far a message got; "sent" is what a gateway accepted, not what a person read.
         * @enum {string}
         */
        readonly DeliveryState: "queued" | "sent" | "delivered" | "failed" | "dropped" | "unconfirmed" | "dead";
        /** @description What came of it; ``values`` are in the words of the device's protocol. */
        readonly DeviceAnswerShape: {
            readonly detail: string;
            /** @enum {string} */
            readonly outcome: "done" | "refused" | "failed" | "timed_out" | "impossible";
            readonly values: {
                readonly [key: string]: string;
            };
        };
        /** @description Logins, by name. */
        readonly DevicePage: {
            readonly items: readonly components["schemas"]["DeviceShape"][];
            readonly next: string | null;
        };
        /** @description A login at the broker; ``revoked`` is null while it may connect. */
        readonly DeviceShape: {
            readonly changed: string;
            readonly created: string;
            readonly label: string;
            readonly login: string;
            readonly revoked: string | null;
            readonly stations: readonly string[];
        };
        /** @description Divisions, by code. */
        readonly DivisionPage: {
            readonly items: readonly components["schemas"]["DivisionShape"][];
            readonly next: string | null;
        };
        /** @description A division without its area; coordinates are degrees WGS-84. */
        readonly DivisionShape: {
            readonly children: number;
            readonly code: string;
            readonly has_area: boolean;
            readonly lat: number | null;
            readonly lon: number | null;
            readonly name: string;
            readonly parent: string | null;
            readonly path: string;
            readonly people: number | null;
            readonly radius_m: number | null;
            readonly rank: string;
        };
        /** @description What the organiser asks of a drill. */
        readonly DrillActBody: {
            /** @enum {string} */
            readonly act: "pause" | "resume" | "speed" | "step" | "inject" | "end";
            /** @default  */
            readonly inject?: string;
            readonly speed?: number | null;
            /** @default  */
            readonly text?: string;
        };
        /** @description What somebody says about an inject, or about the drill. */
        readonly DrillCommentBody: {
            /** @default  */
            readonly inject?: string;
            readonly text: string;
        };
        /** @description What somebody said. */
        readonly DrillCommentShape: {
            readonly actor: string;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly at: string;
            readonly inject: string;
            readonly text: string;
        };
        /** @description Something that is thrown in. */
        readonly DrillInjectShape: {
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly at: string;
            readonly by: string | null;
            readonly division: string;
            readonly id: string;
            readonly is_thrown: boolean;
            readonly kind: string;
            readonly name: string;
            readonly roles: readonly string[];
            readonly station: string;
            readonly text: {
                readonly [key: string]: string;
            };
        };
        /** @description How a drill stands. */
        readonly DrillShape: {
            readonly comments: readonly components["schemas"]["DrillCommentShape"][];
            readonly id: string;
            readonly injects: readonly components["schemas"]["DrillInjectShape"][];
            readonly interruption: components["schemas"]["InterruptionShape"] | null;
            readonly is_over: boolean;
            readonly is_paused: boolean;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly now: string;
            readonly pace: number;
            readonly seed: number;
            readonly speed: number;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly start: string;
            readonly story: {
                readonly [key: string]: string;
            };
            readonly title: {
                readonly [key: string]: string;
            };
            readonly trouble: string;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly until: string;
        };
        /** @description What may be started, and what runs. */
        readonly DrillsShape: {
            readonly is_host: boolean;
            readonly items: readonly components["schemas"]["ShippedDrillShape"][];
            readonly running: readonly components["schemas"]["RunningDrillShape"][];
        };
        /** @description Who has the watch, in the order in which they are called. */
        readonly DutyPage: {
            readonly at: string;
            readonly items: readonly components["schemas"]["DutyShape"][];
            readonly next: string | null;
        };
        /** @description Somebody who has the watch, or stands in. */
        readonly DutyShape: {
            readonly display_name: string;
            readonly division: string;
            readonly role: string;
            readonly user: string;
        };
        /** @description How a mark ends: at an instant, or taken back as if it had never been. */
        readonly EndBody: {
            /** @description First instant that is good again; now. */
            readonly at?: string | null;
            /** @default false */
            readonly void?: boolean;
        };
        /** @description From raise to clear at one target; ``closed`` is null when it was still raised at the end. */
        readonly EpisodeShape: {
            readonly closed: string | null;
            readonly lost: boolean;
            readonly opened: string;
            /** @enum {string} */
            readonly peak: "none" | "blue" | "yellow" | "orange" | "red";
            readonly target: string;
        };
        /** @description Who erases has looked, and says why. */
        readonly EraseBody: {
            readonly confirm: string;
            readonly reason: string;
        };
        /** @description What was erased. */
        readonly ErasedShape: {
            readonly counts: {
                readonly [key: string]: number;
            };
            readonly person: string;
        };
        /** @description Whom it goes to: a user, a duty or a division. */
        readonly EscalateBody: {
            /** @default  */
            readonly note?: string;
            readonly to: string;
        };
        /** @description Events, newest first. */
        readonly EventPage: {
            readonly items: readonly components["schemas"]["EventShape"][];
            readonly next: string | null;
        };
        /** @description What a camera or a person saw; ``class`` names it. */
        readonly EventShape: {
            readonly attrs: {
                readonly [key: string]: unknown;
            };
            readonly bbox: readonly [
                number,
                number,
                number,
                number
            ] | null;
            readonly confidence: number | null;
            readonly id: string;
            readonly image: components["schemas"]["ImageShape"] | null;
            readonly loc: readonly [
                number,
                number
            ];
            readonly station: string;
            readonly t: string;
        };
        /** @description Evidence: a picture that is kept here, by its hash, or a stretch of readings. */
        readonly EvidenceBody: {
            readonly from?: string | null;
            /** @enum {string} */
            readonly kind: "image" | "series";
            /** @default  */
            readonly note?: string;
            /** @default  */
            readonly property?: string;
            /** @default  */
            readonly sha256?: string;
            /** @default  */
            readonly station?: string;
            readonly to?: string | null;
        };
        /** @description The drill that everything here belongs to. */
        readonly ExerciseShape: {
            readonly interruption: components["schemas"]["InterruptionShape"] | null;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly now: string;
            readonly title: components["schemas"]["Words"];
        };
        /** @description Which stations to write into a file. */
        readonly ExportBody: {
            /**
             * @default csv
             * @enum {string}
             */
            readonly format?: "csv" | "xlsx" | "geojson" | "yaml";
            readonly stations: readonly string[];
        };
        /** @description How far a warning reached when it was drafted. */
        readonly ExtentShape: {
            readonly confirmed: boolean;
            readonly contacts: number;
            readonly km2: number | null;
            readonly people: number | null;
        };
        /** @description One's own password, before a second factor is set up or taken away. */
        readonly FactorBody: {
            /** Format: password */
            readonly password: string;
        };
        /** @description A second factor that waits for its first code; shown once. */
        readonly FactorShape: {
            readonly secret: string;
            readonly url: string;
        };
        /**
         * @description What is wrong with a journal.
         * @enum {string}
         */
        readonly Fault: "hash" | "link" | "gap" | "missing_tail" | "stale_head";
        /** @description How far the reading of one feed has come. */
        readonly FeedShape: {
            readonly answered: string | null;
            readonly due: string;
            readonly fails: number;
            readonly url: string;
            readonly why: string;
        };
        /** @description Fences, by id. */
        readonly FencePage: {
            readonly items: readonly components["schemas"]["FenceShape"][];
            readonly next: string | null;
        };
        /** @description A fence as a GeoJSON Feature (RFC 7946), coordinates (lon, lat). */
        readonly FenceShape: {
            readonly geometry: {
                readonly [key: string]: unknown;
            };
            readonly id: string;
            readonly properties: {
                readonly [key: string]: unknown;
            };
            readonly type: string;
        };
        /** @description A field of a document in two versions; null where it is not there. */
        readonly FieldChange: {
            readonly from: unknown;
            readonly to: unknown;
        };
        /** @description Messages of other agencies, newest first. */
        readonly ForeignPage: {
            readonly items: readonly components["schemas"]["ForeignShape"][];
            readonly next: string | null;
        };
        /** @description A message of another agency; texts by language. */
        readonly ForeignShape: {
            readonly area: string;
            readonly certainty: string;
            readonly contact: {
                readonly [key: string]: string;
            };
            readonly description: {
                readonly [key: string]: string;
            };
            readonly divisions: readonly string[];
            readonly effective: string;
            readonly ended_by: string;
            readonly event: {
                readonly [key: string]: string;
            };
            readonly expires: string;
            readonly form: string;
            readonly hazard: string;
            readonly headline: {
                readonly [key: string]: string;
            };
            readonly id: string;
            readonly identifier: string;
            readonly instruction: {
                readonly [key: string]: string;
            };
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly msgType: string;
            readonly note: string;
            readonly onset: string | null;
            readonly received: string;
            readonly references: readonly string[];
            readonly scope: string;
            readonly sender: string;
            readonly sender_name: string;
            readonly sent: string;
            readonly severity: string;
            readonly sha256: string;
            readonly signed_by: string;
            readonly source: string;
            readonly state: string;
            readonly status: string;
            readonly urgency: string;
            readonly via: string;
            readonly web: string;
        };
        /** @description What was expected in a span and what came. */
        readonly GapPage: {
            readonly expected: number;
            readonly found: number;
            readonly interval_s: number;
            readonly items: readonly components["schemas"]["GapShape"][];
            readonly missing: number;
            readonly next: string | null;
        };
        /** @description From the last reading before a gap to the first after it; keys ``from`` and ``to``. */
        readonly GapShape: {
            readonly missing: number;
        };
        /** @description Groups, by name. */
        readonly GroupPage: {
            readonly items: readonly components["schemas"]["GroupShape"][];
            readonly next: string | null;
        };
        /** @description A group of contacts: nobody in it is named. */
        readonly GroupShape: {
            readonly contacts: number;
            readonly name: string;
        };
        /** @description Whether the process answers. */
        readonly HealthShape: {
            readonly status: string;
        };
        /** @description A picture; ``kept`` ones are at ``/api/v1/evidence/{sha256}``, ``why`` says why one is not kept yet. */
        readonly ImageShape: {
            readonly kept: boolean;
            readonly sha256: string;
            readonly url: string;
            readonly why: string;
        };
        /** @description A rule of an import. */
        readonly ImportedRule: {
            readonly id: string;
            readonly phase: components["schemas"]["Phase"];
            readonly version: number;
        };
        /** @description What became of each row. */
        readonly ImportPage: {
            readonly dry_run: boolean;
            readonly encoding: string;
            readonly failed: number;
            readonly ignored: readonly string[];
            readonly items: readonly components["schemas"]["ImportResult"][];
            readonly next: string | null;
            readonly stored: number;
            readonly summary: {
                readonly [key: string]: number;
            };
        };
        /** @description What became of one row; rows count from 1, in a table the header is row 1. */
        readonly ImportResult: {
            readonly change: string;
            readonly changes: {
                readonly [key: string]: components["schemas"]["ChangeShape"];
            };
            readonly detail: string;
            readonly id: string;
            readonly kind: string;
            readonly result: string;
            readonly row: number;
        };
        /** @description Incidents, newest first. */
        readonly IncidentPage: {
            readonly items: readonly components["schemas"]["IncidentShape"][];
            readonly next: string | null;
        };
        /** @description What is happening. */
        readonly IncidentShape: {
            readonly acknowledged_at: string | null;
            readonly acknowledged_by: string;
            readonly assignee: string;
            readonly changed: string;
            readonly closed: string | null;
            readonly division: string;
            readonly escalated_to: string;
            readonly evidence: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly hazard: string;
            readonly id: string;
            readonly inhibited_by: readonly string[];
            readonly kind: string;
            readonly lat: number;
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly lon: number;
            readonly opened: string;
            /** @enum {string} */
            readonly peak: "none" | "blue" | "yellow" | "orange" | "red";
            readonly reasons: readonly components["schemas"]["ReasonShape"][];
            readonly remarks: readonly components["schemas"]["RemarkShape"][];
            readonly rule: string;
            readonly rule_version: number;
            readonly silenced_by: readonly string[];
            readonly situation: string;
            readonly state: string;
            readonly station: string;
            readonly station_name: string;
            readonly target: string;
            readonly title: components["schemas"]["Words"];
        };
        /** @description What the intake of this process has done since it started, and what waits; rates are differences over ``t``. */
        readonly IntakeShape: {
            readonly clock_offset_max_s: number;
            readonly distrusted: number;
            readonly duplicates: number;
            readonly flush_ms: number | null;
            readonly listeners: {
                readonly [key: string]: components["schemas"]["ListenerShape"];
            };
            readonly lost: number;
            readonly messages: number;
            readonly oldest_s: number | null;
            readonly presence: {
                readonly [key: string]: number;
            };
            readonly readings: number;
            readonly refused: {
                readonly [key: string]: number;
            };
            readonly store_errors: number;
            readonly stored: number;
            readonly t: string;
            readonly waiting: number;
        };
        /** @description Something real that stops a drill. */
        readonly InterruptionShape: {
            readonly headline: {
                readonly [key: string]: string;
            };
            readonly identifier: string;
        };
        /** @description What opens a seat once. */
        readonly JoinBody: {
            /** Format: password */
            readonly token: string;
        };
        /** @description Journal rows, ascending; ``next`` is the ``since`` of the next page. */
        readonly JournalPage: {
            readonly items: readonly components["schemas"]["JournalRowShape"][];
            readonly next: string | null;
        };
        /** @description One row of the journal; hashes in hexadecimal. */
        readonly JournalRowShape: {
            readonly data: {
                readonly [key: string]: unknown;
            };
            readonly division: string;
            readonly hash: string;
            readonly kind: string;
            readonly previous: string;
            readonly seq: number;
            readonly t: string;
        };
        /** @description Newest readings as a table; a place stands only with moving stations. */
        readonly LatestAnswer: {
            readonly columns: readonly string[];
            readonly rows: readonly (readonly [
                string,
                string,
                string,
                number,
                string,
                readonly string[],
                number | null,
                number | null
            ])[];
        };
        /** @description The newest readings of one station. */
        readonly LatestPage: {
            readonly items: readonly components["schemas"]["LatestShape"][];
            readonly next: string | null;
        };
        /** @description A newest reading, in the canonical unit; ``loc`` for moving stations only. */
        readonly LatestShape: {
            readonly loc?: readonly [
                number,
                number
            ] | null;
            readonly property: string;
            readonly q: string;
            readonly t: string;
            readonly v: number;
            readonly why: readonly string[];
        };
        /** @description What quality control holds against the readings, in the canonical unit; what is left out is the property's. */
        readonly LimitsBody: {
            readonly disagreement?: number | null;
            readonly fall?: number | null;
            readonly hard?: readonly [
                number,
                number
            ] | null;
            /** @default [] */
            readonly neighbours?: readonly string[];
            readonly oscillation?: number | null;
            readonly rise?: number | null;
            readonly shift?: number | null;
            /** @default [] */
            readonly soft?: readonly (readonly [
                number,
                number
            ])[];
            readonly spike?: number | null;
            readonly stuck_s?: number | null;
        };
        /** @description A link that opens a seat once. */
        readonly LinkShape: {
            readonly url: string;
        };
        /** @description One TCP listener. */
        readonly ListenerShape: {
            readonly connections: number;
            readonly messages: number;
            readonly turned_away: number;
        };
        /** @description A login that was made just now; the password is shown here and never again. */
        readonly MadeShape: {
            readonly changed: string;
            readonly created: string;
            readonly label: string;
            readonly login: string;
            readonly password: string;
            readonly revoked: string | null;
            readonly stations: readonly string[];
        };
        /** @description Map layers as GeoJSON feature collections, and what lies under them. */
        readonly MapShape: {
            readonly approval: string;
            readonly basemap: components["schemas"]["BasemapShape"] | null;
            readonly credit: components["schemas"]["Words"];
            readonly divisions: {
                readonly [key: string]: unknown;
            };
            readonly rivers: {
                readonly [key: string]: unknown;
            };
        };
        /** @description A gauge is bad until some time; without ``until`` as long as nobody ends it. */
        readonly MarkBody: {
            /** @description First instant; now. */
            readonly from?: string | null;
            /**
             * @description Empty: everything the station measures.
             * @default
             */
            readonly property?: string;
            /**
             * @default unreliable
             * @enum {string}
             */
            readonly quality?: "doubtful" | "unreliable";
            readonly reason: string;
            readonly station: string;
            /** @description First instant that is good again. */
            readonly until?: string | null;
        };
        /** @description Marks, oldest first. */
        readonly MarkPage: {
            readonly items: readonly components["schemas"]["MarkShape"][];
            readonly next: string | null;
        };
        /** @description What a person says of a gauge. */
        readonly MarkShape: {
            readonly author: string;
            readonly ended: string | null;
            readonly ended_by: string;
            readonly from: string;
            readonly id: string;
            readonly made: string;
            readonly property: string;
            /** @enum {string} */
            readonly quality: "doubtful" | "unreliable";
            readonly reason: string;
            readonly station: string;
            readonly until: string | null;
            readonly void: boolean;
        };
        /** @description Which incidents are meant; at least one of rules, stations, division and hazards. */
        readonly MatcherBody: {
            /** @default  */
            readonly division?: string;
            /** @default [] */
            readonly hazards?: readonly string[];
            /**
             * @default yellow
             * @enum {string}
             */
            readonly level?: "none" | "blue" | "yellow" | "orange" | "red";
            /** @default [] */
            readonly rules?: readonly string[];
            /** @default [] */
            readonly stations?: readonly string[];
        };
        /** @description Which incidents are meant. */
        readonly MatcherShape: {
            readonly division: string;
            readonly hazards: readonly string[];
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly rules: readonly string[];
            readonly stations: readonly string[];
        };
        /** @description Which situation is merged into this one. */
        readonly MergeBody: {
            readonly other: string;
        };
        /** @description Text messages that would be sent. */
        readonly MessagesShape: {
            readonly contacts: number;
            readonly messages: number;
            readonly segments: number;
        };
        /** @description One thing that happened. */
        readonly MomentShape: {
            readonly act: string;
            readonly actor: string;
            readonly data: {
                readonly [key: string]: unknown;
            };
            readonly kind: string;
            readonly ref: string;
            readonly t: string;
            readonly text: components["schemas"]["Words"];
        };
        /** @description Nodes by name. */
        readonly NodePage: {
            readonly items: readonly components["schemas"]["NodeShape"][];
            readonly next: string | null;
        };
        /** @description How a node stands, by its own word. */
        readonly NodeShape: {
            readonly battery: number | null;
            readonly bundle: number;
            readonly dark: readonly string[];
            readonly divisions: readonly string[];
            readonly expired: boolean;
            readonly heard: string;
            readonly link: string;
            readonly mains: boolean | null;
            readonly name: string;
            readonly reported: readonly components["schemas"]["ReportedShape"][];
            readonly silent: boolean;
            readonly waiting: number;
        };
        /** @description What a person says along with an act. */
        readonly NoteBody: {
            /** @default  */
            readonly note?: string;
        };
        /** @description Readings, ascending. */
        readonly ObservationPage: {
            readonly items: readonly components["schemas"]["ObservationShape"][];
            readonly next: string | null;
        };
        /** @description One reading in the canonical unit; an aggregate has no ``q`` and ``why``. */
        readonly ObservationShape: {
            readonly q?: ("good" | "doubtful" | "unreliable") | null;
            readonly t: string;
            readonly v: number;
            readonly why?: readonly string[] | null;
        };
        /** @description One incident, with the way to what raised it. */
        readonly OneIncidentShape: {
            readonly acknowledged_at: string | null;
            readonly acknowledged_by: string;
            readonly assignee: string;
            readonly changed: string;
            readonly closed: string | null;
            readonly division: string;
            readonly escalated_to: string;
            readonly evidence: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly hazard: string;
            readonly id: string;
            readonly inhibited_by: readonly string[];
            readonly kind: string;
            readonly lat: number;
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly lon: number;
            readonly opened: string;
            /** @enum {string} */
            readonly peak: "none" | "blue" | "yellow" | "orange" | "red";
            readonly reasons: readonly components["schemas"]["ReasonShape"][];
            readonly remarks: readonly components["schemas"]["RemarkShape"][];
            readonly rule: string;
            readonly rule_link: string;
            readonly rule_version: number;
            readonly silenced_by: readonly string[];
            readonly situation: string;
            readonly state: string;
            readonly station: string;
            readonly station_name: string;
            readonly target: string;
            readonly title: components["schemas"]["Words"];
        };
        /** @description A document with its versions, oldest first. */
        readonly OneProcedureShape: {
            readonly at: string;
            readonly author: string;
            readonly id: string;
            readonly kind: string;
            readonly source: string;
            readonly version: number;
            readonly versions: readonly components["schemas"]["ProcedureVersionShape"][];
        };
        /** @description One version of a rule, with the text that its author wrote. */
        readonly OneRuleRecordShape: {
            readonly at: string;
            readonly author: string;
            readonly backtest: string | null;
            readonly document: {
                readonly [key: string]: unknown;
            };
            readonly effective_from: string | null;
            readonly effective_until: string | null;
            readonly enabled: boolean;
            readonly hazard: string;
            readonly id: string;
            readonly newest: number;
            readonly phase: components["schemas"]["Phase"];
            readonly reason: string;
            readonly removal: boolean;
            readonly restores: number | null;
            readonly sha256: string;
            readonly signatures: readonly components["schemas"]["SignatureShape"][];
            readonly signatures_needed: number;
            readonly source: string;
            readonly title: components["schemas"]["Words"];
            readonly version: number;
        };
        /** @description One situation with its members. */
        readonly OneSituationShape: {
            readonly apart: boolean;
            readonly basins: readonly string[];
            readonly changed: string;
            readonly closed: string | null;
            readonly counties: readonly string[];
            readonly division: string;
            readonly divisions: readonly string[];
            readonly family: string;
            readonly id: string;
            readonly incidents: readonly components["schemas"]["IncidentShape"][];
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly levels: {
                readonly [key: string]: number;
            };
            readonly members: number;
            readonly merged_into: string;
            readonly open: number;
            readonly opened: string;
            readonly parts: readonly string[];
            /** @enum {string} */
            readonly peak: "none" | "blue" | "yellow" | "orange" | "red";
            readonly state: string;
            readonly timeline: readonly components["schemas"]["MomentShape"][];
            readonly title: components["schemas"]["Words"];
        };
        /** @description One warning, with what whoever changes it must not lose. */
        readonly OneWarningShape: {
            readonly approvals: readonly components["schemas"]["ApprovalShape"][];
            readonly area: components["schemas"]["AreaShape"];
            readonly asking: components["schemas"]["AskingShape"] | null;
            readonly author: string;
            readonly contact: components["schemas"]["Words"];
            readonly content_hash: string;
            readonly created: string;
            readonly description: components["schemas"]["Words"];
            readonly division: string;
            readonly effective: string;
            readonly event: components["schemas"]["Words"];
            readonly expires: string;
            readonly extent: components["schemas"]["ExtentShape"] | null;
            readonly hazard: string;
            readonly headline: components["schemas"]["Words"];
            readonly id: string;
            readonly identifier: string;
            readonly impact: components["schemas"]["Words"];
            readonly incident: string | null;
            readonly incidents: readonly string[];
            readonly instruction: components["schemas"]["Words"];
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly msgType: string;
            readonly own: components["schemas"]["ChannelWords"];
            readonly references: readonly string[];
            readonly renew_at: string | null;
            readonly renewal: boolean;
            readonly renewal_due: boolean;
            readonly replaces: string | null;
            readonly retraction: components["schemas"]["RetractionShape"];
            readonly review: components["schemas"]["ReviewShape"] | null;
            readonly screen: components["schemas"]["Words"];
            readonly sender: string;
            readonly sender_name: string;
            readonly sent: string | null;
            readonly short: components["schemas"]["Words"];
            readonly sms: components["schemas"]["Words"];
            readonly stage: string;
            readonly station: string;
            readonly status: string;
            readonly steps: readonly components["schemas"]["StepShape"][];
            readonly target: {
                readonly [key: string]: unknown;
            } | null;
        };
        /** @description What a correction replaced. */
        readonly OriginalShape: {
            /** @enum {string} */
            readonly q: "good" | "doubtful" | "unreliable";
            readonly v: number;
            readonly why: readonly string[];
        };
        /** @description Who is asking; ``role`` and ``division`` are what the token allows. */
        readonly OwnShape: {
            readonly created: string;
            readonly display_name: string;
            readonly division: string;
            readonly email: string;
            readonly has_second_factor: boolean;
            readonly is_disabled: boolean;
            readonly must_change: boolean;
            readonly name: string;
            readonly oidc_subject: string;
            readonly phone: string;
            readonly recovery_codes_left: number;
            readonly role: components["schemas"]["Role"];
        };
        /** @description The water between a station and another one. */
        readonly PassageShape: {
            readonly longest_s: number | null;
            readonly shortest_s: number | null;
            readonly station: string;
        };
        /** @description A change of one's own password. */
        readonly PasswordBody: {
            /** Format: password */
            readonly new: string;
            /** Format: password */
            readonly old: string;
        };
        /** @description An incident that was open then. */
        readonly PastIncidentShape: {
            readonly division: string;
            readonly id: string;
            readonly kind: string;
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly opened: string;
            readonly rule: string;
            readonly station: string;
        };
        /** @description The newest reading of a datastream then. */
        readonly PastReadingShape: {
            /**
             * @default [
             *       0,
             *       0
             *     ]
             */
            readonly loc?: readonly [
                number,
                number
            ];
            readonly property: string;
            readonly q: string;
            readonly station: string;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly t: string;
            readonly v: number;
            readonly why: readonly string[];
        };
        /** @description Recorded runs, the newest first. */
        readonly PastRunPage: {
            readonly items: readonly components["schemas"]["PastRunShape"][];
            readonly next?: null;
        };
        /** @description A drill that was recorded. */
        readonly PastRunShape: {
            readonly before: string;
            readonly by: string;
            readonly drill: string;
            /** @enum {string} */
            readonly participants: "people" | "scripted" | "none";
            readonly rows: number;
            readonly run: string;
            readonly seed: number;
            readonly speed: number;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly started: string;
            readonly title: components["schemas"]["Words"];
        };
        /** @description Incidents and readings as they stood. */
        readonly PastShape: {
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly at: string;
            readonly incidents: readonly components["schemas"]["PastIncidentShape"][];
            readonly readings: readonly components["schemas"]["PastReadingShape"][];
        };
        /** @description Inhabitants, as far as they are known. */
        readonly PeopleShape: {
            readonly known: number | null;
            readonly of: number;
            readonly unknown_for: number;
        };
        /** @description Everything that is kept of one person. */
        readonly PersonalShape: {
            readonly answers: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly calls: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly confirm: string;
            readonly contacts: readonly components["schemas"]["ContactShape"][];
            readonly deliveries: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly inbound: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly person: string;
        };
        /**
         * @description Where a version stands; shown, and the same for everybody at one instant.
         * @enum {string}
         */
        readonly Phase: "proposed" | "scheduled" | "in_force" | "superseded" | "ended";
        /** @description What became of a file of places. */
        readonly PlaceImportShape: {
            readonly axes: string;
            readonly bounds: readonly number[] | null;
            readonly columns: {
                readonly [key: string]: string;
            };
            readonly crs: string;
            readonly crs_from: string;
            readonly datum: string;
            readonly dry_run: boolean;
            readonly encoding: string;
            readonly failed: number;
            readonly form: string;
            readonly gone: readonly string[];
            readonly items: readonly components["schemas"]["PlannedShape"][];
            readonly next: string | null;
            readonly notes: readonly string[];
            readonly stored: number;
            readonly summary: {
                readonly [key: string]: number;
            };
        };
        /** @description A village or a must-reach site on the board. */
        readonly PlaceShape: {
            readonly answers: readonly components["schemas"]["AnswerShape"][];
            readonly asked: readonly string[];
            readonly dark: string | null;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly deadline: string;
            readonly division: string;
            readonly headcount: number | null;
            readonly headcounts: readonly number[];
            readonly id: string;
            readonly is_contradictory: boolean;
            readonly kind: string;
            readonly knocked: string | null;
            readonly lat: number | null;
            readonly lon: number | null;
            readonly name: string;
            readonly people: number;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly since: string;
            readonly standing: string | null;
            readonly state: string;
            readonly told_up: string | null;
            readonly tries: number;
            readonly unread: number;
        };
        /** @description What became of one feature of a file. */
        readonly PlannedShape: {
            readonly change: string;
            readonly detail: string;
            readonly fields: readonly string[];
            readonly id: string;
            readonly name: string;
            readonly number: number;
            readonly repairs: readonly string[];
            readonly warnings: readonly string[];
        };
        /** @description Policies, by id; those that are built in last. */
        readonly PolicyPage: {
            readonly items: readonly components["schemas"]["PolicyShape"][];
            readonly next: string | null;
        };
        /** @description A release policy: its document, and who put it there. */
        readonly PolicyShape: {
            readonly at: string | null;
            readonly author: string;
            readonly built_in: boolean;
            readonly document: {
                readonly [key: string]: unknown;
            };
            readonly ended: boolean;
            readonly id: string;
            readonly version: number;
        };
        /** @description What would be told, and what it takes to tell it. */
        readonly PreviewShape: {
            readonly expires: string;
            readonly needs: string;
            readonly policy: string;
            readonly retraction: readonly components["schemas"]["PreviewTextShape"][];
            readonly texts: readonly components["schemas"]["PreviewTextShape"][];
            readonly troubles: readonly string[];
        };
        /** @description What one language's recipients read, see and hear, by channel. */
        readonly PreviewTextShape: {
            readonly contact: string;
            readonly description: string;
            readonly headline: string;
            readonly impact: string;
            readonly instruction: string;
            readonly language: string;
            readonly screen: string;
            readonly sms: components["schemas"]["SmsShape"];
            readonly voice: string;
        };
        /** @description An error (RFC 9457); programs rely on ``code``. */
        readonly ProblemShape: {
            readonly code: string;
            readonly detail: string;
            readonly errors?: readonly {
                readonly [key: string]: string;
            }[] | null;
            readonly status: number;
            readonly title: string;
            readonly type: string;
        };
        /** @description Documents, by id. */
        readonly ProcedurePage: {
            readonly items: readonly components["schemas"]["ProcedureShape"][];
            readonly next: string | null;
        };
        /** @description The newest version of a document. */
        readonly ProcedureShape: {
            readonly at: string;
            readonly author: string;
            readonly id: string;
            readonly kind: string;
            readonly source: string;
            readonly version: number;
        };
        /** @description One version of a document. */
        readonly ProcedureVersionShape: {
            readonly at: string;
            readonly author: string;
            readonly version: number;
        };
        /** @description The property table. */
        readonly PropertyPage: {
            readonly items: readonly components["schemas"]["PropertyShape"][];
            readonly next: string | null;
        };
        /** @description An observed property: canonical unit, plausible range, names. */
        readonly PropertyShape: {
            readonly domain: string;
            readonly en: string;
            readonly high: number;
            readonly key: string;
            readonly low: number;
            readonly unit: string;
            readonly zh: string;
        };
        /** @description What the messages say of their station; a proposal, never a fact. */
        readonly ProposalShape: {
            readonly codecs: readonly string[];
            readonly datastreams: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly division: string;
            readonly kind: string;
            readonly kinds: readonly string[];
            readonly unknown: readonly string[];
        };
        /** @description Whether people can sign in by a provider, and what it is called. */
        readonly ProviderShape: {
            readonly is_there: boolean;
            readonly title: string;
        };
        /** @description Quarantine, newest first. */
        readonly QuarantinePage: {
            readonly items: readonly components["schemas"]["QuarantineShape"][];
            readonly next: string | null;
        };
        /** @description A message that was not understood, with the reason; ``adopted`` is when it was read again, else null. */
        readonly QuarantineShape: {
            readonly adopted: string | null;
            readonly code: string;
            readonly detail: string;
            readonly id: number;
            readonly payload: string;
            readonly size: number;
            readonly station: string;
            readonly t: string;
            readonly topic: string;
        };
        /** @description The river below a station; one of ``to``, ``hours`` and ``distance_m`` says how far. */
        readonly ReachBody: {
            readonly distance_m?: number | null;
            readonly from: string;
            readonly hours?: number | null;
            readonly to?: string | null;
            /** @default 2000 */
            readonly width_m?: number;
        };
        /** @description A must-reach site within a target, and how many addresses answer for it. */
        readonly ReachedSiteShape: {
            readonly contacts: number;
            readonly division: string;
            readonly id: string;
            readonly kind: string;
            readonly name: string;
            readonly people: number;
        };
        /** @description Must-reach sites; at most 1,000 are listed. */
        readonly ReachedSitesShape: {
            readonly count: number;
            readonly items: readonly components["schemas"]["ReachedSiteShape"][];
        };
        /** @description A division within a target, and how many addresses it has of its own. */
        readonly ReachedVillageShape: {
            readonly code: string;
            readonly contacts: number;
            readonly name: string;
            readonly people: number | null;
        };
        /** @description Divisions; at most 1,000 are listed. */
        readonly ReachedVillagesShape: {
            readonly count: number;
            readonly items: readonly components["schemas"]["ReachedVillageShape"][];
        };
        /** @description Named checks; true, or why not. */
        readonly ReadyShape: {
            readonly checks: {
                readonly [key: string]: boolean | string;
            };
            readonly status: string;
        };
        /** @description Why a person stops or opens a channel. */
        readonly ReasonBody: {
            readonly reason: string;
        };
        /** @description Why the level changed, with one sentence a person would say. */
        readonly ReasonShape: {
            /** @enum {string} */
            readonly after: "none" | "blue" | "yellow" | "orange" | "red";
            /** @enum {string} */
            readonly before: "none" | "blue" | "yellow" | "orange" | "red";
            readonly change: string;
            readonly property: string;
            readonly reason: string;
            readonly t: string;
            readonly text: components["schemas"]["Words"];
            readonly threshold: number | null;
            readonly value: number | null;
        };
        /** @description Recovery codes; shown once, each opens once. */
        readonly RecoveryShape: {
            readonly recovery_codes: readonly string[];
        };
        /** @description What was refused, newest first. */
        readonly RefusalPage: {
            readonly items: readonly components["schemas"]["RefusalShape"][];
            readonly next: string | null;
        };
        /** @description What was refused, and why. */
        readonly RefusalShape: {
            readonly code: string;
            readonly count: number;
            readonly detail: string;
            readonly id: string;
            readonly received: string;
            readonly sha256: string;
            readonly source: string;
            readonly via: string;
        };
        /** @description What a person said. */
        readonly RemarkShape: {
            readonly author: string;
            readonly t: string;
            readonly text: string;
        };
        /** @description A danger that a node told in a short message, before its facts arrived. */
        readonly ReportedShape: {
            readonly acknowledged: boolean;
            readonly division: string;
            readonly hazard: string;
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly opened: string;
        };
        /** @description What a device is asked for. */
        readonly RequestBody: {
            /** @enum {string} */
            readonly command: "read_time" | "set_time" | "read_now";
        };
        /** @description The words that will take the warning back, by language; empty for a Cancel. */
        readonly RetractionShape: {
            readonly description: {
                readonly [key: string]: string;
            };
            readonly headline: {
                readonly [key: string]: string;
            };
        };
        /** @description What must be looked at afterwards, because nobody did before; ``due`` until somebody signs. */
        readonly ReviewShape: {
            readonly at: string | null;
            readonly by: string;
            readonly due: boolean;
            readonly note: string;
            readonly since: string;
            readonly why: string;
        };
        /** @description Rivers, by id. */
        readonly RiverPage: {
            readonly items: readonly components["schemas"]["RiverShape"][];
            readonly next: string | null;
        };
        /** @description A river as its document says it. */
        readonly RiverShape: {
            /** @default  */
            readonly basin?: string;
            readonly id: string;
            /** @default  */
            readonly into?: string;
            readonly junctions?: {
                readonly [key: string]: string;
            };
            readonly name: string;
            readonly reaches: readonly {
                readonly [key: string]: unknown;
            }[];
            /** @default  */
            readonly source?: string;
        };
        /**
         * @description What a person may do; each role but the last may do what the one before it may.
         * @enum {string}
         */
        readonly Role: "viewer" | "officer" | "approver" | "commander" | "administrator" | "organiser";
        /** @description Where to go back to, and why. */
        readonly RollbackBody: {
            /** @default  */
            readonly reason?: string;
            readonly version?: number | null;
        };
        /** @description Whom to call now; for ``call`` only. */
        readonly RollCallActBody: {
            /** @default  */
            readonly person?: string;
            readonly place?: string | null;
        };
        /** @description Roll calls, newest first. */
        readonly RollCallPage: {
            readonly items: readonly components["schemas"]["RollCallRow"][];
            readonly next: string | null;
        };
        /** @description A roll call in a list. */
        readonly RollCallRow: {
            readonly actor: string;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly changed: string;
            readonly counts: components["schemas"]["CountsShape"];
            readonly deadline_s: number;
            readonly division: string;
            readonly ended: string | null;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly expires: string;
            readonly hazard: string;
            readonly id: string;
            readonly identifier: string;
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly people: {
                readonly [key: string]: number;
            };
            readonly quorum: number;
            readonly round: number;
            readonly site_counts: components["schemas"]["CountsShape"];
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly started: string;
            readonly state: string;
            readonly status: string;
            readonly uncovered: readonly string[];
            readonly warning: string;
        };
        /** @description The live board of a roll call. */
        readonly RollCallShape: {
            readonly actor: string;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly changed: string;
            readonly counts: components["schemas"]["CountsShape"];
            readonly deadline_s: number;
            readonly division: string;
            readonly ended: string | null;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly expires: string;
            readonly hazard: string;
            readonly id: string;
            readonly identifier: string;
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly people: {
                readonly [key: string]: number;
            };
            readonly places: readonly components["schemas"]["PlaceShape"][];
            readonly quorum: number;
            readonly round: number;
            readonly site_counts: components["schemas"]["CountsShape"];
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly started: string;
            readonly state: string;
            readonly status: string;
            readonly uncovered: readonly string[];
            readonly warning: string;
        };
        /** @description The shifts of one's subtree, all of them. */
        readonly RosterBody: {
            readonly shifts: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly version?: string | null;
        };
        /** @description The shifts of one's subtree. */
        readonly RosterShape: {
            readonly shifts: readonly components["schemas"]["ShiftShape"][];
            readonly version: string;
        };
        /** @description What differs between two versions, by the path of each field. */
        readonly RuleDiffShape: {
            readonly changes: {
                readonly [key: string]: components["schemas"]["FieldChange"];
            };
            readonly from: number;
            readonly rule: string;
            readonly to: number;
        };
        /** @description What came of an import. */
        readonly RuleImportShape: {
            readonly dry_run: boolean;
            readonly items: readonly components["schemas"]["ImportedRule"][];
            readonly next: string | null;
            readonly stored: number;
        };
        /** @description Versions of rules. */
        readonly RuleRecordPage: {
            readonly items: readonly components["schemas"]["RuleRecordShape"][];
            readonly next: string | null;
        };
        /** @description A version of a rule; ``document`` is what ``PUT`` takes. */
        readonly RuleRecordShape: {
            readonly at: string;
            readonly author: string;
            readonly backtest: string | null;
            readonly document: {
                readonly [key: string]: unknown;
            };
            readonly effective_from: string | null;
            readonly effective_until: string | null;
            readonly enabled: boolean;
            readonly hazard: string;
            readonly id: string;
            readonly newest: number;
            readonly phase: components["schemas"]["Phase"];
            readonly reason: string;
            readonly removal: boolean;
            readonly restores: number | null;
            readonly sha256: string;
            readonly signatures: readonly components["schemas"]["SignatureShape"][];
            readonly signatures_needed: number;
            readonly title: components["schemas"]["Words"];
            readonly version: number;
        };
        /** @description A drill that this server has started. */
        readonly RunningDrillShape: {
            readonly by: string;
            readonly drill: string;
            /** @enum {string} */
            readonly participants: "people" | "scripted" | "none";
            readonly run: string;
            readonly seats: readonly components["schemas"]["SeatShape"][];
            readonly seed: number;
            readonly speed: number;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly started: string;
            /** @enum {string} */
            readonly state: "starting" | "running" | "over" | "failed";
            readonly title: components["schemas"]["Words"];
            readonly trouble: string;
        };
        /** @description Screens. */
        readonly ScreenPage: {
            readonly items: readonly components["schemas"]["ScreenShape"][];
            readonly next: string | null;
        };
        /** @description A screen on a wall. */
        readonly ScreenShape: {
            readonly division: string;
            readonly id: string;
            readonly lost: string | null;
            readonly name: string;
            readonly place: string;
            readonly registered: string;
            readonly seen: string;
        };
        /** @description Which seat. */
        readonly SeatBody: {
            readonly user: string;
        };
        /** @description A place at the table. */
        readonly SeatShape: {
            readonly division: string;
            readonly role: string;
            readonly user: string;
        };
        /** @description Who signs in. */
        readonly SessionBody: {
            /** Format: password */
            readonly password: string;
            readonly totp?: string | null;
            readonly user: string;
        };
        /** @description A new session; the token is shown once. */
        readonly SessionShape: {
            readonly expires: string;
            readonly token: string;
            readonly user: components["schemas"]["SessionUser"];
        };
        /** @description Who is signed in. */
        readonly SessionUser: {
            readonly display_name: string;
            readonly division: string;
            readonly must_change: boolean;
            readonly must_enrol: boolean;
            readonly name: string;
            readonly role: components["schemas"]["Role"];
        };
        /** @description A watch that comes back until it ends; hours are those of Beijing. */
        readonly ShiftShape: {
            readonly begins: string;
            readonly division: string;
            readonly ends: string;
            readonly override: boolean;
            readonly post: string;
            readonly since: string;
            readonly teams: readonly (readonly string[])[];
            readonly turn_days: number;
            readonly until: string | null;
            readonly weekdays: readonly number[];
        };
        /** @description A drill that may be started. */
        readonly ShippedDrillShape: {
            readonly expected: number;
            readonly id: string;
            readonly injects: number;
            readonly length_s: number;
            /** @enum {string} */
            readonly participants: "people" | "scripted" | "none";
            readonly roles: readonly string[];
            readonly seed: number;
            readonly speed: number;
            /**
             * Format: date-time
             * @example 2026-07-19T06:03:22Z
             */
            readonly start: string;
            readonly story: components["schemas"]["Words"];
            readonly title: components["schemas"]["Words"];
        };
        /** @description The signature of a second person. */
        readonly SignatureShape: {
            readonly at: string;
            readonly note: string;
            readonly sha256: string;
            readonly signer: string;
        };
        /** @description Which version is signed. */
        readonly SignBody: {
            /** @default  */
            readonly note?: string;
            /** @default  */
            readonly sha256?: string;
            readonly version: number;
        };
        /** @description A silence: what, why, from when until when. */
        readonly SilenceBody: {
            /** Format: date-time */
            readonly end: string;
            /** @default false */
            readonly maintenance?: boolean;
            readonly matcher: components["schemas"]["MatcherBody"];
            readonly reason: string;
            readonly start?: string | null;
        };
        /** @description Silences, newest first. */
        readonly SilencePage: {
            readonly items: readonly components["schemas"]["SilenceShape"][];
            readonly next: string | null;
        };
        /** @description What a person said, and whether it holds. */
        readonly SilenceShape: {
            readonly author: string;
            readonly end: string;
            readonly ended: string | null;
            readonly ended_by: string;
            readonly id: string;
            readonly made: string;
            readonly maintenance: boolean;
            readonly matcher: components["schemas"]["MatcherShape"];
            readonly reason: string;
            readonly start: string;
            readonly state: string;
        };
        /** @description A must-reach site. */
        readonly SiteBody: {
            /** @example 411528 */
            readonly division: string;
            readonly lat: number;
            readonly lon: number;
            readonly name: string;
            /** @default  */
            readonly note?: string;
            /** @default 0 */
            readonly people?: number;
            readonly type: components["schemas"]["SiteKind"];
        };
        /**
         * @description What it is.
         * @enum {string}
         */
        readonly SiteKind: "school" | "care_home" | "hospital" | "camp" | "mine" | "scenic" | "construction";
        /** @description Must-reach sites, by id. */
        readonly SitePage: {
            readonly items: readonly components["schemas"]["api__schema__site__SiteShape"][];
            readonly next: string | null;
        };
        /** @description Situations, newest first. */
        readonly SituationPage: {
            readonly items: readonly components["schemas"]["SituationShape"][];
            readonly next: string | null;
        };
        /** @description Incidents of one cause. */
        readonly SituationShape: {
            readonly apart: boolean;
            readonly basins: readonly string[];
            readonly changed: string;
            readonly closed: string | null;
            readonly counties: readonly string[];
            readonly division: string;
            readonly family: string;
            readonly id: string;
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly levels: {
                readonly [key: string]: number;
            };
            readonly members: number;
            readonly merged_into: string;
            readonly open: number;
            readonly opened: string;
            /** @enum {string} */
            readonly peak: "none" | "blue" | "yellow" | "orange" | "red";
            readonly state: string;
            readonly title: components["schemas"]["Words"];
        };
        /** @description A text message: what is sent, its length in UTF-16 units, and the parts in which it travels. */
        readonly SmsShape: {
            readonly length: number;
            readonly segments: readonly string[];
            readonly text: string;
        };
        /** @description An agency that is believed, and how the reading of its feeds goes. */
        readonly SourceShape: {
            readonly divisions: readonly string[];
            readonly name: string;
            readonly needs_signature: boolean;
            readonly pins: readonly string[];
            readonly senders: readonly string[];
        };
        /** @description Agencies that are believed. */
        readonly SourcesShape: {
            readonly feeds: readonly components["schemas"]["FeedShape"][];
            readonly sources: readonly components["schemas"]["SourceShape"][];
        };
        /** @description What becomes a situation of its own: some members, or a situation that was merged into this one. */
        readonly SplitBody: {
            /** @default [] */
            readonly incidents?: readonly string[];
            /** @default  */
            readonly other?: string;
        };
        /**
         * @description Where a warning stands between draft and end.
         * @enum {string}
         */
        readonly Stage: "draft" | "reviewed" | "issued" | "rejected" | "superseded" | "cancelled" | "expired";
        /**
         * @description How a village stands, by its own word.
         * @enum {string}
         */
        readonly Standing: "heard" | "safe" | "moving" | "help" | "unclear";
        /** @description Which drill, and how; what is left out is the drill's own. */
        readonly StartBody: {
            readonly drill: string;
            readonly participants?: ("people" | "scripted" | "none") | null;
            readonly seed?: number | null;
            readonly speed?: number | null;
        };
        /** @description A station as it is put; ``canonical_unit`` and what is known of the way to it are read-only and ignored. */
        readonly StationBody: {
            readonly addresses?: {
                readonly [key: string]: string;
            };
            readonly clock_offset_s?: number | null;
            /** @default [] */
            readonly datastreams?: readonly components["schemas"]["DatastreamBody"][];
            /** @default false */
            readonly demo?: boolean;
            /** @example 411528 */
            readonly division: string;
            /** @default  */
            readonly gateway?: string;
            readonly groups?: {
                readonly [key: string]: string;
            };
            readonly heard?: string | null;
            readonly id?: string | null;
            /** @default other */
            readonly kind?: components["schemas"]["StationKind"];
            readonly lat: number;
            readonly lon: number;
            readonly lost?: number | null;
            readonly name?: string | null;
            readonly notes?: {
                readonly [key: string]: string;
            };
            readonly online?: boolean | null;
            readonly presence?: string | null;
            /** @default  */
            readonly river?: string;
        };
        /**
         * @description What a station is, in the field's words.
         * @enum {string}
         */
        readonly StationKind: "river_gauge" | "reservoir" | "rain_gauge" | "air" | "water_quality" | "soil" | "weather" | "camera" | "moving" | "other";
        /** @description A page of stations, by id. */
        readonly StationPage: {
            readonly items: readonly components["schemas"]["StationShape"][];
            readonly next: string | null;
        };
        /** @description A station; ``online`` is null while it has said nothing of itself. */
        readonly StationShape: {
            readonly addresses: {
                readonly [key: string]: string;
            };
            readonly clock_offset_s: number | null;
            readonly datastreams: readonly components["schemas"]["DatastreamShape"][];
            readonly demo: boolean;
            readonly division: string;
            readonly gateway: string;
            readonly groups: {
                readonly [key: string]: string;
            };
            readonly heard: string | null;
            readonly id: string;
            readonly kind: string;
            readonly lat: number;
            readonly lon: number;
            readonly lost: number | null;
            readonly name: string;
            readonly notes: {
                readonly [key: string]: string;
            };
            readonly online: boolean | null;
            readonly presence: string;
            readonly river: string;
        };
        /**
         * @description A status as it stands in an address.
         * @enum {string}
         */
        readonly StatusName: "actual" | "exercise" | "test";
        /** @description Who did what, when and why. */
        readonly StepShape: {
            readonly act: string;
            readonly actor: string;
            readonly at: string;
            readonly note: string;
        };
        /** @description The words of one language, without marks. */
        readonly SuggestedTextShape: {
            readonly contact: string;
            readonly description: string;
            readonly headline: string;
            readonly impact: string;
            readonly instruction: string;
            readonly language: string;
        };
        /** @description What templates say. */
        readonly SuggestionShape: {
            readonly texts: readonly components["schemas"]["SuggestedTextShape"][];
            readonly troubles: readonly string[];
        };
        /** @description The installation. */
        readonly SystemShape: {
            readonly demo: boolean;
            readonly edition: string;
            readonly name: string;
            readonly online: number;
            readonly server_time: string;
            readonly stations: number;
            readonly version: string;
        };
        /** @description What became of a message that was handed in. */
        readonly TakenShape: {
            readonly message: components["schemas"]["ForeignShape"];
            readonly outcome: string;
        };
        /** @description Where a warning is aimed; whatever is named in several ways counts once. Positions are [lon, lat]. */
        readonly TargetBody: {
            readonly circles?: readonly components["schemas"]["CircleBody"][];
            readonly divisions?: readonly string[];
            readonly fences?: readonly string[];
            readonly groups?: readonly string[];
            readonly polygons?: readonly (readonly (readonly [
                number,
                number
            ])[])[];
            readonly reaches?: readonly components["schemas"]["ReachBody"][];
        };
        /** @description What is previewed: a target, a division, or a warning that is there. */
        readonly TargetPreviewBody: {
            /** @default 0 */
            readonly buffer_m?: number;
            readonly division?: string | null;
            /** @default false */
            readonly repair?: boolean;
            /** @default  */
            readonly sms?: string;
            readonly target?: components["schemas"]["TargetBody"] | null;
            readonly warning?: string | null;
        };
        /** @description Whom a target would reach. */
        readonly TargetPreviewShape: {
            readonly area: {
                readonly [key: string]: unknown;
            };
            readonly channels: {
                readonly [key: string]: number;
            };
            readonly confirm: string;
            readonly contacts: number;
            readonly division: string;
            readonly km2: number | null;
            readonly large: string;
            readonly notes: readonly string[];
            readonly people: components["schemas"]["PeopleShape"];
            readonly problems: readonly components["schemas"]["TargetProblemShape"][];
            readonly sites: components["schemas"]["ReachedSitesShape"];
            readonly sms: components["schemas"]["MessagesShape"] | null;
            readonly target: {
                readonly [key: string]: unknown;
            };
            readonly villages: components["schemas"]["ReachedVillagesShape"];
            readonly without_contact: components["schemas"]["ReachedVillagesShape"];
        };
        /** @description What must be known before the warning goes on. */
        readonly TargetProblemShape: {
            readonly code: string;
            readonly detail: string;
        };
        /** @description What is said along with an answer to a task. */
        readonly TaskBody: {
            /** @default [] */
            readonly evidence?: readonly string[];
            /** @default  */
            readonly note?: string;
        };
        /** @description Tasks, newest first. */
        readonly TaskPage: {
            readonly items: readonly components["schemas"]["TaskShape"][];
            readonly next: string | null;
        };
        /** @description One thing to be done by somebody, by when. */
        readonly TaskShape: {
            readonly changed: string;
            readonly division: string;
            readonly due: string;
            readonly hazard: string;
            readonly id: string;
            readonly incident: string;
            readonly item: string;
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly opened: string;
            readonly place: string;
            readonly plan: string;
            readonly plan_version: number;
            readonly reached: number;
            readonly sent: string | null;
            readonly state: string;
            readonly steps: readonly components["schemas"]["TaskStepShape"][];
            readonly taken_by: string;
            readonly verb: string;
            readonly what: components["schemas"]["Words"];
            readonly who: components["schemas"]["WhoShape"];
        };
        /**
         * @description How far a task is.
         * @enum {string}
         */
        readonly TaskState: "open" | "accepted" | "overdue" | "done" | "refused";
        /** @description What was said of it. */
        readonly TaskStepShape: {
            readonly act: string;
            readonly actor: string;
            readonly evidence: readonly string[];
            readonly note: string;
            readonly t: string;
        };
        /** @description Templates, by id; those that are shipped last. */
        readonly TemplatePage: {
            readonly items: readonly components["schemas"]["TemplateShape"][];
            readonly next: string | null;
        };
        /** @description A template: its document, and who put it there. */
        readonly TemplateShape: {
            readonly at: string | null;
            readonly author: string;
            readonly document: {
                readonly [key: string]: unknown;
            };
            readonly ended: boolean;
            readonly id: string;
            readonly shipped: boolean;
            readonly version: number;
        };
        /** @description A link test that was queued. */
        readonly TestedShape: {
            readonly channel: string;
            readonly delivery: string;
        };
        /** @description What one rule thought; ``last`` is what it said last, null when nothing in the time that was replayed. */
        readonly ThoughtShape: {
            readonly facts: {
                readonly [key: string]: number | string;
            };
            readonly last: {
                readonly [key: string]: unknown;
            } | null;
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly levels: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly lines: readonly components["schemas"]["Words"][];
            readonly readings: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly rule: string;
            readonly target: string;
            readonly title: components["schemas"]["Words"];
            readonly version: number;
        };
        /** @description What happened, oldest first. */
        readonly TimelineShape: {
            readonly items: readonly components["schemas"]["MomentShape"][];
        };
        /** @description A token that has leaked. */
        readonly TokenBody: {
            readonly token: string;
        };
        /** @description What every rule that judges a datastream thought at an instant. */
        readonly TraceShape: {
            readonly at: string;
            readonly broken: readonly {
                readonly [key: string]: string;
            }[];
            readonly corrections: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly marks: readonly {
                readonly [key: string]: unknown;
            }[];
            readonly property: string;
            readonly rules: readonly components["schemas"]["ThoughtShape"][];
            readonly since: string;
            readonly station: string;
            readonly unit: string;
        };
        /** @description A change of a target's level. */
        readonly TransitionShape: {
            /** @enum {string} */
            readonly after: "none" | "blue" | "yellow" | "orange" | "red";
            /** @enum {string} */
            readonly before: "none" | "blue" | "yellow" | "orange" | "red";
            readonly change: string;
            readonly property: string;
            readonly reason: string;
            readonly t: string;
            readonly target: string;
            readonly threshold: number | null;
            readonly value: number | null;
        };
        /**
         * @description A person as an administrator puts one; a password set for somebody else has to be changed at first login.
         *
         *     What is left out stays as it was; a new person gets the division of who adds them.
         */
        readonly UserBody: {
            readonly display_name?: string | null;
            readonly division?: string | null;
            readonly email?: string | null;
            readonly is_disabled?: boolean | null;
            readonly oidc_subject?: string | null;
            readonly password?: string | null;
            readonly phone?: string | null;
            readonly role: components["schemas"]["Role"];
        };
        /** @description People, by name. */
        readonly UserPage: {
            readonly items: readonly components["schemas"]["UserShape"][];
            readonly next: string | null;
        };
        /** @description A person. */
        readonly UserShape: {
            readonly created: string;
            readonly display_name: string;
            readonly division: string;
            readonly email: string;
            readonly is_disabled: boolean;
            readonly must_change: boolean;
            readonly name: string;
            readonly oidc_subject: string;
            readonly phone: string;
            readonly role: components["schemas"]["Role"];
        };
        /** @description What a check of the journal found. */
        readonly VerdictShape: {
            readonly broken: components["schemas"]["BrokenShape"] | null;
            readonly is_all: boolean;
            readonly rows: number;
            readonly until: number;
        };
        /** @description One version of a division. */
        readonly VersionShape: {
            readonly at: string;
            readonly author: string;
            readonly ended: boolean;
            readonly has_area: boolean;
            readonly name: string;
            readonly version: number;
        };
        /** @description Unregistered stations, the newest first. */
        readonly WaitingPage: {
            readonly items: readonly components["schemas"]["WaitingShape"][];
            readonly next: string | null;
        };
        /** @description A station that publishes without being registered. */
        readonly WaitingShape: {
            readonly count: number;
            readonly first: string;
            readonly last: string;
            readonly name: string;
            readonly proposed: components["schemas"]["ProposalShape"];
            readonly sample: string;
            readonly topic: string;
        };
        /** @description What a person says along with an act; ``content_hash`` binds an approval to what was read. */
        readonly WarningActBody: {
            readonly content_hash?: string | null;
            /** @default  */
            readonly note?: string;
        };
        /** @description A warning about an incident (``incident`` alone or with words of one's own), or one written by hand. */
        readonly WarningBody: {
            readonly confirm?: string | null;
            readonly contact?: components["schemas"]["WordsBody"] | null;
            readonly description?: components["schemas"]["WordsBody"] | null;
            readonly division?: string | null;
            readonly expires_in_s?: number | null;
            readonly hazard?: string | null;
            readonly headline?: components["schemas"]["WordsBody"] | null;
            readonly impact?: components["schemas"]["WordsBody"] | null;
            readonly incident?: string | null;
            readonly instruction?: components["schemas"]["WordsBody"] | null;
            readonly level?: ("none" | "blue" | "yellow" | "orange" | "red") | null;
            readonly short?: components["schemas"]["WordsBody"] | null;
            readonly sms?: components["schemas"]["WordsBody"] | null;
            readonly target?: components["schemas"]["TargetBody"] | null;
        };
        /** @description The words and the span of a draft. */
        readonly WarningEditBody: {
            readonly confirm?: string | null;
            readonly contact?: components["schemas"]["WordsBody"] | null;
            readonly description: components["schemas"]["WordsBody"];
            readonly expires_in_s?: number | null;
            readonly headline: components["schemas"]["WordsBody"];
            readonly impact?: components["schemas"]["WordsBody"] | null;
            readonly instruction?: components["schemas"]["WordsBody"] | null;
            readonly short?: components["schemas"]["WordsBody"] | null;
            readonly sms?: components["schemas"]["WordsBody"] | null;
            readonly target?: components["schemas"]["TargetBody"] | null;
        };
        /** @description Warnings, newest first. */
        readonly WarningPage: {
            readonly items: readonly components["schemas"]["WarningShape"][];
            readonly next: string | null;
        };
        /** @description A warning. */
        readonly WarningShape: {
            readonly approvals: readonly components["schemas"]["ApprovalShape"][];
            readonly area: components["schemas"]["AreaShape"];
            readonly asking: components["schemas"]["AskingShape"] | null;
            readonly author: string;
            readonly contact: components["schemas"]["Words"];
            readonly content_hash: string;
            readonly created: string;
            readonly description: components["schemas"]["Words"];
            readonly division: string;
            readonly effective: string;
            readonly event: components["schemas"]["Words"];
            readonly expires: string;
            readonly extent: components["schemas"]["ExtentShape"] | null;
            readonly hazard: string;
            readonly headline: components["schemas"]["Words"];
            readonly id: string;
            readonly identifier: string;
            readonly impact: components["schemas"]["Words"];
            readonly incident: string | null;
            readonly incidents: readonly string[];
            readonly instruction: components["schemas"]["Words"];
            /** @enum {string} */
            readonly level: "none" | "blue" | "yellow" | "orange" | "red";
            readonly msgType: string;
            readonly references: readonly string[];
            readonly renew_at: string | null;
            readonly renewal: boolean;
            readonly renewal_due: boolean;
            readonly replaces: string | null;
            readonly retraction: components["schemas"]["RetractionShape"];
            readonly review: components["schemas"]["ReviewShape"] | null;
            readonly screen: components["schemas"]["Words"];
            readonly sender: string;
            readonly sender_name: string;
            readonly sent: string | null;
            readonly short: components["schemas"]["Words"];
            readonly sms: components["schemas"]["Words"];
            readonly stage: string;
            readonly station: string;
            readonly status: string;
            readonly steps: readonly components["schemas"]["StepShape"][];
            readonly target: {
                readonly [key: string]: unknown;
            } | null;
        };
        /** @description What lies above and below a station. */
        readonly WaterwayShape: {
            readonly basin: string;
            readonly downstream: readonly components["schemas"]["PassageShape"][];
            readonly station: string;
            readonly upstream: readonly components["schemas"]["PassageShape"][];
        };
        /** @description A division with its area and history. */
        readonly WholeDivisionShape: {
            readonly children: number;
            readonly code: string;
            readonly geometry: {
                readonly [key: string]: unknown;
            } | null;
            readonly has_area: boolean;
            readonly lat: number | null;
            readonly lon: number | null;
            readonly name: string;
            readonly parent: string | null;
            readonly path: string;
            readonly people: number | null;
            readonly radius_m: number | null;
            readonly rank: string;
            readonly versions: readonly components["schemas"]["VersionShape"][];
        };
        /** @description Who is to do it. */
        readonly WhoShape: {
            readonly kind: string;
            readonly name: string;
        };
        /** @description What happened, in a clause; a language that is left out gets no words. */
        readonly WhyBody: {
            /** @default  */
            readonly en?: string;
            readonly zh: string;
        };
        /** @description What a person wants words for; ``target`` or ``division`` or both. */
        readonly WishBody: {
            readonly division?: string | null;
            readonly expires_in_s?: number | null;
            /** @example 11A01 */
            readonly hazard: string;
            /** @enum {string} */
            readonly level: "blue" | "yellow" | "orange" | "red";
            readonly target?: components["schemas"]["TargetBody"] | null;
            readonly why: components["schemas"]["WhyBody"];
        };
        /** @description One text in Chinese and English. */
        readonly Words: {
            /** @default  */
            readonly en?: string;
            readonly zh: string;
        };
        /** @description One text in Chinese and, if there is one, English. */
        readonly WordsBody: {
            /** @default  */
            readonly en?: string;
            readonly zh: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
