import { describe, expect, it } from 'vitest';

import { decidingOf } from '../src/admin/deciding';
import { searched } from '../src/admin/search';
import { onDuty, spansOf, teamAt, watchesOf } from '../src/admin/watch';
import type { JournalRow, ReleasePolicy, Shift } from '../src/wire/admin';

const HOUR = 3_600_000;
const beijing = (text: string): number => Date.parse(`${text}+08:00`);

const aShift = (over: Partial<Shift> = {}): Shift => ({
  division: '', post: 'watch', teams: [['wang', 'li'], ['zhao']], since: '2026-07-01T00:00:00Z', until: null, weekdays: [1, 2, 3, 4, 5, 6, 7], begins: '08:00', ends: '08:00', turn_days: 1, override: false, ...over,
});

describe('the watch', () => {
  it('goes from team to team at its hour of Beijing time', () => {
    expect(teamAt(aShift(), beijing('2026-07-01T08:00:00'))).toEqual(['wang', 'li']);
    expect(teamAt(aShift(), beijing('2026-07-02T07:59:59'))).toEqual(['wang', 'li']);
    expect(teamAt(aShift(), beijing('2026-07-02T08:00:00'))).toEqual(['zhao']);
    expect(teamAt(aShift({ turn_days: 7 }), beijing('2026-07-07T12:00:00'))).toEqual(['wang', 'li']);
  });

  it('is stood on its days only, counted where it begins', () => {
    const weekdays = aShift({ weekdays: [1, 2, 3, 4, 5], begins: '20:00', ends: '08:00', teams: [['wang']] });
    expect(teamAt(weekdays, beijing('2026-07-03T21:00:00'))).toEqual(['wang']); // Friday
    expect(teamAt(weekdays, beijing('2026-07-04T07:00:00'))).toEqual(['wang']);
    expect(teamAt(weekdays, beijing('2026-07-04T21:00:00'))).toEqual([]); // Saturday
    expect(teamAt(weekdays, beijing('2026-07-03T12:00:00'))).toEqual([]);
  });

  it('is nobody before it begins to count and after its end', () => {
    const short = aShift({ since: '2026-07-02T00:00:00Z', until: '2026-07-03T00:00:00Z' });
    expect(teamAt(short, Date.parse('2026-07-01T23:59:59Z'))).toEqual([]);
    expect(teamAt(short, Date.parse('2026-07-03T00:00:00Z'))).toEqual([]);
  });

  it('goes to the override that began last', () => {
    const first = aShift({ override: true, teams: [['sun']], since: '2026-07-02T00:00:00Z', begins: '00:00', ends: '00:00' });
    const second = { ...first, teams: [['qian']], since: '2026-07-02T06:00:00Z' };
    expect(onDuty([aShift(), first, second], Date.parse('2026-07-02T05:00:00Z'))).toEqual({ people: ['sun'], isOverride: true });
    expect(onDuty([aShift(), second, first], Date.parse('2026-07-02T07:00:00Z'))).toEqual({ people: ['qian'], isOverride: true });
  });

  it('is drawn without gaps, a new piece for each change', () => {
    const from = beijing('2026-07-01T09:00:00');
    const spans = spansOf([aShift()], from, from + 48 * HOUR);
    expect(spans.map((span) => span.people[0])).toEqual(['wang', 'zhao', 'wang']);
    expect(spans.map((span) => (span.until - span.from) / HOUR)).toEqual([23, 24, 1]);
    expect(spansOf([], from, from + HOUR)).toEqual([{ from, until: from + HOUR, people: [], isOverride: false }]);
  });

  it('is told apart by division and post, the whole city first', () => {
    const shifts = [aShift({ division: '411528000000' }), aShift(), aShift({ post: 'editor' })];
    expect(watchesOf(shifts).map(({ division, post }) => [division, post])).toEqual([['411528000000', 'watch'], ['', 'editor'], ['', 'watch']].sort());
  });
});

const aPolicy = (id: string, document: Partial<ReleasePolicy['document']>, built_in = false): ReleasePolicy => ({
  id, version: 1, author: '', at: null, ended: false, built_in, document: { release: 'one', ...document },
});

describe('the policy that decides', () => {
  const asked = { hazard: '11A01', level: 'red', division: '411528103000' } as const;
  const anywhere = aPolicy('any', {});
  const county = aPolicy('county', { division: '411528000000' });

  it('is a written one before one that is built in', () => {
    expect(decidingOf([aPolicy('built-in-high', { levels: ['orange', 'red'] }, true), anywhere], asked)?.id).toBe('any');
    expect(decidingOf([aPolicy('built-in-high', { levels: ['orange', 'red'] }, true)], asked)?.id).toBe('built-in-high');
    expect(decidingOf([], asked)).toBeNull();
  });

  it('is the one of the nearest division, then of the longest code, then of the fewest levels, then of the most people', () => {
    expect(decidingOf([anywhere, county, aPolicy('hazard', { hazards: ['11A01'] })], asked)?.id).toBe('county');
    expect(decidingOf([aPolicy('a', { hazards: ['11'] }), aPolicy('b', { hazards: ['11A'] })], asked)?.id).toBe('b');
    expect(decidingOf([anywhere, aPolicy('z', { levels: ['red'] })], asked)?.id).toBe('z');
    expect(decidingOf([aPolicy('a', {}), aPolicy('z', { release: 'two' })], asked)?.id).toBe('z');
  });

  it('is none that is about something else, or has ended', () => {
    expect(decidingOf([aPolicy('a', { division: '411500000000' }), { ...county, ended: true }], { ...asked, division: '411300000000' })).toBeNull();
    expect(decidingOf([aPolicy('city', { division: '411500000000' })], asked)?.id).toBe('city');
    expect(decidingOf([aPolicy('a', { levels: ['blue'] }), aPolicy('b', { hazards: ['12'] })], asked)).toBeNull();
  });
});

const rowOf = (seq: number, over: Partial<JournalRow> = {}): JournalRow => ({
  seq, t: new Date(seq * 60_000).toISOString(), kind: 'incident', division: '000000000000', data: { act: 'raised', actor: 'rule:r@1' }, hash: '', previous: '', ...over,
});

const SOUGHT = { actor: 'wang', kind: 'incident', isAct: true, before: null };

/** Answers a search page by page, and keeps what was asked. */
function told(...pages: readonly { readonly rows: number; readonly next: string | null }[]) {
  const asked: string[] = [];
  const ask = (path: string) => {
    const page = pages[asked.push(path) - 1]!;
    return Promise.resolve({ items: Array.from({ length: page.rows }, (_, n) => rowOf(1000 * asked.length - n)), next: page.next });
  };
  return { asked, ask };
}

describe('the search in the journal', () => {
  it('asks for who, what, by whose hand and until when', async () => {
    const { asked, ask } = told({ rows: 0, next: null });
    await searched({ ...SOUGHT, before: 0 }, '77', ask);
    expect(asked).toEqual(['/journal/search?limit=50&actor=wang&kind=incident&acts=true&before=1970-01-01T00%3A00%3A00.000Z&cursor=77']);
  });

  it('goes on over pages in which nothing was found', async () => {
    const { asked, ask } = told({ rows: 1, next: '900' }, { rows: 0, next: '800' }, { rows: 2, next: null });
    const found = await searched(SOUGHT, null, ask);
    expect([found.rows.length, found.next]).toEqual([3, null]);
    expect(asked.map((path) => new URLSearchParams(path.split('?')[1]).get('cursor'))).toEqual([null, '900', '800']);
  });

  it('asks whether to go on when enough was found, or nothing for long', async () => {
    expect((await searched(SOUGHT, null, told({ rows: 50, next: '5' }).ask)).next).toBe('5');
    const empty = told(...Array.from({ length: 20 }, () => ({ rows: 0, next: '5' })));
    expect((await searched(SOUGHT, null, empty.ask)).next).toBe('5');
    expect(empty.asked).toHaveLength(10);
  });
});
