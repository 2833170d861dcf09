// The feed as the page of the wall sees it, and an hour of a city in trouble. STATIONS is put in front of this text.

window.said = {};
window.WebSocket = class {
  constructor() { window.feed = this; setTimeout(() => { this.onopen(); this.hello(); }); }
  close() {}
  send(text) {
    const message = JSON.parse(text);
    window.said[message.kind] = (window.said[message.kind] ?? 0) + 1;
    if (message.kind === 'register') this.tell({kind: 'screen', t: this.now(), data: {screen: message.id}});
  }
  now() { return new Date().toISOString(); }
  hello() { this.tell({kind: 'hello', t: this.now(), data: {server_time: this.now(), head: window.seq ?? 0}}); }
  tell(frame) { this.onmessage({data: JSON.stringify(frame)}); }
};
const nothing = {type: 'FeatureCollection', features: []};
const answered = {
  '/api/v1/users/me': () => ({name: 'wall', role: 'viewer', division: '4115'}),
  '/api/v1/system': () => ({name: '墙', version: '1', edition: 'memory', demo: true, server_time: new Date().toISOString(), stations: STATIONS.length, online: 0}),
  '/api/v1/map': () => ({divisions: nothing, rivers: nothing, credit: {zh: '', en: ''}}),
  '/api/v1/stations': () => ({items: STATIONS, next: null}),
  '/readyz': () => ({status: 'ready', checks: {database: true, pipeline: true}}),
};
window.fetch = async (url) => {
  const known = answered[String(url).split('?')[0]] ?? (() => ({items: [], next: null}));
  return new Response(JSON.stringify(known()), {status: 200, headers: {'content-type': 'application/json'}});
};
const both = (text) => ({zh: text, en: text});
const told = (kind, data) => window.feed.tell({kind, seq: (window.seq = (window.seq ?? 0) + 1), t: window.feed.now(), data});
/** One red incident, told twice. */
window.red = () => {
  const t = window.feed.now();
  const incident = {id: 'red', rule: 'stage', rule_version: 1, hazard: '11A01', title: both('水位'), station: 'W00', station_name: 'W00',
    target: 'W00', division: '411528000000', lon: 114.7, lat: 32.3, kind: 'hazard', level: 'red', peak: 'red', state: 'open', opened: t,
    changed: t, closed: null, acknowledged_by: '', acknowledged_at: null, assignee: '', escalated_to: '', situation: '',
    inhibited_by: [], silenced_by: [], evidence: [], reasons: []};
  told('incident', {act: 'raised', incident});
  told('incident', {act: 'repeated', incident});
};
window.hour = (n) => {
  window.feed.hello();
  const t = window.feed.now();
  for (let turn = 0; turn < 20; turn += 1) {
    const items = STATIONS.map(({id}, at) => ({station: id, property: 'water_level', t, v: 40 + Math.sin(n + at + turn), q: 'good'}));
    window.feed.tell({kind: 'latest', t, data: {items}});
  }
  for (let k = 0; k < 12; k += 1) {
    const id = `i${n}-${k}`, station = STATIONS[k % STATIONS.length].id, level = ['blue', 'yellow', 'orange', 'red'][k % 4];
    const incident = {id, rule: 'stage', rule_version: 1, hazard: '11A01', title: both(`水位 ${id}`), station, station_name: station,
      target: station, division: '411528000000', lon: 114.7, lat: 32.3, kind: 'hazard', level, peak: level, state: 'open', opened: t,
      changed: t, closed: null, acknowledged_by: '', acknowledged_at: null, assignee: '', escalated_to: '', situation: '',
      inhibited_by: [], silenced_by: [], evidence: [], reasons: [{t, change: 'raise', before: 'none', after: level, reason: 'held',
        property: 'water_level', value: 41, threshold: 40, text: both('x'.repeat(200))}]};
    told('incident', {act: 'raised', incident});
    told('incident', {act: 'acknowledged', incident: {...incident, state: 'acknowledged', acknowledged_by: 'li'}});
    told('incident', {act: 'closed', incident: {...incident, state: 'closed', level: 'none', closed: t}});
    const warning = {id: `w${n}-${k}`, identifier: `FH-${n}-${k}`, sender_name: '信阳', status: 'Test', msgType: 'Alert', stage: 'issued',
      incident: id, hazard: '11A01', event: both('洪水'), level, division: '411528000000', station, headline: both('x'.repeat(100)),
      description: both(''), instruction: both(''), area: {description: '息县', geocodes: [], polygons: []}, created: t, effective: t,
      expires: new Date(Date.parse(t) + 1800e3).toISOString(), sent: t, approvals: [], references: [], replaces: null, review: null,
      renewal_due: false, steps: [{at: t, actor: 'policy', act: 'issued', note: ''}], content_hash: id};
    told('warning', {act: 'issued', warning});
    for (let m = 0; m < 4; m += 1) {
      told('delivery', {delivery: {id: `d${n}-${k}-${m}`, warning: warning.id, recipient: `c${m}`, recipient_name: '王', channel: 'sms',
        address: '138', state: m ? 'delivered' : 'failed', attempts: 1, created: t, changed: t, detail: ''}});
    }
  }
};
