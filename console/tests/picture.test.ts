import { describe, expect, it } from 'vitest';

import { boardOrder, countyLevels, hearingOf, mainProperty, raisedStations, silentAfter } from '../src/city/picture';
import { Readings } from '../src/city/readings';
import { aReason, anIncident, aStation, at, T0 } from './builders';

describe('what a station looks like', () => {
  it('shows the worst of its open incidents', () => {
    const raised = raisedStations([
      anIncident({ id: 'a', level: 'blue' }),
      anIncident({ id: 'b', level: 'red' }),
      anIncident({ id: 'c', level: 'orange' }),
    ]);
    expect(raised.get('XY-H03')?.level).toBe('red');
  });

  it('keeps its level when it is lost: losing a sensor is never an all-clear', () => {
    const raised = raisedStations([anIncident({ level: 'red' }), anIncident({ id: 'x', kind: 'lost', level: 'orange' })]);
    expect(raised.get('XY-H03')).toMatchObject({ level: 'red', lost: { id: 'x' } });
  });

  it('is calm once its incidents are cleared or closed', () => {
    const ended = [anIncident({ state: 'closed', level: 'none' }), anIncident({ id: 'b', state: 'cleared', level: 'none' })];
    expect(raisedStations(ended).size).toBe(0);
  });

  it('is calm only while it is heard', () => {
    const station = aStation();
    expect(hearingOf(station, false, T0, T0 + 60_000)).toBe('heard');
    expect(hearingOf(station, false, T0, T0 + silentAfter(station) + 1)).toBe('silent');
    expect(hearingOf(station, false, undefined, T0)).toBe('never');
    expect(hearingOf(station, true, T0, T0)).toBe('lost');
    expect(hearingOf(aStation({ online: false }), false, T0, T0)).toBe('lost');
  });

  it('believes a camera without readings when it says that it is there', () => {
    expect(hearingOf(aStation({ datastreams: [], online: true }), false, undefined, T0)).toBe('heard');
    expect(hearingOf(aStation({ datastreams: [], online: null }), false, undefined, T0)).toBe('never');
  });

  it('is silent after three missed readings, 15 minutes at least', () => {
    const hourly = { property: 'pm25', unit: '', interval_s: 3600, canonical_unit: '' };
    expect(silentAfter(aStation())).toBe(900_000);
    expect(silentAfter(aStation({ datastreams: [hourly] }))).toBe(3 * 3_600_000);
  });

  it('shows first what raised it', () => {
    const station = aStation({
      datastreams: ['water_level', 'flow'].map((property) => ({ property, unit: '', interval_s: 300, canonical_unit: '' })),
    });
    const raised = raisedStations([anIncident({ reasons: [aReason({ property: 'flow' })] })]).get('XY-H03');
    expect(mainProperty(station, raised)).toBe('flow');
    expect(mainProperty(station, undefined)).toBe('water_level');
  });
});

describe('counties', () => {
  it('take the worst hazard inside, whatever township it is in, and not a lost sensor', () => {
    const levels = countyLevels([
      anIncident({ division: '411528101000', level: 'blue' }),
      anIncident({ id: 'b', division: '411528000000', level: 'orange' }),
      anIncident({ id: 'c', kind: 'lost', level: 'red' }),
    ]);
    expect(levels.get('411528')).toBe('orange');
  });
});

describe('the board', () => {
  it('has the worst first, then what nobody has seen, then the newest', () => {
    const list = [
      anIncident({ id: 'seen', level: 'red', state: 'acknowledged' }),
      anIncident({ id: 'old', level: 'red' }),
      anIncident({ id: 'blue', level: 'blue' }),
      anIncident({ id: 'new', level: 'red', opened: at(9) }),
    ];
    expect(list.sort(boardOrder).map((each) => each.id)).toEqual(['new', 'old', 'seen', 'blue']);
  });
});

describe('readings', () => {
  const item = (t: string, v: number) => ({ station: 'S', property: 'p', t, v, q: 'good' as const });

  it('keep the newest by phenomenon time', () => {
    const readings = new Readings();
    readings.take([item(at(5), 2), item(at(1), 1)], T0);
    expect(readings.one('S', 'p')?.v).toBe(2);
  });

  it('of the first snapshot are as old as they say, later ones are heard when they arrive', () => {
    const readings = new Readings();
    readings.take([item(at(-600), 1)], null);
    expect(readings.lastHeard('S')).toBe(T0 - 36_000_000);
    readings.take([item(at(-599), 1)], T0);
    expect(readings.lastHeard('S')).toBe(T0);
  });
});
