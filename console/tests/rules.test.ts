import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { fieldTime, fromField } from '../src/beijing';
import { validityOf } from '../src/map/validity';
import { faultOf, highestOf, idOf, inline, stationsOf, tidy, written } from '../src/rules/document';
import { differenceOf, judgementOf, lasted, standingAt, within } from '../src/rules/reckon';
import { decoded } from '../src/rules/run';
import { BOTH } from '../src/rules/words';
import { spread } from '../src/stations/series';
import { questionOf } from '../src/why/asked';
import type { Episode, Trial } from '../src/wire/rules';
import { anIncident, aReason, aStation, at, T0 } from './builders';

const source = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const stations = new Map([aStation(), aStation({ id: 'XY-P01', kind: 'rain_gauge', division: '411522100000', datastreams: [] })].map((each) => [each.id, each]));

describe("a rule's document", () => {
  it('tells the worst level that it can raise, wherever it is written', () => {
    expect(highestOf({ when: { kind: 'threshold', levels: { blue: 1, orange: 2 } } })).toBe('orange');
    expect(highestOf({ when: { kind: 'accumulation', windows: [{ levels: { yellow: 1 } }, { levels: { red: 9 } }] } })).toBe('red');
    expect(highestOf({ when: { kind: 'silence', level: 'blue', rising: { level: 'yellow' } } })).toBe('yellow');
    expect(highestOf({ when: { all: [{ rule: 'a', at: 'red' }], level: 'blue' } })).toBe('blue');
    expect(highestOf(null)).toBe('none');
  });

  it('judges stations by name, division, kind and what they measure', () => {
    const judged = (document: unknown) => stationsOf(document, stations)?.map((each) => each.id);
    expect(judged({ scope: { stations: ['XY-P01', 'away'] } })).toEqual(['XY-P01']);
    expect(judged({ scope: { divisions: ['411528000000'] } })).toEqual(['XY-H03']);
    expect(judged({ scope: { kinds: ['rain_gauge'] } })).toEqual(['XY-P01']);
    expect(judged({ when: { kind: 'threshold', property: 'water_level' } })).toEqual(['XY-H03']);
  });

  it('leaves to the server what only it can tell', () => {
    expect(stationsOf({ scope: { fence: 'f' } }, stations)).toBeNull();
    expect(stationsOf({ when: { kind: 'composite' } }, stations)).toBeNull();
  });

  it('has its faults at their lines', () => {
    expect(faultOf('body:11: unknown key "levls", did you mean "levels"?')).toEqual({ line: 11, text: 'unknown key "levls", did you mean "levels"?' });
    expect(faultOf('document:3:7: expected a mapping')).toEqual({ line: 3, text: 'expected a mapping' });
    expect(faultOf('rule x: scope.stations names unknown station')).toEqual({ line: null, text: 'rule x: scope.stations names unknown station' });
  });

  it('names its rule', () => {
    expect(idOf("kind: Rule\nid: 'stage-mill'  # the mill\n")).toBe('stage-mill');
    expect(idOf('id:\n')).toBe('');
    expect(idOf('  id: inner\n')).toBe('');
  });

  it('is shown as it was written, unless no person wrote it', () => {
    expect(written('---\r\nid: a # mine\r\n', '---\nid: a\n')).toBe('id: a # mine\n');
    expect(written('{"id": "a"}', '---\nid: a\n')).toBe('id: a\n');
    expect(written('', 'id: a\n')).toBe('id: a\n');
    expect(tidy('a: 1\n\n\n')).toBe('a: 1\n');
  });

  it('has fields that fit into one line', () => {
    expect([null, 41.5, ['a', 'b'], { by: 1 }, false].map(inline)).toEqual(['—', '41.5', 'a, b', '{"by":1}', 'false']);
  });
});

const episode = (over: Partial<Episode> = {}): Episode => ({ target: 'A', opened: at(0), closed: at(90), peak: 'red', lost: false, ...over });
const trial = (over: object): Trial => ({ score: null, comparison: null, ...over }) as unknown as Trial;

describe('a back-test', () => {
  it('calls an episode right or wrong only where it was held against something', () => {
    const wrong = episode({ opened: at(200) });
    const scored = trial({ score: { overall: { events: 1, false: [wrong] } } });
    const unknown = trial({ score: { overall: { events: 0, false: [wrong] } } });
    expect([judgementOf(trial({}), wrong), judgementOf(unknown, wrong), judgementOf(scored, wrong), judgementOf(scored, episode())]).toEqual([null, null, 'false', 'hit']);
  });

  it('tells what the rule in force has at the same target', () => {
    const difference = { target: 'A', kind: 'later', trial: [episode()], standing: [episode({ opened: at(-30) })], shift_s: 1800 };
    const compared = trial({ comparison: { version: 2, differences: [difference, { ...difference, target: 'B', trial: [], kind: 'gone' }] } });
    expect(differenceOf(compared, episode())?.kind).toBe('later');
    expect(standingAt(compared, 'A')).toHaveLength(1);
    expect(standingAt(trial({}), 'A')).toBeNull();
  });

  it('gives how long an episode lasted, and nothing for one that is open', () => {
    expect([lasted(episode()), lasted(episode({ closed: null }))]).toEqual([90, null]);
    expect([within(5, 0, 10), within(-5, 0, 10), within(50, 0, 10)]).toEqual([0.5, 0, 1]);
  });

  it('reads tables in UTF-8, UTF-16 and GB18030', () => {
    const bytes = (...list: number[]): ArrayBuffer => new Uint8Array(list).buffer;
    expect(decoded(new TextEncoder().encode('站码').buffer as ArrayBuffer)).toBe('站码');
    expect(decoded(bytes(0xd5, 0xbe, 0xc2, 0xeb))).toBe('站码');
    expect(decoded(bytes(0xff, 0xfe, 0xd9, 0x7a)).at(-1)).toBe('站');
  });
});

describe('the question why', () => {
  it('is about the datastream and the instant of the last rise', () => {
    const rose = aReason({ t: at(5), after: 'red' });
    const fell = aReason({ t: at(9), change: 'lower', after: 'blue' });
    expect(questionOf(anIncident({ reasons: [aReason(), rose, fell] }), stations)).toEqual({ station: 'XY-H03', property: 'water_level', at: T0 + 5 * 60_000, rule: 'stage-xixian' });
  });

  it('is about the first datastream where the rule looked at none, and is not asked of an area', () => {
    expect(questionOf(anIncident({ reasons: [aReason({ property: '' })] }), stations)?.property).toBe('water_level');
    expect(questionOf(anIncident({ station: '' }), stations)).toBeNull();
  });

  it('takes its instant in Beijing time', () => {
    expect(fieldTime(T0)).toBe('2026-07-19T21:00:00');
    expect([fromField('2026-07-19T21:00:00'), fromField('2026-07-19T21:00'), fromField('')]).toEqual([T0, T0, null]);
  });
});

describe('labels beside a scale', () => {
  it('stay where they are when there is room', () => {
    expect(spread([43, 41], 0.01)).toEqual([0, 0]);
  });

  it('make room for each other, highest first, around the middle', () => {
    const moved = spread([43, 43.05], 0.05);
    expect(moved).toEqual([6, -6]);
    const crowd = spread([1, 1, 1], 1);
    expect([...crowd].sort((left, right) => left - right).map((each, nth, all) => (nth ? each - (all[nth - 1] ?? 0) : 13))).toEqual([13, 13, 13]);
  });
});

describe('a fence', () => {
  it('holds from its beginning until its end', () => {
    expect(validityOf({}, T0)).toEqual({ holds: true, from: null, until: null });
    expect(validityOf({ valid_from: at(5) }, T0)).toEqual({ holds: false, from: T0 + 300_000, until: null });
    expect(validityOf({ valid_until: at(0) }, T0)).toEqual({ holds: false, from: null, until: T0 });
  });
});

describe('the words of rules', () => {
  it('name every hazard and every kind of rule that the server knows', () => {
    const hazards = [...source('alerts/hazard.py').matchAll(/(?:^|= ")(1\d[A-Z]\d{2}) (\S+) ([^"\n]+)/gm)];
    expect(hazards.length).toBeGreaterThan(30);
    expect(Object.keys(BOTH.zh.hazard).sort()).toEqual(hazards.map((each) => each[1]).sort());
    for (const [, code = '', zh, en] of hazards) expect([BOTH.zh.hazard[code], BOTH.en.hazard[code]]).toEqual([zh, en]);
    const files = ['threshold/condition', 'index/condition', 'silence/condition', 'fence/condition', 'event/condition', 'composite/condition', 'feature/rate', 'feature/accumulation', 'feature/deviation', 'feature/trend'];
    const kinds = files.flatMap((file) => [...source(`rules/${file}.py`).matchAll(/FORM = Form\(\s*name="([a-z]+)"/g)].map((each) => each[1]));
    for (const words of Object.values(BOTH)) expect(Object.keys(words.kind).sort()).toEqual(kinds.sort());
  });
});
