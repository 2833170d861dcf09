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

export type IncidentState = 'open' | 'acknowledged' | 'cleared' | 'closed';

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
  readonly kind: 'hazard' | 'lost';
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
}

export type Stage = 'draft' | 'reviewed' | 'issued' | 'rejected' | 'superseded' | 'cancelled' | 'expired';

export interface Step {
  readonly at: string;
  readonly actor: string;
  readonly act: string;
  readonly note: string;
}

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
  readonly area: { readonly description: string; readonly geocodes: readonly string[] };
  readonly created: string;
  readonly effective: string;
  readonly expires: string;
  readonly sent: string | null;
  readonly steps: readonly Step[];
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

/** A frame of the live feed. */
export type Frame =
  | { readonly kind: 'hello'; readonly t: string; readonly seq?: number; readonly data: { readonly server_time: string; readonly head?: number } }
  | { readonly kind: 'latest'; readonly t: string; readonly data: { readonly items: readonly LatestItem[] } }
  | { readonly kind: 'incident'; readonly t: string; readonly seq: number; readonly data: { readonly incident: Incident } }
  | { readonly kind: 'warning'; readonly t: string; readonly seq: number; readonly data: { readonly warning: Warning } }
  | { readonly kind: 'delivery'; readonly t: string; readonly seq: number; readonly data: { readonly delivery: Delivery } | { readonly warning: string; readonly deliveries: readonly (Delivery | DeliveryNews)[] } }
  | { readonly kind: 'station'; readonly t: string; readonly seq: number; readonly data: { readonly station: string; readonly online: boolean } }
  | { readonly kind: 'provisional'; readonly t: string; readonly data: { readonly items: readonly ProvisionalItem[]; readonly count: number } }
  | { readonly kind: 'rule' | 'fence' | 'quality' | 'device'; readonly t: string; readonly seq: number; readonly data: unknown };
