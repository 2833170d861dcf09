/** Builders of API objects for tests: say only what the test is about. */

import type { Answer, Callee, Counts, Place, RollCall } from '../src/wire/rollcall';
import type { Asking, Delivery, Frame, Incident, ProvisionalItem, Reason, RuleItem, Situation, Station, Task, Warning } from '../src/wire/shapes';

export const T0 = Date.parse('2026-07-19T13:00:00Z');
export const at = (minutes: number): string => new Date(T0 + minutes * 60_000).toISOString();

const both = (text: string) => ({ zh: text, en: text });

export const aStation = (over: Partial<Station> = {}): Station => ({
  id: 'XY-H03', name: '息县', kind: 'river_gauge', division: '411528000000', lon: 114.73, lat: 32.33, river: '淮河',
  demo: true, addresses: {}, gateway: '', groups: {}, notes: {}, online: true, presence: 'online', heard: at(0), clock_offset_s: null, lost: null,
  datastreams: [{ property: 'water_level', unit: 'm', interval_s: 300, canonical_unit: 'm' }],
  ...over,
});

export const aReason = (over: Partial<Reason> = {}): Reason => ({
  t: at(0), change: 'raise', before: 'none', after: 'yellow', reason: 'held', property: 'water_level', value: 41.6,
  threshold: 41.5, text: both('息县站水位 41.60 m'), ...over,
});

export const anIncident = (over: Partial<Incident> = {}): Incident => ({
  id: 'i1', rule: 'stage-xixian', rule_version: 1, hazard: '11A01', title: both('息县站水位'), station: 'XY-H03',
  station_name: '息县', target: 'XY-H03', division: '411528000000', lon: 114.73, lat: 32.33, kind: 'hazard',
  level: 'yellow', peak: 'yellow', state: 'open', opened: at(0), changed: at(0), closed: null, acknowledged_by: '',
  acknowledged_at: null, assignee: '', reasons: [aReason()], remarks: [], escalated_to: '', situation: '', inhibited_by: [], silenced_by: [], evidence: [], ...over,
});

export const aWarning = (over: Partial<Warning> = {}): Warning => ({
  id: 'w1', identifier: 'fenghuo-1', sender: 'xinyang', sender_name: '信阳', status: 'Test', msgType: 'Alert', stage: 'draft', incident: 'i1', incidents: ['i1'],
  hazard: '11A01', event: both('洪水'), level: 'red', division: '411528000000', station: 'XY-H03', headline: both('红色预警'),
  description: both(''), instruction: both(''), impact: both(''), contact: both(''), short: both(''), sms: both(''), screen: both(''),
  area: { description: '息县', geocodes: [], polygons: [], circles: [] }, target: null, extent: null, references: [], replaces: null, author: '', approvals: [], asking: null, review: null,
  renew_at: null, renewal: false, renewal_due: false, retraction: { headline: {}, description: {} }, created: at(0), effective: at(0),
  expires: at(360), sent: null, steps: [{ at: at(0), actor: 'policy', act: 'drafted', note: '' }], content_hash: 'h', ...over,
});

export const aDelivery = (over: Partial<Delivery> = {}): Delivery => ({
  id: 'd1', warning: 'w1', recipient: 'c1', recipient_name: '王建国', channel: 'sms', address: '138****0000', state: 'sent',
  attempts: 1, created: at(0), changed: at(0), detail: '', purpose: 'warning', ref: '', level: 'red', sent: at(0), provider: '', ...over,
});

export const aRule = (document: unknown, over: Partial<RuleItem> = {}): RuleItem => ({
  id: 'stage-xixian', version: 1, hazard: '11A01', title: both('息县站水位'), enabled: true, document: document as RuleItem['document'], phase: 'in_force', author: 'li', at: at(0), reason: '', effective_from: null,
  effective_until: null, backtest: null, signatures_needed: 0, signatures: [], sha256: '', removal: false, restores: null, newest: 1, ...over,
});

export const anItem = (over: Partial<ProvisionalItem> = {}): ProvisionalItem => ({
  rule: 'stage-xixian', version: 1, station: 'XY-H03', change: 'raise', before: 'none', level: 'red', at: at(5), reason: 'held',
  property: 'water_level', value: 43.7, threshold: 43.5, ...over,
});

let seq = 0;
export const incidentFrame = (incident: Incident): Frame => ({ kind: 'incident', seq: (seq += 1), t: at(0), data: { incident } });
export const warningFrame = (warning: Warning): Frame => ({ kind: 'warning', seq: (seq += 1), t: at(0), data: { warning } });
export const stationFrame = (station: string, online: boolean): Frame => ({ kind: 'station', seq: (seq += 1), t: at(0), data: { station, online } });
export const frameOf = (kind: string, data: unknown): Frame => ({ kind, seq: (seq += 1), t: at(0), data }) as Frame;

export const anAsking = (over: Partial<Asking> = {}): Asking => ({
  policy: 'p', version: 1, needs: 'two', turn: 0, role: 'approver', duty: '', asked: ['wang', 'li'], since: at(0), deadline: at(10), overdue: false, ...over,
});

export const aSituation = (over: Partial<Situation> = {}): Situation => ({
  id: 's1', family: 'flood', title: both('暴雨洪涝'), division: '411500000000', counties: ['411528000000'], basins: [], members: 3, closed: null, apart: false, level: 'red', peak: 'red', state: 'open', open: 3, levels: { red: 3 }, opened: at(0), changed: at(0), merged_into: '', ...over,
});

export const aTask = (over: Partial<Task> = {}): Task => ({
  id: 't1', incident: 'i1', plan: 'flood', item: '1', plan_version: 1, hazard: '11A01', level: 'red', division: '411528000000', steps: [], verb: 'evacuate', who: { kind: 'duty', name: 'grid' }, what: both('转移'), place: '息县', state: 'open', opened: at(0), due: at(30), changed: at(0), taken_by: '', sent: at(0), reached: 2, ...over,
});

export const anAnswer = (over: Partial<Answer> = {}): Answer => ({
  id: 'a1', rollcall: 'r1', place: 'p1', division: '411528900201', person: 'c1', source: 'link', standing: 'safe', headcount: 53, words: '', at: at(1), by: '', is_trusted: true, address: '', ...over,
});

export const aPlace = (over: Partial<Place> = {}): Place => ({
  id: 'p1', kind: 'village', name: '柳林村', division: '411528900201', lon: null, lat: null, people: 300, state: 'waiting', since: at(0), deadline: at(5), standing: null, headcount: null,
  headcounts: [], is_contradictory: false, unread: 0, told_up: null, asked: [], knocked: null, dark: null, tries: 1, answers: [], ...over,
});

export const aCallee = (over: Partial<Callee> = {}): Callee => ({
  id: 'c1', name: '王建国', duty: 'head', is_deputy: false, place: 'p1', place_name: '柳林村', division: '411528900201', channels: ['sms'], tries: 1, called: at(0), answer: null, calls: [], ...over,
});

export const counts = (over: Partial<Counts> = {}): Counts => ({
  total: 0, answered: 0, waiting: 0, unanswered: 0, dark: 0, cancelled: 0, unread: 0, help: 0, knocked: 0, ...over,
});

export const aRollCall = (over: Partial<RollCall> = {}): RollCall => ({
  id: 'r1', warning: 'w1', identifier: 'FH-1', status: 'Test', level: 'red', hazard: '11A01', division: '411528000000', state: 'active', round: 1, actor: 'li', started: at(0), changed: at(0),
  expires: at(360), ended: null, deadline_s: 300, quorum: 1, counts: counts(), site_counts: counts(), people: {}, uncovered: [], places: [], ...over,
});
