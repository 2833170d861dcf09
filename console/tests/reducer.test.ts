import { describe, expect, it } from 'vitest';

import { apply, EMPTY, merge, type City } from '../src/city/reducer';
import { aDelivery, anIncident, aStation, at, aWarning, incidentFrame, stationFrame, warningFrame } from './builders';

const cityOf = (over: Partial<City> = {}): City => ({ ...EMPTY, stations: new Map([['XY-H03', aStation()]]), ...over });

describe('the feed reducer', () => {
  it('takes an incident and tells that it rose', () => {
    const { city, news, risen } = apply(cityOf(), [incidentFrame(anIncident({ level: 'red' }))]);
    expect(city.incidents.get('i1')?.level).toBe('red');
    expect(news).toEqual([{ kind: 'raised', id: 'i1', level: 'red' }]);
    expect(risen).toEqual(['XY-H03']);
  });

  it('is silent about an incident that fell or stayed', () => {
    const held = cityOf({ incidents: new Map([['i1', anIncident({ level: 'red' })]]) });
    expect(apply(held, [incidentFrame(anIncident({ level: 'orange', changed: at(5) }))]).news).toEqual([]);
    expect(apply(held, [incidentFrame(anIncident({ level: 'red', state: 'acknowledged', changed: at(5) }))]).news).toEqual([]);
  });

  it('changes nothing when a frame comes twice or late', () => {
    const newer = anIncident({ level: 'red', changed: at(10) });
    const older = anIncident({ level: 'yellow', changed: at(1) });
    const once = apply(cityOf(), [incidentFrame(newer)]).city;
    expect(apply(once, [incidentFrame(older)]).city.incidents.get('i1')).toBe(newer);
    expect(apply(once, [incidentFrame(newer)]).news).toEqual([]);
  });

  it('compares instants and not their spelling', () => {
    const held = cityOf({ incidents: new Map([['i1', anIncident({ changed: '2026-07-19T13:00:00Z' })]]) });
    const later = anIncident({ changed: '2026-07-19T13:00:00.500Z', level: 'red' });
    expect(apply(held, [incidentFrame(later)]).city.incidents.get('i1')?.level).toBe('red');
  });

  it('announces each stage of a warning once', () => {
    const draft = aWarning();
    const issued = aWarning({ stage: 'issued', sent: at(3), steps: [...draft.steps, { at: at(3), actor: 'li', act: 'issued', note: '' }] });
    const first = apply(cityOf(), [warningFrame(draft)]);
    const second = apply(first.city, [warningFrame(issued), warningFrame(issued)]);
    expect(first.news.map((each) => each.kind)).toEqual(['pending']);
    expect(second.news.map((each) => each.kind)).toEqual(['issued']);
  });

  it('does not take an issued warning back to a draft', () => {
    const draft = aWarning();
    const issued = aWarning({ stage: 'issued', steps: [...draft.steps, ...draft.steps] });
    const { city } = apply(cityOf({ warnings: new Map([['w1', issued]]) }), [warningFrame(draft)]);
    expect(city.warnings.get('w1')?.stage).toBe('issued');
  });

  it('calls an issued Cancel a cancellation', () => {
    const { news } = apply(cityOf(), [warningFrame(aWarning({ stage: 'issued', msgType: 'Cancel' }))]);
    expect(news.map((each) => each.kind)).toEqual(['cancelled']);
  });

  it('follows what stations say of themselves and asks for unknown ones', () => {
    const applied = apply(cityOf(), [stationFrame('XY-H03', false), stationFrame('NEW', true)]);
    expect(applied.city.stations.get('XY-H03')?.online).toBe(false);
    expect(applied.hasUnknownStation).toBe(true);
  });

  it('moves stations that carry their place', () => {
    const items = [{ station: 'XY-H03', property: 'water_level', t: at(0), v: 1, q: 'good' as const, loc: [114, 32] as const }];
    const { city } = apply(cityOf(), [{ kind: 'latest', t: at(0), data: { items } }]);
    expect(city.stations.get('XY-H03')).toMatchObject({ lon: 114, lat: 32 });
  });

  it('leaves the city as it is when only readings or heartbeats come', () => {
    const held = cityOf();
    const items = [{ station: 'XY-H03', property: 'water_level', t: at(0), v: 1, q: 'good' as const }];
    const applied = apply(held, [
      { kind: 'latest', t: at(0), data: { items } },
      { kind: 'hello', t: at(0), data: { server_time: at(0) } },
    ]);
    expect(applied.city).toBe(held);
  });

  it('asks for rules again when they changed', () => {
    expect(apply(cityOf(), [{ kind: 'rule', seq: 1, t: at(0), data: {} }]).hasNewRules).toBe(true);
  });
});

describe('merging a loaded list under the feed', () => {
  const isNewer = (held: { changed: string }, loaded: { changed: string }): boolean => Date.parse(held.changed) > Date.parse(loaded.changed);

  it('keeps what frames brought meanwhile', () => {
    const held = new Map([['d1', aDelivery({ state: 'delivered', changed: at(2) })]]);
    expect(merge(held, [aDelivery({ state: 'queued', changed: at(1) })], isNewer).get('d1')?.state).toBe('delivered');
  });

  it('takes what is new', () => {
    expect(merge(new Map(), [aDelivery()], isNewer).size).toBe(1);
  });
});
