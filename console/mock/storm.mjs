/** The weather of the mock: a value for every datastream at every instant, and the incidents that follow from it. */

import { STATIONS } from './city.mjs';

const HOUR = 3600_000;
const START = Date.now();

const hash = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) / 9973;
const noise = (key, t) => Math.sin(t / 611_000 + 40 * hash(key)) * 0.6 + Math.sin(t / 97_000 + 90 * hash(key)) * 0.4;
const bell = (t, peak, width) => Math.exp(-(((t - peak) / width) ** 2));

/** Stage above its low water: an old small wave two days ago, and the flood that is coming now, later downstream. */
const ARRIVES = { 'XY-H09': -5, 'XY-H07': -1, 'XY-H06': -2, 'XY-H01': -6, 'XY-H02': -3, 'XY-H03': 1.5, 'XY-H04': 5, 'XY-H05': 8, 'XY-H08': 2, 'XY-H10': -6, 'XY-H11': 6 };
const HEIGHT = { 'XY-H03': 5.2, 'XY-H04': 4.6, 'XY-H05': 2.6, 'XY-H07': 3.6, 'XY-H06': 3.7, 'XY-H02': 2.4, 'XY-H01': 2 };
const LOW = { 'XY-H03': 37.6, 'XY-H04': 26.2, 'XY-H05': 24.8, 'XY-H06': 42.6, 'XY-H07': 35.1, 'XY-H08': 26.7 };

const base = (id) => LOW[id] ?? 30 + Math.round(hash(id) * 600) / 10;

/** Blue to red above the low water, metres. */
export const ladder = (id) => {
  const low = base(id);
  return { blue: low + 2.1, yellow: low + 3, orange: low + 3.9, red: low + 4.6 };
};

function stage(id, t) {
  const rise = (HEIGHT[id] ?? 1.8) * bell(t, START + (ARRIVES[id] ?? 3) * HOUR, (ARRIVES[id] ?? 3) * HOUR + START > t ? 11 * HOUR : 20 * HOUR);
  return base(id) + rise + 2.4 * hash(id) * bell(t, START - 52 * HOUR, 7 * HOUR) + 0.03 * noise(id, t);
}

function rain(station, t) {
  const front = 113.6 + ((t - (START - 9 * HOUR)) / (13 * HOUR)) * 2.3;
  return Math.max(0, 44 * bell(station.lon, front, 0.28) * (0.45 + 0.7 * hash(station.id)) * (0.8 + 0.2 * noise(station.id, t)));
}

const FLAT = { pm25: 38, pm10: 66, o3: 84, no2: 27, so2: 9, co: 0.7, dissolved_oxygen: 7.1, ammonia_nitrogen: 0.38, ph: 7.6, turbidity: 22, air_temperature: 25.4, humidity: 88, wind_speed: 4.2, soil_moisture_10cm: 31, soil_moisture_20cm: 34, battery_voltage: 12.6 };

export function valueAt(station, property, t) {
  const key = station.id + property;
  switch (property) {
    case 'water_level':
    case 'reservoir_level':
      return stage(station.id, t);
    case 'flow':
      return 60 + 900 * Math.max(0, stage(station.id, t) - base(station.id));
    case 'rain_1h':
      return rain(station, t);
    case 'rain_5m':
      return rain(station, t) / 12;
    case 'dissolved_oxygen':
      return station.id === 'XY-Q05' ? 1.9 + 2.6 * (1 - bell(t, START, 9 * HOUR)) + 0.1 * noise(key, t) : FLAT[property] * (1 + 0.08 * noise(key, t));
    default:
      return (FLAT[property] ?? 10) * (0.75 + 0.5 * hash(key)) * (1 + 0.08 * noise(key, t));
  }
}

const stageRule = (station) => ({
  id: `stage-${station.id.toLowerCase()}`, version: 1, hazard: '11A01', enabled: true,
  title: { zh: `${station.name}站水位`, en: `${station.name} stage` },
  document: { scope: { stations: [station.id] }, when: { kind: 'threshold', property: 'water_level', direction: 'above', levels: ladder(station.id), hold: '10m', clear: { by: 0.3, for: '30m' } } },
});

/** What the API says of a rule beside its document. */
const recorded = (rule) => ({ hazard: '11A01', phase: 'in_force', author: 'demo', at: new Date(0).toISOString(), reason: '', effective_from: null, effective_until: null, backtest: null, signatures_needed: 0, signatures: [], sha256: '0'.repeat(64), removal: false, restores: null, newest: rule.version, ...rule });

export const RULES = [
  ...STATIONS.filter((each) => each.kind === 'river_gauge').map(stageRule),
  { id: 'rain-1h', version: 2, hazard: '11B01', enabled: true, title: { zh: '1小时雨量', en: 'Rain in 1 h' }, document: { scope: { kinds: ['rain_gauge'] }, when: { kind: 'threshold', property: 'rain_1h', direction: 'above', levels: { blue: 30, yellow: 40, orange: 55, red: 70 } } } },
  { id: 'oxygen', version: 1, hazard: '12A01', enabled: true, title: { zh: '溶解氧偏低', en: 'Low dissolved oxygen' }, document: { scope: { kinds: ['water_quality'] }, when: { kind: 'threshold', property: 'dissolved_oxygen', direction: 'below', levels: { blue: 3, yellow: 2, orange: 1.5, red: 0.5 } } } },
].map(recorded);

const ORDER = ['none', 'blue', 'yellow', 'orange', 'red'];
const NAMES = { none: ['平稳', 'calm'], blue: ['蓝色', 'blue'], yellow: ['黄色', 'yellow'], orange: ['橙色', 'orange'], red: ['红色', 'red'] };
const DECIMALS = { water_level: 2, dissolved_oxygen: 2, rain_1h: 1 };
const UNITS = { water_level: 'm', dissolved_oxygen: 'mg/L', rain_1h: 'mm' };
const WORDS = { water_level: ['水位', 'stage'], dissolved_oxygen: ['溶解氧', 'dissolved oxygen'], rain_1h: ['1小时雨量', 'rain in 1 h'] };

export const levelOf = ({ levels, direction }, value) =>
  ORDER.findLast((level) => level === 'none' || (level in levels && (direction === 'above' ? value > levels[level] : value < levels[level])));

export function reasonOf(station, when, before, after, value, t) {
  const up = ORDER.indexOf(after) > ORDER.indexOf(before);
  const bar = when.levels[up ? after : before] ?? null;
  const fixed = (number) => number.toFixed(DECIMALS[when.property]);
  const [zh, en] = WORDS[when.property];
  const unit = UNITS[when.property];
  const gap = fixed(Math.abs(value - bar));
  const [over, overEn] = when.direction === 'above' ? ['超', 'above'] : ['低于', 'below'];
  return {
    t: new Date(t).toISOString(), change: up ? 'raise' : after === 'none' ? 'clear' : 'lower', before, after, reason: up ? 'held' : 'receded',
    property: when.property, value, threshold: bar,
    text: up
      ? { zh: `${station.name}站${zh} ${fixed(value)} ${unit}，${over}${NAMES[after][0]} ${gap} ${unit}，已持续 10 分钟`, en: `${station.name}: ${en} ${fixed(value)} ${unit}, ${gap} ${unit} ${overEn} ${NAMES[after][1]} for 10 minutes` }
      : { zh: `${station.name}站${zh} ${fixed(value)} ${unit}，已回落至${NAMES[after][0]}`, en: `${station.name}: ${en} ${fixed(value)} ${unit}, back to ${NAMES[after][1]}` },
  };
}

let count = 0;
export const newId = (t) => `${t.toString(16).padStart(12, '0')}-${String((count += 1)).padStart(4, '0')}`;

export function openIncident(station, rule, reason, t) {
  const at = new Date(t).toISOString();
  return {
    id: newId(t), rule: rule.id, rule_version: rule.version, hazard: rule.hazard, title: rule.title, station: station.id, station_name: station.name,
    target: station.id, division: station.division, lon: station.lon, lat: station.lat, kind: 'hazard', level: reason.after, peak: reason.after,
    state: 'open', opened: at, changed: at, closed: null, acknowledged_by: '', acknowledged_at: null, assignee: '', reasons: [reason], remarks: [], escalated_to: '', situation: '', inhibited_by: [], silenced_by: [], evidence: [],
  };
}

export const covers = (rule, station) => {
  const { stations, kinds } = rule.document.scope;
  return stations ? stations.includes(station.id) : kinds.includes(station.kind);
};

/** Three days of incidents, as if the rules had run every ten minutes. */
export function pastIncidents() {
  const done = [];
  for (const rule of RULES) {
    const when = rule.document.when;
    for (const station of STATIONS.filter((each) => covers(rule, each) && each.online)) {
      let open = null;
      for (let t = START - 72 * HOUR; t <= START; t += HOUR / 6) {
        const value = valueAt(station, when.property, t);
        const after = levelOf(when, value);
        const before = open?.level ?? 'none';
        if (after === before) continue;
        const reason = reasonOf(station, when, before, after, value, t);
        if (!open) done.push((open = openIncident(station, rule, reason, t)));
        else Object.assign(open, { level: after, peak: ORDER[Math.max(ORDER.indexOf(open.peak), ORDER.indexOf(after))], reasons: [...open.reasons, reason], changed: reason.t });
        if (after === 'none') {
          Object.assign(open, START - t < 1.5 * HOUR ? { state: 'cleared' } : { state: 'closed', closed: reason.t, acknowledged_by: '李敏' });
          open = null;
        }
      }
      if (open && START - Date.parse(open.opened) > 5 * HOUR) Object.assign(open, { state: 'acknowledged', acknowledged_by: '李敏', acknowledged_at: open.changed });
    }
  }
  return done;
}
