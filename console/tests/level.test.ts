import { describe, expect, it } from 'vitest';

import { LEVELS, NUMERALS, RAISED, rank, worst } from '../src/level/level';
import { SHAPES } from '../src/level/shape';

/** Corners of an outline: straight pieces of its path. */
const corners = (outline: string): number => (outline.match(/[hHvVlL]|(?<=[\d.]) (?=[\d.]+ )/g) ?? []).length;

describe('levels', () => {
  it('rise from calm to red', () => {
    expect(LEVELS.map(rank)).toEqual([0, 1, 2, 3, 4]);
    expect(worst('blue', 'orange')).toBe('orange');
    expect(worst('red', 'none')).toBe('red');
  });

  it('count down in numerals: red is I', () => {
    expect(RAISED.map((level) => NUMERALS[level])).toEqual(['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ']);
  });

  it('each have an outline and a numeral of their own', () => {
    const shapes = RAISED.map((level) => SHAPES[level]);
    expect(new Set(shapes.map((shape) => shape.outline)).size).toBe(4);
    expect(new Set(shapes.map((shape) => shape.numeral)).size).toBe(4);
  });

  it('are octagon and circle at the ends', () => {
    expect(corners(SHAPES.red.outline)).toBe(7);
    expect(SHAPES.blue.outline).toContain('a10.7 10.7');
  });

  it('are written with as many bars as the numeral has', () => {
    const bars = (numeral: string): number => (numeral.match(/M[\d. ]+v/g) ?? []).length;
    expect([SHAPES.red, SHAPES.orange, SHAPES.yellow].map((shape) => bars(shape.numeral))).toEqual([1, 2, 3]);
  });
});
