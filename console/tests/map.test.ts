import { describe, expect, it, vi } from 'vitest';

import { cellsOf, cellSize, tally, type Spot } from '../src/map/cells';
import { areaOf, areaText, circleRing, distance, length, lengthText, positionIn } from '../src/map/geodesy';
import { isInForce, outlines, zonesAt } from '../src/map/inforce';
import { at, aWarning, T0 } from './builders';

const storage = new Map<string, string>();
vi.stubGlobal('localStorage', { getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, text: string) => storage.set(key, text), removeItem: (key: string) => storage.delete(key) });

const { queryOf, shownIn } = await import('../src/map/address');
const { markOf, placesOf } = await import('../src/map/calls');
const { offText, readOff } = await import('../src/map/layers');

const spot = (id: string, over: Partial<Spot> = {}): Spot => ({ id, x: 0, y: 0, mark: 'none', isLost: false, isUntold: false, isMajor: false, ...over });

describe('groups of stations', () => {
  it('are seen as their worst member, drawn where that stands', () => {
    const [cell] = cellsOf([spot('a'), spot('b', { x: 4, y: 6, mark: 'red' }), spot('c', { x: 8, mark: 'yellow' })], 100);
    expect([cell?.worst.id, cell?.x, cell?.y, cell?.members.length]).toEqual(['b', 4, 6, 3]);
  });

  it('never look calm while one of them has no data', () => {
    const [cell] = cellsOf([spot('a'), spot('b', { mark: 'void' }), spot('c')], 100);
    expect([cell?.worst.mark, cell?.silent]).toEqual(['void', 1]);
  });

  it('are the same whatever the order, and wherever the map is moved', () => {
    const spots = [spot('a', { x: 10 }), spot('b', { x: 20, mark: 'blue' }), spot('c', { x: 130, mark: 'blue' })];
    const names = (given: readonly Spot[]) => cellsOf(given, 100).map((cell) => [cell.worst.id, cell.members.length]);
    expect(names([...spots].reverse())).toEqual(names(spots));
  });

  it('are drawn with the worst above all others', () => {
    const marks = cellsOf([spot('a', { mark: 'red' }), spot('b', { x: 500 }), spot('c', { x: 900, mark: 'void' })], 100).map((cell) => cell.worst.mark);
    expect(marks).toEqual(['none', 'void', 'red']);
  });

  it('are not made in a small city', () => {
    expect(cellsOf([spot('a'), spot('b')], 0)).toHaveLength(2);
  });

  it('change by half steps of zoom only', () => {
    expect(cellSize(100, 44)).toBe(cellSize(104, 44));
    expect(cellSize(100, 44)).not.toBe(cellSize(150, 44));
  });

  it('tell how many members are how, the worst first', () => {
    expect(tally([spot('a'), spot('b', { mark: 'red' }), spot('c')])).toEqual([{ mark: 'red', count: 1 }, { mark: 'none', count: 2 }]);
  });
});

describe('measures', () => {
  // One degree of a great circle of the mean radius is 111.195 km (R. W. Sinnott, Sky & Telescope 68, 1984).
  it('give a degree of the meridian its length', () => {
    expect(distance([114, 32], [114, 33]) / 1000).toBeCloseTo(111.195, 2);
    expect(length([[114, 32], [114, 33], [114, 32]]) / 1000).toBeCloseTo(222.39, 1);
  });

  it('give a cell of one degree its area, whatever its direction', () => {
    // R² · Δλ · (sin φ₂ − sin φ₁)
    const expected = 6371.0088 ** 2 * (Math.PI / 180) * (Math.sin((33 * Math.PI) / 180) - Math.sin((32 * Math.PI) / 180));
    const ring = [[114, 32], [115, 32], [115, 33], [114, 33]] as const;
    expect(areaOf(ring) / 1e6).toBeCloseTo(expected, 0);
    expect(areaOf([...ring].reverse())).toBeCloseTo(areaOf(ring), 3);
    expect(areaOf(ring.slice(0, 2))).toBe(0);
  });

  it('draw a circle at its distance', () => {
    for (const corner of circleRing([114, 32, 5])) expect(distance([114, 32], corner)).toBeCloseTo(5000, 3);
  });

  it('are read as people write them', () => {
    expect([lengthText(850), lengthText(12_400), areaText(3200), areaText(12_400_000)]).toEqual(['850 m', '12.40 km', '3,200 m²', '12.40 km²']);
    expect(['114.07, 32.12', '114.07 32.12', '114.07，32.12'].map(positionIn)).toEqual(Array(3).fill([114.07, 32.12]));
    expect(['', '114', '32.1, 114.2', 'a, b', '1,2,3'].map(positionIn)).toEqual(Array(5).fill(null));
  });
});

describe('warning areas', () => {
  const issued = aWarning({ stage: 'issued', sent: at(10), expires: at(60) });

  it('hold from when they were sent until they expire', () => {
    expect([9, 10, 59, 60].map((minutes) => isInForce(issued, T0 + minutes * 60_000))).toEqual([false, true, true, false]);
  });

  it('hold until the warning was taken back, seen from today', () => {
    const cancelled = aWarning({ ...issued, stage: 'cancelled', steps: [{ at: at(30), actor: 'li', act: 'cancelled', note: '' }] });
    expect([29, 30].map((minutes) => isInForce(cancelled, T0 + minutes * 60_000))).toEqual([true, false]);
  });

  it('are never those of drafts and retractions', () => {
    expect(isInForce(aWarning(), T0)).toBe(false);
    expect(isInForce(aWarning({ ...issued, msgType: 'Cancel' }), T0 + 20 * 60_000)).toBe(false);
  });

  it('are the divisions named where nothing was drawn', () => {
    const square = [[114, 32], [115, 32], [115, 33], [114, 32]] as const;
    const byCode = outlines({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code: '411528000000' }, geometry: { type: 'Polygon', coordinates: [square] } }] } as never);
    const named = aWarning({ ...issued, area: { description: '', geocodes: ['411528000000', '000000000000'], polygons: [], circles: [] } });
    expect(zonesAt([named], T0 + 20 * 60_000, byCode).map((zone) => [zone.level, zone.rings.length])).toEqual([['red', 1]]);
  });
});

describe('a link to the map', () => {
  it('says what is shown, and nothing while all is as usual', () => {
    const shown = { sight: { lon: 114.07, lat: 32.15, zoom: 10.2 }, at: T0, off: 'rain,fences' };
    expect(queryOf(shown)).toBe('view=114.0700,32.1500,10.2&at=2026-07-19T13:00Z&off=rain,fences');
    expect(shownIn(queryOf(shown))).toEqual(shown);
    expect(queryOf({ sight: null, at: null, off: '' })).toBe('');
  });

  it('is not misled by nonsense', () => {
    expect(shownIn('view=1,2&at=yesterday')).toEqual({ sight: null, at: null, off: null });
    expect(shownIn('view=114,99,3')).toMatchObject({ sight: null });
  });

  it('names layers in one order and ignores unknown ones', () => {
    const text = offText(new Set(['rain', 'water']), new Set(['basemap']));
    expect(text).toBe('water,rain,basemap');
    expect(offText(readOff(`${text},dragons`).hidden, readOff(text).away)).toBe(text);
  });
});

describe('places of roll calls', () => {
  const place = (id: string, over: object = {}) => ({ id, name: id, lon: 114, lat: 32, state: 'answered', standing: null, ...over }) as never;

  it('are red while they ask for rescue, whatever else was answered', () => {
    expect(markOf({ state: 'answered', standing: 'help' })).toBe('help');
    expect(markOf({ state: 'cancelled', standing: null })).toBe(null);
  });

  it('stand once each with the worst that is said, the worst above', () => {
    const found = placesOf([{ places: [place('a'), place('b', { state: 'unanswered' })] }, { places: [place('a', { state: 'dark' }), place('c', { lon: null })] }]);
    expect(found.map((each) => [each.id, each.mark])).toEqual([['a', 'dark'], ['b', 'unanswered']]);
  });
});
