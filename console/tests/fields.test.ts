import { describe, expect, it } from 'vitest';

import { TEMPLATE } from '../src/rules/draft';
import { at, leaves, pathAt, readText, typed, withList, withScalar } from '../src/rules/fields';
import { changedTable, isReadable, rowOf, written, type Changes } from '../src/rules/ladders';
import { ladderOf, moved, spansBeyond, stepOf, timesBeyond } from '../src/rules/rungs';
import type { RuleVersion } from '../src/wire/rules';
import { aRule } from './builders';

const TEXT = `apiVersion: fenghuo/v1
# Written by hand: this line stays.
kind: Rule
id: mill
hazard: "11A01"                       # 洪水
title: {zh: 磨坊水位, en: Mill stage}
scope: {stations: [A, B]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {blue: 3.0, yellow: {at: 5.0, hold: 5m}}
  clear: {by: 0.3}
`;
const read = (text: string, ...path: (string | number)[]): unknown => at(readText(text).document, path);

describe('a field that is changed in the text', () => {
  it('leaves comments and alignment as they were written', () => {
    const changed = withScalar(withScalar(TEXT, ['when', 'levels', 'blue'], 3.6), ['hazard'], '11A02');
    expect(changed).toBe(TEXT.replace('blue: 3.0', 'blue: 3.6').replace('"11A01"', '"11A02"'));
  });

  it('is put in where it was not', () => {
    const changed = withScalar(TEXT, ['when', 'levels', 'red'], 7.5);
    expect(read(changed, 'when', 'levels')).toEqual({ blue: 3, yellow: { at: 5, hold: '5m' }, red: 7.5 });
    expect(changed).toContain('# Written by hand: this line stays.');
  });

  it('is taken out by an empty text, with what it leaves empty', () => {
    const changed = withScalar(TEXT, ['when', 'clear', 'by'], '');
    expect(read(changed, 'when', 'clear')).toBeUndefined();
    expect(withScalar(TEXT, ['when', 'months', 'x'], '')).toBe(TEXT);
  });

  it.each(['a, b', '{x}', 'yes: no', '# no comment', "it's", '', '10m', '11'])('says %j again, whatever stands in it', (value) => {
    const changed = withScalar(TEXT, ['title', 'zh'], value);
    expect(readText(changed).fault).toBe('');
    expect(String(read(changed, 'title', 'zh') ?? '')).toBe(value);
    expect(read(changed, 'title', 'en')).toBe('Mill stage');
  });

  it('is a list that is never empty', () => {
    expect(read(withList(TEXT, ['scope', 'stations'], ['C']), 'scope', 'stations')).toEqual(['C']);
    expect(read(withList(TEXT, ['scope', 'stations'], []), 'scope')).toBeUndefined();
    expect(read(withList(TEXT, ['quality'], ['good', 'doubtful']), 'quality')).toEqual(['good', 'doubtful']);
  });

  it('is what was typed, of the kind that stood there', () => {
    expect([typed('7', 3), typed('7', '3'), typed('x', 3), typed(' 1.5 ', undefined), typed('true', false)]).toEqual([7, '7', 'x', 1.5, true]);
  });
});

describe('a rule that is not there yet', () => {
  it('is written from an empty document field by field', () => {
    let text = withScalar(TEMPLATE, ['id'], 'new-rule');
    text = withScalar(text, ['title', 'zh'], '新规则：甲');
    text = withScalar(text, ['when', 'levels', 'blue'], 3);
    text = withScalar(text, ['when', 'levels', 'yellow'], '');
    text = withList(text, ['scope', 'stations'], ['A', 'B']);
    expect([read(text, 'id'), read(text, 'title', 'zh'), read(text, 'when', 'levels'), read(text, 'scope', 'stations')]).toEqual(['new-rule', '新规则：甲', { blue: 3 }, ['A', 'B']]);
  });
});

describe('a text that is no rule', () => {
  it('says so and does not break the form', () => {
    expect(readText('a: [').fault).not.toBe('');
    expect(readText('- a').document).toBeNull();
    expect(readText('').document).toBeNull();
  });

  it('is blamed at the field that stands in the line', () => {
    expect(pathAt(TEXT, 11)).toEqual(['when', 'direction']);
    expect(pathAt(TEXT, 12)).toEqual(['when', 'levels', 'yellow', 'hold']);
    expect(pathAt(TEXT, 2)).toBeNull();
  });

  it('shows what the form has no own fields for, leaf by leaf', () => {
    expect(leaves({ within: { red: '1h' }, a: [1, true], none: null })).toEqual([[['within', 'red'], '1h'], [['a', 0], 1], [['a', 1], true]]);
  });
});

describe('a ladder that is dragged', () => {
  const ladder = ladderOf(readText(TEXT).document, 'A');

  it('has the number of a level with a pace of its own', () => {
    expect(ladder?.rungs.map(({ level, value, path }) => [level, value, path.join('.')])).toEqual([
      ['blue', 3, 'when.levels.blue'],
      ['yellow', 5, 'when.levels.yellow.at'],
    ]);
  });

  it('is the one of the station where that has its own', () => {
    const own = ladderOf({ when: { kind: 'threshold', property: 'p', direction: 'below', levels: { blue: 1 }, stations: { A: { levels: { blue: 2 } } } } }, 'A');
    expect(own?.rungs[0]?.path).toEqual(['when', 'stations', 'A', 'levels', 'blue']);
    expect(own?.isAbove).toBe(false);
    expect(ladderOf({ when: { kind: 'rate', property: 'p', levels: { blue: 1 } } }, 'A')).toBeNull();
  });

  it('never passes the rung beside it, and moves in whole steps', () => {
    if (!ladder) throw new Error('a ladder was expected');
    expect(moved(ladder, 'blue', 9, 0.01)).toBe(4.99);
    expect(moved(ladder, 'yellow', 1, 0.01)).toBe(3.01);
    expect(moved(ladder, 'yellow', 6.126, 0.01)).toBe(6.13);
    const below = { ...ladder, isAbove: false, rungs: ladder.rungs.map((rung, index) => ({ ...rung, value: [5, 3][index] ?? 0 })) };
    expect([moved(below, 'blue', 1, 0.1), moved(below, 'yellow', 9, 0.1)]).toEqual([3.1, 4.9]);
  });

  it('moves as finely as the scale can show', () => {
    expect([stepOf(8), stepOf(0.5), stepOf(300)]).toEqual([0.01, 0.001, 1]);
  });

  it('says when and how often the curve was beyond it', () => {
    const points = [[0, 1], [1, 4], [2, 6], [3, 2], [4, 3.5], [5, 3]] as const;
    expect(spansBeyond(points, 3, true)).toEqual([[1, 2], [4, 4]]);
    expect(spansBeyond(points, 3, false)).toEqual([[0, 0], [3, 3]]);
    expect(ladder && timesBeyond(points, ladder)).toEqual([['blue', 2], ['yellow', 1]]);
  });
});

describe('ladders as a table', () => {
  const rule = (id: string, document: unknown): RuleVersion => ({ ...aRule(document, { id }), hazard: '11A01' }) as RuleVersion;
  const plain = { scope: { stations: ['A'] }, when: { kind: 'threshold', property: 'water_level', direction: 'above', levels: { blue: 1, red: { at: 3 } }, hold: '10m', clear: { by: 0.1, for: '30m' } } };

  it('are the rules of one station and nothing else', () => {
    expect(rowOf(rule('a', plain))?.cells).toEqual({ blue: '1', yellow: '', orange: '', red: '3', hold: '10m', clear_by: '0.1', clear_for: '30m' });
    expect(rowOf(rule('b', { ...plain, scope: { stations: ['A', 'B'] } }))).toBeNull();
    expect(rowOf(rule('c', { ...plain, scope: { stations: ['A'], kinds: ['air'] } }))).toBeNull();
    expect(rowOf(rule('d', { ...plain, when: { ...plain.when, months: {} } }))).toBeNull();
  });

  it('are sent row by row as far as they were changed', () => {
    const rows = [rowOf(rule('a', plain)), rowOf(rule('b', plain))].flatMap((row) => row ?? []);
    const [first] = rows;
    if (!first) throw new Error('a row was expected');
    const none: Changes = new Map();
    const changed = written(written(none, first, 'blue', '1.5'), first, 'yellow', '2');
    expect(changedTable(rows, changed)).toBe('\ufeffid,station,property,direction,blue,yellow,orange,red,hold,clear_by,clear_for\r\na,A,water_level,above,1.5,2,,3,10m,0.1,30m\r\n');
    expect(written(written(changed, first, 'blue', '1'), first, 'yellow', ' ').size).toBe(0);
  });

  it('are read before they are sent', () => {
    expect([isReadable('blue', '1e'), isReadable('blue', '-1.5'), isReadable('hold', '1h30m'), isReadable('hold', '90'), isReadable('clear_for', '')]).toEqual([false, true, true, false, true]);
  });
});
