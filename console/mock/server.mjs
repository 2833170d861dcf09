/**
 * A stand-in for the API, for development of the page without the rest: `npm run mock -- [port]`.
 *
 * Serves the built page from ../dist under a strict CSP, and /mock/{stall,resume,cut,raise,warn,trouble,well,untold} to provoke what is rare.
 * Log in as admin / fenghuo-demo, viewer / fenghuo-demo, or new / fenghuo-demo (must change the password).
 */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

import { DIVISIONS, PROPERTIES, RIVERS, STATIONS } from './city.mjs';
import { covers, ladder, levelOf, newId, openIncident, pastIncidents, reasonOf, RULES, valueAt } from './storm.mjs';

const PORT = Number(process.argv[2] ?? 8099);
const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const ROLES = { admin: 'administrator', viewer: 'viewer', officer: 'officer', new: 'officer' };

const incidents = pastIncidents();
const warnings = [];
const deliveries = [];
const tokens = new Map();
const checks = { feed: true, database: true, clock: true, pipeline: true, broker: true, dispatcher: true };
let messages = 0;
const journal = [];
let isStalled = false;

const map = process.env.FENGHUO_MOCK_MAP
  ? { divisions: JSON.parse(readFileSync(process.env.FENGHUO_MOCK_MAP, 'utf8')), rivers: RIVERS, credit: { zh: '县界 CGCS2000，非标准地图', en: 'County boundaries, CGCS2000; not a standard map' } }
  : { divisions: DIVISIONS, rivers: RIVERS, credit: { zh: '坐标 CGCS2000 · 非标准地图', en: 'CGCS2000 · not a standard map' } };

const stationOf = (id) => STATIONS.find((each) => each.id === id);
const now = () => new Date().toISOString();

// The gauge that dies while rising: its hazard stays, an incident of its own opens.
const lost = stationOf('XY-R05');
lost.online = false;
const silence = { t: new Date(Date.now() - 6_120_000).toISOString(), change: 'lost', before: 'none', after: 'orange', reason: 'silent', property: 'reservoir_level', value: null, threshold: null, text: { zh: '五岳水库站 30 分钟没有数据，失联前 2 小时上涨 0.61 m', en: '五岳水库: no data for 30 minutes, rose 0.61 m in the two hours before' } };
incidents.push({ ...openIncident(lost, { id: 'silence', version: 1, hazard: '11A01', title: { zh: '测站失联（上涨中断）', en: 'Station lost while rising' } }, silence, Date.parse(silence.t)), kind: 'lost', state: 'acknowledged', acknowledged_by: '水库科' });

function composeWarning(incident, stage, t, type = 'Alert') {
  const at = new Date(t).toISOString();
  const level = { blue: ['蓝色', 'Blue'], yellow: ['黄色', 'Yellow'], orange: ['橙色', 'Orange'], red: ['红色', 'Red'], none: ['', ''] }[incident.level];
  const county = DIVISIONS.features.find((each) => each.properties.code === incident.division)?.properties.name ?? '信阳市';
  const id = newId(t);
  const steps = [{ at, actor: `rule:${incident.rule}@1`, act: 'drafted', note: '' }];
  if (stage !== 'draft') steps.push({ at, actor: 'policy', act: 'issued', note: '' });
  const warning = {
    id, identifier: `fenghuo-test-${id}`, sender: 'fenghuo', sender_name: '信阳市防汛抗旱指挥部（演示）', status: 'Test', msgType: type, stage, incident: incident.id, hazard: incident.hazard,
    event: { zh: '洪水', en: 'Flood' }, level: incident.level === 'none' ? 'blue' : incident.level, division: incident.division, station: incident.station,
    headline: { zh: `${incident.station_name}站洪水${level[0]}预警`, en: `${level[1]} flood warning, ${incident.station_name}` },
    description: incident.reasons.at(-1).text, instruction: { zh: '低洼处、河滩人员请立即转移到高处，听从村干部安排。', en: 'Leave low ground and river banks at once; follow your village officers.' },
    area: { description: county, geocodes: [incident.division], polygons: [] }, created: at, effective: at, expires: new Date(t + 6 * 3600_000).toISOString(), author: '', approvals: [], review: null, renew_at: null, renewal_due: false, retraction: { headline: {}, description: {} },
    asking: stage === 'draft' ? { policy: 'city', version: 1, needs: 'two', turn: 0, role: 'approver', duty: 'watch', asked: ['admin', 'officer'], since: at, deadline: new Date(t + 600_000).toISOString(), overdue: false } : null,
    sent: stage === 'draft' ? null : at, references: [], replaces: null, steps, content_hash: id,
  };
  warnings.push(warning);
  if (stage === 'issued') deliver(warning, t);
  return warning;
}

function deliver(warning, t) {
  const at = new Date(t).toISOString();
  const people = ['临河乡 王建国', '路口乡 李志强', '孙庙乡 张红霞', '关店乡 赵永刚', '彭店乡 陈玉梅', '白土店 刘海涛', '夏庄镇 周国庆', '息县一高', '东岳敬老院'];
  const rows = [{ recipient: 'screens', recipient_name: '', channel: 'screens', address: '', state: 'sent' }];
  people.forEach((recipient_name, index) => rows.push({ recipient: `c${index}`, recipient_name, channel: 'sms', address: `138****00${10 + index}`, state: ['delivered', 'delivered', 'sent', 'failed', 'delivered'][index % 5] }));
  rows.forEach((row, index) => deliveries.push({ id: `${warning.id}-${index}`, warning: warning.id, attempts: 1, created: at, changed: at, detail: '', ...row }));
}

const standing = incidents.filter((each) => each.state !== 'closed' && each.kind === 'hazard' && each.rule.startsWith('stage')).sort((a, b) => (a.level === 'red' ? -1 : 1) - (b.level === 'red' ? -1 : 1));
standing.slice(1, 4).forEach((each, index) => composeWarning(each, 'issued', Date.now() - (index + 1) * 2_400_000));
if (standing[0]) composeWarning(standing[0], 'draft', Date.now() - 201_000);

const village = (code, name, people, contacts) => ({ code, name, people, contacts });
const REACH = {
  km2: 182.4, people: { known: 41860, unknown_for: 0, of: 32 }, villages: { count: 32, items: [village('411528102201', '柳林村', 1310, 2), village('411528102202', '河湾村', 980, 2)] },
  without_contact: { count: 1, items: [village('411528102209', '渡口村', 640, 0)] }, sites: { count: 2, items: [{ id: 's1', name: '临河中学', people: 820, contacts: 1 }, { id: 's2', name: '河湾敬老院', people: 46, contacts: 1 }] },
  contacts: 66, channels: { sms: 62, voice: 4 }, sms: { segments: 2, contacts: 62, messages: 124 }, large: '', problems: [],
};

// --- feed

const server = createServer((request, response) => void answer(request, response));
const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'fenghuo.v1' });
const send = (frame) => { if (!isStalled) for (const socket of sockets.clients) socket.send(JSON.stringify(frame)); };
const hello = () => ({ kind: 'hello', seq: journal.length, t: now(), data: { server_time: now(), version: 'mock', head: journal.length } });
function publish(kind, data) {
  const frame = { seq: journal.length + 1, t: now(), kind, data };
  journal.push(frame);
  send(frame);
}

server.on('upgrade', (request, socket, head) => {
  const bearer = String(request.headers['sec-websocket-protocol']).split(/,\s*/).find((each) => each.startsWith('bearer.'));
  sockets.handleUpgrade(request, socket, head, (client) => {
    if (!tokens.has(bearer?.slice(7))) return client.close(4401);
    const since = new URL(request.url, 'http://mock').searchParams.get('since');
    client.send(JSON.stringify(hello()));
    if (since !== null) journal.slice(Number(since)).forEach((frame) => client.send(JSON.stringify(frame)));
    client.send(JSON.stringify({ kind: 'latest', t: now(), data: { items: STATIONS.flatMap((each) => readings(each, each.online ? Date.now() - 20_000 : Date.now() - 6_200_000)) } }));
  });
});

const readings = (station, t) => (station.online === null ? [] : station.datastreams.map(({ property }) => ({ station: station.id, property, t: new Date(t).toISOString(), v: +valueAt(station, property, t).toFixed(3), q: station.id === 'XY-P07' && property === 'rain_1h' ? 'doubtful' : 'good' })));

setInterval(() => send(hello()), 5000);
setInterval(() => {
  const some = STATIONS.filter((each) => each.online && Math.random() < 0.2);
  send({ kind: 'latest', t: now(), data: { items: some.flatMap((each) => readings(each, Date.now())) } });
}, 500);

function raise(id, level) {
  const station = stationOf(id);
  const rule = RULES.find((each) => covers(each, station));
  const when = rule.document.when;
  const value = (when.levels ?? ladder(id))[level] + (when.direction === 'above' ? 0.18 : -0.1);
  let incident = incidents.find((each) => each.station === id && each.rule === rule.id && each.state !== 'closed');
  const reason = reasonOf(station, when, incident?.level ?? 'none', level, value, Date.now());
  if (!incident) incidents.push((incident = openIncident(station, rule, reason, Date.now())));
  else Object.assign(incident, { level, peak: level, state: 'open', reasons: [...incident.reasons, reason], changed: now() });
  publish('incident', { act: 'raised', incident });
  return incident;
}

// --- REST

const json = (response, status, body) => response.writeHead(status, { 'content-type': 'application/json', 'content-security-policy': CSP }).end(body === undefined ? '' : JSON.stringify(body));
const problem = (response, status, code, detail) => json(response, status, { type: 'about:blank', title: code, status, code, detail });
const list = (response, items) => json(response, 200, { items, next: null });
const newest = (items) => [...items].sort((a, b) => (a.id < b.id ? 1 : -1));

async function body(request) {
  let text = '';
  for await (const part of request) text += part;
  return text ? JSON.parse(text) : {};
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://mock');
  const path = url.pathname;
  if (path.startsWith('/mock/')) return control(path.slice(6), url.searchParams, response);
  if (path === '/readyz') return json(response, Object.values(checks).every((each) => each === true) ? 200 : 503, { status: 'mock', checks });
  if (path.startsWith('/feeds/')) return response.writeHead(200, { 'content-type': 'text/xml' }).end('<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>');
  if (!path.startsWith('/api/v1/')) return page(path, response);
  const parts = path.slice(8).split('/');
  const posted = request.method === 'POST' ? await body(request) : {};
  if (path === '/api/v1/sessions') {
    const role = ROLES[posted.user];
    if (!role || posted.password !== 'fenghuo-demo') return problem(response, 401, 'bad_credentials', 'user or password is not right');
    const token = randomUUID();
    tokens.set(token, { name: posted.user, role, mustChange: posted.user === 'new' });
    return json(response, 201, { token, expires: new Date(Date.now() + 36e6).toISOString(), user: { name: posted.user, role, must_change: posted.user === 'new' } });
  }
  const user = tokens.get(request.headers.authorization?.slice(7));
  if (!user) return problem(response, 401, 'unauthenticated', 'a valid token is needed');
  if (path.endsWith('/me/password')) {
    if (posted.old !== 'fenghuo-demo') return problem(response, 403, 'wrong_credentials', 'the old password is wrong');
    user.mustChange = false;
    return json(response, 204);
  }
  if (user.mustChange) return problem(response, 403, 'password_change_required', 'change the first password');
  return resource(parts, { url, posted, user, request, response });
}

function resource([noun, id, act], { url, posted, user, request, response }) {
  if (request.method === 'DELETE') return json(response, 204);
  if (noun === 'system' && id === 'intake') return json(response, 200, intake());
  if (noun === 'stations' && act === 'latest') return list(response, readings(stationOf(id), Date.now()).map(({ station, ...each }) => ({ ...each, why: [] })));
  if (noun === 'quarantine' && id) return list(response, []);
  if (id === 'preview-target') return json(response, 200, REACH);
  if (noun === 'rules' && id) return ruleOf(id, act, { url, response });
  if (act) return acts(noun, id, act, { posted, user, response });
  const query = url.searchParams;
  switch (noun) {
    case 'system':
      return json(response, 200, { name: '信阳市防汛抗旱指挥部', version: 'mock', edition: 'memory', demo: true, server_time: now(), stations: STATIONS.length, online: 0 });
    case 'stations': return id ? json(response, 200, known(stationOf(id))) : list(response, STATIONS.map(known));
    case 'marks': return list(response, []);
    case 'quarantine': return list(response, []);
    case 'properties': return list(response, PROPERTIES);
    case 'rules': return list(response, RULES);
    case 'fences': return list(response, []);
    case 'map': return json(response, 200, map);
    case 'incidents': return list(response, newest(query.get('open') ? incidents.filter((each) => each.state !== 'closed') : incidents));
    case 'warnings': return id ? json(response, 200, warnings.find((each) => each.id === id)) : list(response, newest(query.get('waiting') ? warnings.filter((each) => each.stage === 'draft') : warnings));
    case 'deliveries': return list(response, deliveries.filter((each) => each.warning === query.get('warning')));
    case 'past': return json(response, 200, past(query.get('at')));
    case 'observations': return list(response, observations(query));
    // What the mock has nothing of.
    case 'situations': case 'tasks': case 'rollcalls': case 'answers': case 'foreign': case 'policies': case 'channels': case 'screens': case 'divisions': return list(response, []);
    default: return problem(response, 404, 'not_found', url.pathname);
  }
}

/** The city as it stood: what was open then at its level of today, and readings of the minute before. */
function past(at) {
  const instant = Date.parse(at);
  const open = incidents.filter((each) => Date.parse(each.opened) <= instant && (!each.closed || Date.parse(each.closed) > instant));
  return { at, incidents: open.map(({ id, rule, station, division, kind, peak, opened }) => ({ id, rule, station, division, kind, level: peak, opened })), readings: STATIONS.flatMap((each) => readings(each, instant - 60_000).map((item) => ({ ...item, why: [] }))) };
}

/** One rule, its only version, and its document; nothing can be changed here. */
function ruleOf(id, act, { url, response }) {
  const rule = RULES.find((each) => each.id === id);
  if (!rule) return problem(response, 404, 'not_found', `no rule ${id}`);
  if (act !== 'versions') return problem(response, 422, 'bad_rule', 'body:3: the mock takes no rules');
  if (url.pathname.endsWith('/versions')) return list(response, [rule]);
  return json(response, 200, { ...rule, source: Object.entries({ id, ...rule.document }).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join('\n') });
}

const known = (station) => ({ ...station, presence: station.online === null ? 'never_seen' : station.online ? 'online' : 'offline', heard: station.online === null ? null : now(), clock_offset_s: station.id === 'XY-H07' ? 184.2 : 0.4, lost: station.id === 'XY-H07' ? 12 : 0 });

function intake() {
  messages += 120;
  return { t: now(), messages, readings: messages * 3, stored: messages * 3, duplicates: 2, distrusted: 5, waiting: 3, oldest_s: 0.02, lost: 12, store_errors: 0, flush_ms: 4.2, clock_offset_max_s: 184.2, refused: { bad_time: 3 }, presence: { online: 140, never_seen: 3 }, listeners: {} };
}

function observations(query) {
  const station = stationOf(query.get('station'));
  const property = query.get('property');
  const step = (station.datastreams.find((each) => each.property === property)?.interval_s ?? 300) * 1000;
  const to = Math.min(Date.parse(query.get('to')), station.online ? Date.now() : Date.now() - 6_200_000);
  const items = [];
  for (let t = Math.ceil(Date.parse(query.get('from')) / step) * step; t < to; t += step) {
    const hole = station.id === 'XY-H07' && Date.now() - t > 30_000_000 && Date.now() - t < 36_000_000;
    if (!hole) items.push({ t: new Date(t).toISOString(), v: +valueAt(station, property, t).toFixed(3), q: 'good', why: [] });
  }
  return items;
}

function acts(noun, id, act, { posted, user, response }) {
  if (user.role === 'viewer') return problem(response, 403, 'forbidden', 'a viewer may not do this');
  const subject = (noun === 'incidents' ? incidents : warnings).find((each) => each.id === id);
  if (!subject) return problem(response, 404, 'not_found', id);
  if (noun === 'incidents') {
    if (act === 'ack') Object.assign(subject, { state: subject.state === 'cleared' ? 'closed' : 'acknowledged', closed: subject.state === 'cleared' ? now() : null, acknowledged_by: user.name, acknowledged_at: now(), changed: now() });
    if (act === 'start') Object.assign(subject, { state: 'in_progress', changed: now() });
    if (act === 'timeline') return list(response, subject.reasons.map((each) => ({ t: each.t, kind: 'incident', act: 'raised', actor: `rule:${subject.rule}@1`, text: each.text, ref: subject.id, data: {} })));
    if (act === 'assign') Object.assign(subject, { assignee: posted.assignee, changed: now() });
    publish('incident', { act, incident: subject });
  } else {
    const stage = { approve: 'issued', reject: 'rejected', cancel: 'cancelled' }[act];
    Object.assign(subject, { stage, sent: stage === 'issued' ? now() : subject.sent, steps: [...subject.steps, { at: now(), actor: user.name, act: stage, note: posted.note ?? '' }] });
    publish('warning', { act, warning: subject });
    if (stage === 'issued') {
      deliver(subject, Date.now());
      deliveries.filter((each) => each.warning === id).forEach((delivery) => publish('delivery', { delivery }));
    }
  }
  return json(response, 200, subject);
}

function control(name, query, response) {
  if (name === 'stall') isStalled = true;
  if (name === 'resume') isStalled = false;
  if (name === 'cut') for (const socket of sockets.clients) socket.terminate();
  if (name === 'calm') for (const each of incidents) Object.assign(each, { state: 'closed', level: 'none', closed: now() });
  if (name === 'raise') raise(query.get('station'), query.get('level'));
  if (name === 'warn') publish('warning', { warning: composeWarning(raise(query.get('station'), query.get('level')), query.get('stage') ?? 'draft', Date.now()) });
  if (name === 'trouble') checks[query.get('part')] = `${query.get('why') ?? 'away'} (since ${now().slice(0, 19)}Z)`;
  if (name === 'well') for (const part of Object.keys(checks)) checks[part] = true;
  if (name === 'untold') send({ kind: 'provisional', t: now(), data: { count: 1, items: query.get('station') ? [{ rule: RULES[0].id, version: 1, station: query.get('station'), change: 'raise', before: 'none', level: query.get('level') ?? 'red', at: now(), reason: 'held', property: 'water_level', value: 43.7, threshold: 43.5 }] : [] } });
  if (name === 'storm') for (const each of STATIONS) if (each.kind === 'rain_gauge') raise(each.id, ['blue', 'yellow', 'orange', 'red'][Math.floor(Math.random() * 4)]);
  return json(response, 200, { done: name });
}

function page(path, response) {
  const name = extname(path) ? normalize(path) : 'index.html';
  try {
    const content = readFileSync(join(DIST, name));
    response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'content-security-policy': CSP }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}

server.listen(PORT, '127.0.0.1', () => console.log(`mock on http://127.0.0.1:${PORT}`));
