import { afterAll, describe, expect, it } from 'vitest';

import { clockTime, dayTime, fullTime, midnight, minutesBetween, nearTime, stopwatch } from '../src/beijing';
import { printedUnit, readable } from '../src/reading';
import { BOTH as INCIDENT } from '../src/board/words';
import { BOTH as ROLL } from '../src/rollcall/words';
import { BOTH as SHEET } from '../src/warnings/words';
import { en } from '../src/words/en';
import { zh } from '../src/words/zh';

const zone = process.env['TZ'];
afterAll(() => {
  process.env['TZ'] = zone;
});

describe('Beijing time', () => {
  const instant = Date.parse('2026-07-19T17:04:37Z');

  it('is eight hours ahead of UTC, the next day already', () => {
    expect(fullTime(instant)).toBe('2026-07-20 01:04:37');
    expect(dayTime(instant)).toBe('07-20 01:04');
    expect(clockTime(instant)).toBe('01:04');
  });

  it('does not depend on the zone of the computer', () => {
    process.env['TZ'] = 'America/Los_Angeles';
    expect(fullTime(instant)).toBe('2026-07-20 01:04:37');
  });

  it('begins its day at 16:00 UTC', () => {
    expect(new Date(midnight(instant)).toISOString()).toBe('2026-07-19T16:00:00.000Z');
  });

  it('leaves out the day when it is today', () => {
    expect(nearTime(instant, instant + 3_600_000)).toBe('01:04');
    expect(nearTime(instant - 86_400_000, instant)).toBe('07-19 01:04');
  });

  it('counts waiting like a stopwatch', () => {
    expect(stopwatch(201_000)).toBe('3:21');
    expect(stopwatch(3_725_000)).toBe('1:02:05');
    expect(stopwatch(-5)).toBe('0:00');
  });

  it('never counts negative minutes', () => {
    expect(minutesBetween(10, 0)).toBe(0);
  });
});

describe('readings', () => {
  it('have the decimals of their unit', () => {
    expect(readable(42.1789, 'm')).toBe('42.18');
    expect(readable(0.46, 'mm')).toBe('0.5');
    expect(readable(4645.2, 'm³/s')).toBe('4645');
    expect(readable(7.604, 'pH')).toBe('7.60');
  });

  it('are a dash when there is none', () => {
    expect(readable(undefined, 'm')).toBe('—');
    expect(readable(null, 'm')).toBe('—');
    expect(readable(Number.NaN, 'm')).toBe('—');
  });

  it('have no negative zero', () => {
    expect(readable(-0.001, 'm')).toBe('0.00');
  });

  it('print no unit where there is none', () => {
    expect(printedUnit('pH')).toBe('');
    expect(printedUnit('m')).toBe('m');
  });
});

/** Every text of a dictionary, functions called with something plausible. */
function texts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String((value as (...given: unknown[]) => unknown)(3, 7, '12:00', 2))]];
  return Object.entries(value as object).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

describe('the dictionaries', () => {
  it('have the same keys', () => {
    expect(texts(en).map(([path]) => path).sort()).toEqual(texts(zh).map(([path]) => path).sort());
  });

  it('are complete: no empty text but the silent status of real warnings', () => {
    const empty = [...texts(zh), ...texts(en)].filter(([, text]) => !text.trim()).map(([path]) => path);
    expect(new Set(empty)).toEqual(new Set(['.warning.status.Actual']));
  });

  it('say ages in words', () => {
    expect([0, 4, 60, 102, 1500].map(zh.age)).toEqual(['刚刚', '4 分', '1 时', '1 时 42 分', '1 天 1 时']);
    expect([0, 4, 60, 102, 1500].map(en.age)).toEqual(['just now', '4 min', '1 h', '1 h 42 min', '1 d 1 h']);
  });

  it('have no Chinese in the English texts but the name and the switch', () => {
    const chinese = texts(en).filter(([, text]) => /[\u4e00-\u9fff]/.test(text)).map(([path]) => path);
    expect(chinese).toEqual(['.brand', '.top.language', '.top.languageHint', '.exercise.mark']);
  });
});

describe('the dictionaries of chunks of their own', () => {
  it('have the same keys, no empty text, and no Chinese in English but the name of the language', () => {
    for (const { zh: chinese, en: english } of [INCIDENT, ROLL, SHEET]) {
      expect(texts(english).map(([path]) => path).sort()).toEqual(texts(chinese).map(([path]) => path).sort());
      expect([...texts(chinese), ...texts(english)].filter(([, text]) => !text.trim())).toEqual([]);
      const mixed = texts(english).filter(([path, text]) => /[\u4e00-\u9fff]/.test(text) && path !== '.languages.zh');
      expect(mixed).toEqual([]);
    }
  });
});
