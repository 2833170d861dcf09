/** The JSON that the API speaks, as far as this page reads it. Instants are RFC 3339 in UTC. */

import type { Api, Narrow } from './derived';

export type LevelKey = Api['IncidentShape']['level'];

/** A text in both languages; English may lack. */
export type Bilingual = Api['Words'];

/** A text by language, as the API gives it; a language may lack. */
export type Texts = Readonly<Partial<Record<'zh' | 'en', string>>>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export type Datastream = Api['DatastreamShape'];

/** `heard`: it sends, and has never said anything of itself. */
export type Presence = 'online' | 'offline' | 'heard' | 'never_seen';

export type Station = Narrow<Api['StationShape'], { readonly presence: Presence }>;

export type ObservedProperty = Api['PropertyShape'];

export type QualityKey = NonNullable<Api['ObservationShape']['q']>;

/** A newest reading, of the feed or of the table of all of them; the API's table has it in columns. */
export interface LatestItem {
  readonly station: string;
  readonly property: string;
  readonly t: string;
  readonly v: number;
  readonly q: QualityKey;
  /** The checks that said something. */
  readonly why?: readonly string[];
  /** Where a moving station is, longitude and latitude. */
  readonly loc?: Position;
}

/** A reading; what is reckoned of several says nothing of its quality. */
export type Observation = Narrow<Api['ObservationShape'], { readonly q?: QualityKey; readonly why?: readonly string[] }>;

export type Reason = Api['ReasonShape'];

/** What a person says of a gauge: trusted no further than this, for a time. */
export type GaugeMark = Api['MarkShape'];

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

export type Incident = Narrow<Api['IncidentShape'], { readonly kind: IncidentKind; readonly state: IncidentState; readonly evidence: readonly Exhibit[] }>;

/** Evidence that a person attached: a picture by its hash, or a stretch of readings. */
// A type and no interface: an interface may be widened elsewhere, so it never fits the document's open shape.
export type Exhibit = {
  readonly kind: 'image' | 'series';
  readonly note: string;
  readonly sha256?: string;
  readonly station?: string;
  readonly property?: string;
};

/** Incidents of one cause; `open` counts the members that are not closed. */
export type Situation = Narrow<Api['SituationShape'], { readonly state: 'open' | 'closed' }>;

export type TaskState = Api['TaskState'];

/** One thing to be done by somebody, by when; `sent` and `reached` 0: there is nobody to send it to. */
export type Task = Narrow<Api['TaskShape'], { readonly state: TaskState }>;

/** One thing that happened about an incident. */
export type Moment = Api['MomentShape'];

export type Stage = Api['Stage'];

export type Step = Api['StepShape'];

/** A person's word that a draft may go out; `content_hash` says what was read. */
export type Approval = Api['ApprovalShape'];

/** Who is asked now, until when; `turn` counts from 0. */
export type Asking = Api['AskingShape'];

/** What must be looked at afterwards, because nobody did before. */
export type Review = Api['ReviewShape'];

/** Longitude, latitude. */
export type Position = readonly [number, number];
export type Ring = readonly Position[];

export type Area = Api['AreaShape'];

export type Status = 'Actual' | 'Exercise' | 'Test';

export type Warning = Narrow<Api['WarningShape'], { readonly status: Status; readonly msgType: 'Alert' | 'Update' | 'Cancel'; readonly stage: Stage }>;

/** One that was asked for by itself: with the channel texts that a person wrote. */
export type OneWarning = Warning & Pick<Api['OneWarningShape'], 'own'>;

export type DeliveryState = Api['DeliveryState'];

export type Delivery = Narrow<Api['DeliveryShape'], { readonly state: DeliveryState; readonly purpose: 'warning' | 'rollcall' | 'task' | 'linktest' }>;

/** What is new of a delivery, when there is news of many. */
export type DeliveryNews = Pick<Delivery, 'id' | 'state' | 'attempts' | 'detail'>;

export type RuleItem = Api['RuleRecordShape'];

export type SystemInfo = Api['SystemShape'];

export interface Feature<Geometry> {
  readonly type: 'Feature';
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: Geometry;
}

export interface FeatureCollection<Geometry = unknown> {
  readonly type: 'FeatureCollection';
  readonly features: readonly Feature<Geometry>[];
}

export type MapData = Omit<Api['MapShape'], 'divisions' | 'rivers'> & { readonly divisions: FeatureCollection; readonly rivers: FeatureCollection };

/** Whoever is signed in: `must_change`: the first password still stands; `must_enrol`: a second factor lacks. */
export type User = Api['SessionUser'];

/** A message of another agency: shown beside our own warnings, never among them; `signed_by` empty: it needs no signature. */
export type Foreign = Narrow<Api['ForeignShape'], { readonly state: 'current' | 'superseded' | 'cancelled' | 'expired' }>;

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
  | { readonly kind: 'screen'; readonly t: string; readonly data: { readonly id?: string; readonly name?: string; readonly error?: string } }
  | { readonly kind: 'answer'; readonly t: string; readonly seq: number; readonly data: { readonly rollcall: string | null; readonly place: string | null } }
  | { readonly kind: 'silence' | 'channel' | 'site' | 'contact' | 'policy' | 'plan' | 'inhibition' | 'template' | 'user'; readonly t: string; readonly seq: number; readonly data: unknown }
  | { readonly kind: 'rule' | 'fence' | 'quality' | 'device'; readonly t: string; readonly seq: number; readonly data: unknown };
