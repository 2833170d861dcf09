import { describe, expect, it } from 'vitest';

import { instantOf, pictureAt, REACH, speaking, type Told } from '../src/history/past';
import { issuedAt } from '../src/history/spans';
import { aStation, at, aWarning, T0 } from './builders';

const told = (over: Partial<Told> = {}): Told => ({ at: at(0), incidents: [], readings: [], ...over });
const reading = (minutes: number, v = 41.2) => ({ station: 'XY-H03', property: 'water_level', t: at(minutes), v, q: 'good' as const, why: [] });

describe('the map of the past', () => {
  it('shows the level and the value that stood then', () => {
    const incidents = [{ id: 'i1', station: 'XY-H03', division: '411528000000', kind: 'hazard' as const, level: 'orange' as const }];
    const picture = pictureAt(told({ incidents, readings: [reading(-4)] }), [aStation()]);
    expect(picture.looks.get('XY-H03')).toMatchObject({ level: 'orange', mark: 'orange', hearing: 'heard' });
    expect(picture.readings.one('XY-H03', 'water_level')?.v).toBe(41.2);
    expect(picture.counties.get('411528')).toBe('orange');
  });

  it('shows no data where nothing had come, whatever the station does today', () => {
    const marks = (readings: Told['readings'], online: boolean) => pictureAt(told({ readings }), [aStation({ online })]).looks.get('XY-H03')?.mark;
    expect([marks([], true), marks([reading(-200)], true), marks([reading(-4)], false)]).toEqual(['void', 'void', 'none']);
  });

  it('keeps the level of a gauge that had been lost', () => {
    const incident = (kind: 'hazard' | 'lost') => ({ id: kind, station: 'XY-H03', division: '411528000000', kind, level: 'red' as const });
    const look = pictureAt(told({ incidents: [incident('hazard'), incident('lost')] }), [aStation()]).looks.get('XY-H03');
    expect(look).toMatchObject({ mark: 'red', hearing: 'lost' });
  });

  it('reaches back 72 hours and ends now', () => {
    expect(instantOf(0, T0)).toBe(null);
    expect(instantOf(-3, T0)).toBe(null);
    expect(instantOf(90, T0)).toBe(T0 - 90 * 60_000);
    expect(instantOf(1e9, T0)).toBe(T0 - REACH);
  });

  it('asks for the properties that speak for the stations only', () => {
    const rain = aStation({ id: 'P', kind: 'rain_gauge', datastreams: ['rain_5m', 'rain_1h', 'battery_voltage'].map((property) => ({ property, unit: 'mm', interval_s: 300, canonical_unit: 'mm' })) });
    expect(speaking([aStation(), rain, aStation({ id: 'C', kind: 'camera', datastreams: [] })])).toEqual(['rain_1h', 'water_level']);
  });
});

describe('when warnings went out', () => {
  it('is one mark for those of the same ten minutes', () => {
    const storm = Array.from({ length: 100 }, (_, index) => aWarning({ id: `w${index}`, sent: at(index / 50) }));
    const marks = issuedAt([...storm, aWarning({ id: 'late', sent: at(45) }), aWarning({ id: 'draft' })], T0 - 1);
    expect(marks.map((mark) => [mark.at - T0, mark.count])).toEqual([[0, 100], [45 * 60_000, 1]]);
  });
});
