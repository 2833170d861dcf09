import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Look } from '../src/city/store';
import { bodyOf, changed, draftOf, type WaitingDevice } from '../src/registry/adoption';
import { csvOf } from '../src/registry/comma';
import { FIELDS_EN, FIELDS_ZH } from '../src/registry/fieldwords';
import { groupsOf, type Refused } from '../src/registry/groups';
import { chosen, lacking, mappingOf, mediaOf, ordered, printed, proposed, type FileInfo, type Outcome } from '../src/registry/mapping';
import { reasonOf } from '../src/registry/reasons';
import { inOrder, narrowed, NOTHING, sortedBy, textOf, USUAL, type Column, type Filter, type Order, type Row } from '../src/registry/rows';
import { revealed, spanOf, stepped } from '../src/registry/window';
import { aStation, at, T0 } from './builders';

const look = (over: Partial<Look> = {}): Look => ({ station: aStation(), level: 'none', hearing: 'heard', raised: undefined, mark: 'none', isUntold: false, ...over });
const row = (id: string, over: Partial<Look> = {}, more: Partial<Row> = {}): Row => ({
  look: look({ ...over, station: aStation({ id, name: `站${id}`, ...over.station }) }),
  kind: '河道站',
  place: '息县',
  property: 'water_level',
  reading: { t: T0, v: 40, q: 'good', why: [] },
  text: textOf(aStation({ id, name: `站${id}`, ...over.station }), '河道站', '息县'),
  ...more,
});
const arranged = (rows: readonly Row[], filter: Filter, order: Order): readonly Row[] => narrowed(inOrder(rows, order), filter);
const ids = (rows: readonly Row[]): string => rows.map((each) => each.look.station.id).join('');

describe('the rows in sight', () => {
  it('are few, whatever the length of the table', () => {
    const { first, end } = spanOf({ top: 190_000, height: 760 }, 38, 10_000);
    expect(first).toBe(4992);
    expect(end - first).toBeLessThan(40);
  });

  it.each([0, 1, 5, 37, 38, 379_000, 380_000, 999_999])('cover the whole view from %d px and stay within the table', (top) => {
    const { first, end } = spanOf({ top, height: 700 }, 38, 10_000);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual(10_000);
    expect(first).toBeLessThanOrEqual(Math.min(10_000, Math.floor(top / 38)));
    expect(end).toBeGreaterThanOrEqual(Math.min(10_000, Math.floor((top + 700) / 38)));
  });

  it('are none of an empty table, also when it was scrolled', () => {
    expect(spanOf({ top: 4000, height: 700 }, 38, 0)).toEqual({ first: 0, end: 0 });
  });

  it('move just so far that the chosen one is whole in sight', () => {
    const sight = { top: 380, height: 380 };
    expect(revealed(sight, 38, 9)).toBe(342);
    expect(revealed(sight, 38, 12)).toBe(380);
    expect(revealed(sight, 38, 20)).toBe(418);
  });

  it('are stepped through without leaving the table', () => {
    expect([stepped(-1, 1, 3), stepped(-1, -1, 3), stepped(2, 1, 3), stepped(0, -1, 3), stepped(1, 1, 3), stepped(0, 1, 0), stepped(1, Infinity, 3)]).toEqual([0, 2, 2, 0, 2, -1, 2]);
  });
});

describe('the table of stations', () => {
  const table = [
    row('C'),
    row('B', { level: 'red', mark: 'red' }),
    row('A', { hearing: 'never', mark: 'void' }, { reading: undefined }),
    row('D', { level: 'blue', mark: 'blue' }, { reading: { t: T0 - 60_000, v: 2, q: 'doubtful', why: ['spike'] } }),
  ];
  const by = (column: Column, isDescending: boolean): string => ids(arranged(table, NOTHING, { column, isDescending }));

  it('has the worst first, then those that are not heard', () => {
    expect(ids(arranged(table, NOTHING, USUAL))).toBe('BDAC');
  });

  it('has what lacks a value last, whichever way it is sorted', () => {
    expect([by('value', true), by('value', false), by('age', true), by('quality', true)]).toEqual(['BCDA', 'DBCA', 'DBCA', 'DBCA']);
  });

  it('begins with the greatest where that is what people look for, and turns round', () => {
    expect(sortedBy(USUAL, 'name')).toEqual({ column: 'name', isDescending: false });
    expect(sortedBy(USUAL, 'age')).toEqual({ column: 'age', isDescending: true });
    expect(sortedBy({ column: 'age', isDescending: true }, 'age').isDescending).toBe(false);
  });

  it.each([
    [{ level: 'raised' }, 'BD'],
    [{ level: 'void' }, 'A'],
    [{ hearing: 'unheard' }, 'A'],
    [{ quality: 'doubted' }, 'D'],
    [{ quality: 'good' }, 'BC'],
    [{ county: '411528' }, 'BDAC'],
    [{ kind: 'air' }, ''],
    [{ search: '站b 息县' }, 'B'],
    [{ search: '淮河 没有' }, ''],
  ])('is narrowed down by %j', (narrowed, found) => {
    expect(ids(arranged(table, { ...NOTHING, ...narrowed }, USUAL))).toBe(found);
  });

  it('is in the order of the dictionary, with numbers as numbers, whichever names were sorted before', () => {
    const named = (id: string, name: string): Row => row(id, { station: aStation({ id, name }) });
    const order = { column: 'name', isDescending: false } as const;
    expect(ids(inOrder([named('1', '站10'), named('2', '站2'), named('3', '安阳')], order))).toBe('321');
    expect(ids(inOrder([named('1', '站10'), named('4', '站1')], { ...order, isDescending: true }))).toBe('14');
  });

  it('keeps the order of the rows while they are narrowed down', () => {
    const sorted = inOrder(table, { column: 'name', isDescending: true });
    expect(narrowed(sorted, NOTHING)).toBe(sorted);
    expect(ids(narrowed(sorted, { ...NOTHING, quality: 'good' }))).toBe('CB');
  });

  it('sorts ten thousand rows of equal level by id', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => row(String(9_999 - n).padStart(4, '0')));
    expect(arranged(many, NOTHING, USUAL)[123]?.look.station.id).toBe('0123');
  });
});

describe('a table as CSV', () => {
  it('opens in a spreadsheet and runs nothing there', () => {
    expect(csvOf(['名', 'v'], [['=1+1', -3], ['a,"b"', null], ['-x', 0]])).toBe('\ufeff名,v\r\n\'=1+1,-3\r\n"a,""b""",\r\n\'-x,0\r\n');
  });
});

const file: FileInfo = {
  tables: [
    {
      name: '',
      kind: 'stations',
      rows: 2,
      columns: [
        { header: '测点', field: '', sample: ['A'] },
        { header: '站名', field: 'name', sample: [] },
        { header: '名称', field: '', sample: [] },
      ],
    },
  ],
  fields: { stations: ['id', 'name'] },
};

describe('what the columns of a file mean', () => {
  it('is what the server took them for until somebody says otherwise', () => {
    expect(mappingOf(file, proposed(file))).toEqual([]);
    expect(lacking(file.tables[0]!, proposed(file)[0]!)).toEqual(['id']);
  });

  it('is sent where it differs', () => {
    const choices = chosen(proposed(file), 0, '测点', 'id');
    expect(mappingOf(file, choices)).toEqual(['id=测点']);
    expect(lacking(file.tables[0]!, choices[0]!)).toEqual([]);
  });

  it('moves a field from one column to another', () => {
    const choices = chosen(proposed(file), 0, '名称', 'name');
    expect(choices[0]).toEqual({ 测点: '', 站名: '', 名称: 'name' });
    expect(mappingOf(file, choices)).toEqual(['name=名称']);
  });

  it('leaves a field out', () => {
    expect(mappingOf(file, chosen(proposed(file), 0, '站名', ''))).toEqual(['name=']);
  });

  it('is asked of files that the server reads', () => {
    expect([mediaOf('站点.CSV'), mediaOf('a.b.geojson'), mediaOf('x.exe'), mediaOf('csv')]).toEqual(['text/csv', 'application/geo+json', null, 'text/csv']);
  });

  it('has a word for every field that the server knows', () => {
    const source = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const named = ['sensing/exchange/column.py', 'rules/threshold_row.py', 'alerts/contact_document.py', 'alerts/site_table.py'].flatMap((path) =>
      [...source(path).matchAll(/^ {4}"([a-z_0-9]+)": \(/gm)].map((match) => match[1] as string),
    );
    expect(named.length).toBeGreaterThan(50);
    for (const words of [FIELDS_ZH, FIELDS_EN]) expect(Object.keys(words)).toEqual(expect.arrayContaining(named));
  });
});

describe('what becomes of the rows', () => {
  const outcome = (n: number, change: Outcome['change']): Outcome => ({ row: n, id: 'A', kind: 'stations', change, changes: {}, detail: '' });

  it('is told with what needs a look first', () => {
    expect(ordered([outcome(2, 'new'), outcome(3, 'unchanged'), outcome(5, 'refused'), outcome(4, 'refused'), outcome(6, 'changed')]).map((each) => each.row)).toEqual([4, 5, 6, 2, 3]);
  });

  it('is printed as people read it', () => {
    expect([printed(null), printed(''), printed('息县'), printed(5), printed(['a'])]).toEqual(['—', '—', '息县', '5', '["a"]']);
  });

  it.each([
    ['row 4: lon, lat: expected degrees (lon, lat), got 214.5, 32.1: swapped?', '经度、纬度：应为度（先经度后纬度），实为 214.5, 32.1；是否写反了？'],
    ["row 7: kind: unknown value '水站', did you mean '水文站'?", "类型：不认识 '水站'，是否指 '水文站'？"],
    ["row 9: name, division: expected a value, 'A' is a new station", "名称、行政区划：'A' 是新测站，须写明"],
    ['row 3: hard_low: expected a number, got \'x\'', "量程下限：应为数字，实为 'x'"],
    ['row 2: something nobody foresaw', 'something nobody foresaw'],
  ])('is refused in words: %s', (detail, said) => {
    expect(reasonOf(detail, FIELDS_ZH, true)).toBe(said);
  });

  it('is refused in English as the server says it, with the words of the fields', () => {
    expect(reasonOf("row 3: lon, lat: expected both or none", FIELDS_EN, false)).toBe('Longitude, Latitude: expected both or none');
  });
});

describe('messages that were not understood', () => {
  const refused = (id: number, over: Partial<Refused> = {}): Refused => ({ id, t: at(id), topic: '', station: 'X', code: 'bad_time', detail: '', payload: '', adopted: null, ...over });

  it('are grouped by who sent them, what waits first', () => {
    const groups = groupsOf([refused(9, { station: 'Y', adopted: at(10) }), refused(3), refused(2, { code: 'wrong_type' }), refused(1)]);
    expect(groups.map(({ station, waiting, codes }) => [station, waiting, codes])).toEqual([
      ['X', 3, [['bad_time', 2], ['wrong_type', 1]]],
      ['Y', 0, [['bad_time', 1]]],
    ]);
    expect(groups[0]?.last).toBe(at(3));
  });
});

describe('a device that is adopted', () => {
  const device: WaitingDevice = {
    name: 'NEW-7', first: at(0), last: at(1), count: 2, topic: '', sample: '',
    proposed: { kind: 'river_gauge', division: '411528000000', codecs: [], kinds: [], unknown: [], datastreams: [{ property: 'water_level', unit: 'm', interval_s: 300 }, { property: 'rain_5m', unit: 'mm', interval_s: 300 }] },
  };
  const facts = { id: 'NEW-7', name: '新桥', kind: 'river_gauge', division: '411528', lon: 114.7, lat: 32.3 };

  it('leaves what the server proposes to the server', () => {
    expect(bodyOf(facts, draftOf(device), device)).toEqual(facts);
  });

  it('has the properties that the person kept, as the person changed them', () => {
    const streams = changed(changed(draftOf(device), 'rain_5m', { isTaken: false }), 'water_level', { unit: 'cm' });
    expect(bodyOf(facts, streams, device)).toEqual({ ...facts, datastreams: [{ property: 'water_level', unit: 'cm', interval_s: 300 }] });
  });
});
