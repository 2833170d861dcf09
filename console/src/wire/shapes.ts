/** The JSON that the API speaks, as far as this page reads it. Instants are RFC 3339 in UTC. */

export type LevelKey = 'none' | 'blue' | 'yellow' | 'orange' | 'red';

/** A text in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface Datastream {
  readonly property: string;
  readonly unit: string;
  readonly interval_s: number;
  readonly canonical_unit: string;
}

/** `heard`: it sends, and has never said anything of itself. */
export type Presence = 'online' | 'offline' | 'heard' | 'never_seen';

export interface Station {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly division: string;
  readonly lon: number;
  readonly lat: number;
  readonly river: string;
  readonly demo: boolean;
  readonly notes: Readonly<Record<string, string>>;
  /** What the device itself says; null when it has never said anything. */
  readonly online: boolean | null;
  readonly presence: Presence;
  /** When its last reading or event arrived; up to a minute old. */
  readonly heard: string | null;
  /** Seconds by which its clock is ahead of the server's, negative when it is behind. */
  readonly clock_offset_s: number | null;
  /** Messages that never came, by the gaps in its running number; null when it sends none. */
  readonly lost: number | null;
  readonly datastreams: readonly Datastream[];
}

export interface ObservedProperty {
  readonly key: string;
  readonly domain: string;
  readonly unit: string;
  readonly zh: string;
  readonly en: string;
  readonly low: number;
  readonly high: number;
}

export type QualityKey = 'good' | 'doubtful' | 'unreliable';

export interface LatestItem {
  readonly station: string;
  readonly property: string;
  readonly t: string;
  readonly v: number;
  readonly q: QualityKey;
  /** The checks that said something. */
  readonly why?: readonly string[];
  /** Where a moving station is, longitude and latitude. */
  readonly loc?: readonly [number, number];
}

export interface Observation {
  readonly t: string;
  readonly v: number;
  readonly q?: QualityKey;
  readonly why?: readonly string[];
}

export interface Reason {
  readonly t: string;
  readonly change: string;
  readonly before: LevelKey;
  readonly after: LevelKey;
  readonly reason: string;
  readonly property: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly text: Bilingual;
}

/** What a person says of a gauge: trusted no further than this, for a time. */
export interface GaugeMark {
  readonly id: string;
  readonly station: string;
  /** Empty: everything the station measures. */
  readonly property: string;
  readonly quality: QualityKey;
  readonly from: string;
  readonly until: string | null;
  readonly author: string;
  readonly reason: string;
  readonly made: string;
}

/** A transition that is true and not yet written. */
export interface ProvisionalItem {
  readonly rule: string;
  readonly version: number;
  readonly station: string;
  readonly change: 'raise' | 'lower' | 'clear' | 'lost';
  readonly before: LevelKey;
  readonly level: LevelKey;
  readonly at: string;
  readonly reason: string;
  readonly property: string;
  readonly value: number | null;
  readonly threshold: number | null;
}

export type IncidentState = 'open' | 'acknowledged' | 'assigned' | 'in_progress' | 'cleared' | 'closed';

/** A danger, or what we have stopped seeing, hearing or reaching. */
export type IncidentKind = 'hazard' | 'lost' | 'dark_village' | 'channel_lost' | 'screen_lost';

export interface Incident {
  readonly id: string;
  readonly rule: string;
  readonly rule_version: number;
  readonly hazard: string;
  readonly title: Bilingual;
  readonly station: string;
  readonly station_name: string;
  readonly target: string;
  readonly division: string;
  readonly lon: number;
  readonly lat: number;
  readonly kind: IncidentKind;
  readonly level: LevelKey;
  readonly peak: LevelKey;
  readonly state: IncidentState;
  readonly opened: string;
  readonly changed: string;
  readonly closed: string | null;
  readonly acknowledged_by: string;
  readonly acknowledged_at: string | null;
  readonly assignee: string;
  readonly reasons: readonly Reason[];
  /** Whom it went up to last; empty: nobody. */
  readonly escalated_to: string;
  /** Situation that it belongs to; empty: none. */
  readonly situation: string;
  /** Incidents that stand for it: nothing goes out about it, and no screen sounds. */
  readonly inhibited_by: readonly string[];
  /** Silences that hold for it. */
  readonly silenced_by: readonly string[];
  readonly evidence: readonly Exhibit[];
}

/** Evidence that a person attached: a picture by its hash, or a stretch of readings. */
export interface Exhibit {
  readonly kind: 'image' | 'series';
  readonly note: string;
  readonly sha256?: string;
  readonly station?: string;
  readonly property?: string;
}

/** Incidents of one cause. */
export interface Situation {
  readonly id: string;
  readonly title: Bilingual;
  readonly counties: readonly string[];
  readonly level: LevelKey;
  readonly state: 'open' | 'closed';
  /** Members that are not closed. */
  readonly open: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly opened: string;
  readonly changed: string;
  readonly merged_into: string;
}

export type TaskState = 'open' | 'accepted' | 'overdue' | 'done' | 'refused';

/** One thing to be done by somebody, by when. */
export interface Task {
  readonly id: string;
  readonly incident: string;
  readonly verb: string;
  readonly who: { readonly kind: string; readonly name: string };
  readonly what: Bilingual;
  readonly place: string;
  readonly state: TaskState;
  readonly opened: string;
  readonly due: string;
  readonly changed: string;
  readonly taken_by: string;
  readonly sent: string | null;
  /** How many people it was sent to; 0 with `sent`: there is nobody. */
  readonly reached: number;
}

/** One thing that happened about an incident. */
export interface Moment {
  readonly t: string;
  readonly kind: string;
  readonly act: string;
  readonly actor: string;
  readonly text: Bilingual;
  readonly ref: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Stage = 'draft' | 'reviewed' | 'issued' | 'rejected' | 'superseded' | 'cancelled' | 'expired';

export interface Step {
  readonly at: string;
  readonly actor: string;
  readonly act: string;
  readonly note: string;
}

/** A person's word that a draft may go out; `content_hash` says what was read. */
export interface Approval {
  readonly at: string;
  readonly person: string;
  readonly content_hash: string;
}

/** Who is asked now, until when; `turn` counts from 0. */
export interface Asking {
  readonly policy: string;
  readonly needs: string;
  readonly turn: number;
  readonly role: string;
  readonly duty: string;
  readonly asked: readonly string[];
  readonly since: string;
  readonly deadline: string | null;
  readonly overdue: boolean;
}

/** What must be looked at afterwards, because nobody did before. */
export interface Review {
  readonly since: string;
  readonly why: string;
  readonly due: boolean;
  readonly by: string;
  readonly at: string | null;
}

export type Ring = readonly (readonly [number, number])[];

export interface Area {
  readonly description: string;
  readonly geocodes: readonly string[];
  readonly polygons?: readonly Ring[];
  /** Longitude, latitude, radius in km. */
  readonly circles?: readonly (readonly [number, number, number])[];
}

/** A text by language, as the API gives it; a language may lack. */
export type Texts = Readonly<Partial<Record<'zh' | 'en', string>>>;

export interface Warning {
  readonly id: string;
  readonly identifier: string;
  readonly sender_name: string;
  readonly status: 'Actual' | 'Exercise' | 'Test';
  readonly msgType: 'Alert' | 'Update' | 'Cancel';
  readonly stage: Stage;
  readonly incident: string | null;
  readonly hazard: string;
  readonly event: Bilingual;
  readonly level: LevelKey;
  readonly division: string;
  readonly station: string;
  readonly headline: Bilingual;
  readonly description: Bilingual;
  readonly instruction: Bilingual;
  readonly impact?: Texts;
  readonly contact?: Texts;
  /** What is read aloud. */
  readonly short?: Texts;
  readonly sms?: Texts;
  readonly screen?: Texts;
  readonly area: Area;
  readonly created: string;
  readonly effective: string;
  readonly expires: string;
  readonly sent: string | null;
  readonly steps: readonly Step[];
  readonly replaces?: string | null;
  readonly author?: string;
  readonly approvals?: readonly Approval[];
  readonly asking?: Asking | null;
  readonly review?: Review | null;
  readonly renew_at?: string | null;
  /** It ends soon: somebody must renew or cancel it. */
  readonly renewal_due?: boolean;
  readonly retraction?: { readonly headline: Texts; readonly description: Texts };
  readonly extent?: { readonly km2: number | null; readonly people: number | null; readonly contacts: number; readonly confirmed: boolean } | null;
  /** Fingerprint of the words; sent along with an approval, it binds it to what was read. */
  readonly content_hash: string;
}

export type DeliveryState = 'queued' | 'sent' | 'unconfirmed' | 'delivered' | 'failed' | 'dropped' | 'dead';

export interface Delivery {
  readonly id: string;
  readonly warning: string;
  readonly recipient: string;
  readonly recipient_name: string;
  readonly channel: string;
  readonly address: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly created: string;
  readonly changed: string;
  readonly detail: string;
  readonly purpose?: 'warning' | 'rollcall' | 'task' | 'linktest';
}

/** What is new of a delivery, when there is news of many. */
export interface DeliveryNews {
  readonly id: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly detail: string;
}

export interface RuleItem {
  readonly id: string;
  readonly version: number;
  readonly title: Bilingual;
  readonly document: unknown;
  readonly enabled: boolean;
}

export interface SystemInfo {
  readonly name: string;
  readonly version: string;
  readonly edition: string;
  readonly demo: boolean;
  readonly server_time: string;
  /** How many stations the registry has. */
  readonly stations: number;
}

export interface Feature<Geometry> {
  readonly type: 'Feature';
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: Geometry;
}

export interface FeatureCollection<Geometry = unknown> {
  readonly type: 'FeatureCollection';
  readonly features: readonly Feature<Geometry>[];
}

export interface MapData {
  readonly divisions: FeatureCollection;
  readonly rivers: FeatureCollection;
  readonly credit: Bilingual;
}

export interface User {
  readonly name: string;
  readonly role: 'viewer' | 'officer' | 'approver' | 'commander' | 'administrator' | 'organiser';
  /** Whether the first password still stands. */
  readonly must_change: boolean;
  /** Whether the role needs a second factor that is not set up yet. */
  readonly must_enrol?: boolean;
}

/** A message of another agency: shown beside our own warnings, never among them. */
export interface Foreign {
  readonly id: string;
  readonly source: string;
  readonly sender_name: string;
  readonly identifier: string;
  readonly sent: string;
  readonly status: string;
  readonly msgType: string;
  readonly state: 'current' | 'superseded' | 'cancelled' | 'expired';
  readonly event: Texts;
  readonly level: LevelKey;
  readonly headline: Texts;
  readonly description: Texts;
  readonly instruction: Texts;
  readonly area: string;
  /** 12-digit codes. */
  readonly divisions: readonly string[];
  readonly expires: string;
  readonly received: string;
  /** SHA-256 of the certificate; empty: the source needs none. */
  readonly signed_by: string;
}

/** A frame of the live feed. */
export type Frame =
  | { readonly kind: 'hello'; readonly t: string; readonly seq?: number; readonly data: { readonly server_time: string; readonly head?: number } }
  | { readonly kind: 'latest'; readonly t: string; readonly data: { readonly items: readonly LatestItem[] } }
  | { readonly kind: 'incident'; readonly t: string; readonly seq: number; readonly data: { readonly incident: Incident } }
  | { readonly kind: 'warning'; readonly t: string; readonly seq: number; readonly data: { readonly warning: Warning } }
  | { readonly kind: 'delivery'; readonly t: string; readonly seq: number; readonly data: { readonly delivery: Delivery } | { readonly warning: string; readonly deliveries: readonly (Delivery | DeliveryNews)[] } }
  | { readonly kind: 'station'; readonly t: string; readonly seq: number; readonly data: { readonly station: string; readonly online: boolean } }
  | { readonly kind: 'provisional'; readonly t: string; readonly data: { readonly items: readonly ProvisionalItem[]; readonly count: number } }
  | { readonly kind: 'situation'; readonly t: string; readonly seq: number; readonly data: { readonly situation: Situation } }
  | { readonly kind: 'task'; readonly t: string; readonly seq: number; readonly data: { readonly task: Task } }
  | { readonly kind: 'cap'; readonly t: string; readonly seq: number; readonly data: { readonly cap?: Foreign } }
  | { readonly kind: 'rollcall'; readonly t: string; readonly seq: number; readonly data: { readonly rollcall: string; readonly act: string; readonly name?: string; readonly headcount?: number | null } }
  | { readonly kind: 'answer'; readonly t: string; readonly seq: number; readonly data: { readonly rollcall: string | null; readonly place: string | null } }
  | { readonly kind: 'silence' | 'channel' | 'site' | 'contact' | 'policy' | 'plan' | 'inhibition' | 'template' | 'user'; readonly t: string; readonly seq: number; readonly data: unknown }
  | { readonly kind: 'rule' | 'fence' | 'quality' | 'device'; readonly t: string; readonly seq: number; readonly data: unknown };
