import { describe, expect, it } from 'vitest';

import { entriesOf, shownOf } from '../src/board/grouping';
import { apply, EMPTY, isMuted } from '../src/city/reducer';
import { anIncident, aSituation, aTask, at, frameOf, incidentFrame } from './builders';

const storm = aSituation({ id: 's1' });
const members = (count: number) => Array.from({ length: count }, (_, index) => anIncident({ id: `i${index}`, situation: 's1' }));

describe('one storm', () => {
  it('is one card with its members, where the worst of them would stand', () => {
    const alone = anIncident({ id: 'alone' });
    const [first, ...rest] = members(3);
    const entries = entriesOf([first!, alone, ...rest], new Map([['s1', storm]]));
    expect(entries.map((each) => (each.kind === 'one' ? each.incident.id : each.members.length))).toEqual([3, 'alone']);
  });

  it('with one member is that member', () => {
    expect(entriesOf(members(1), new Map([['s1', storm]]))[0]?.kind).toBe('one');
  });

  it('that this page does not know yet groups nothing', () => {
    expect(entriesOf(members(2), new Map()).every((each) => each.kind === 'one')).toBe(true);
  });

  it('shows a few members, and every grave one that nobody has acknowledged', () => {
    expect(shownOf(members(9), false)).toHaveLength(3);
    expect(shownOf(members(9), true)).toHaveLength(9);
    const grave = members(5).map((each) => ({ ...each, level: 'red' as const }));
    expect(shownOf(grave, false)).toHaveLength(5);
    expect(shownOf(grave.map((each) => ({ ...each, state: 'assigned' as const })), false)).toHaveLength(3);
  });
});

describe('the feed', () => {
  it('brings situations and tasks whole, and an older one changes nothing', () => {
    const newer = aTask({ state: 'done', changed: at(2) });
    const { city } = apply(EMPTY, [frameOf('situation', { situation: storm }), frameOf('task', { task: newer }), frameOf('task', { task: aTask() })]);
    expect(city.situations.get('s1')).toBe(storm);
    expect(city.tasks.get('t1')).toBe(newer);
  });

  it('asks for the board again when somebody answers, and calls out for help', () => {
    expect(apply(EMPTY, [frameOf('answer', { rollcall: 'r1', place: 'p1' })]).hasAnswers).toBe(true);
    const { news } = apply(EMPTY, [frameOf('rollcall', { rollcall: 'r1', act: 'help', name: '柳林村' })]);
    expect(news).toEqual([{ kind: 'help', id: 'r1', level: 'red', name: '柳林村' }]);
  });

  it('is silent about a muted incident, which still rises on the map', () => {
    const muted = anIncident({ level: 'red', inhibited_by: ['dam'] });
    expect(isMuted(muted)).toBe(true);
    const { news, risen } = apply(EMPTY, [incidentFrame(muted)]);
    expect(news).toEqual([]);
    expect(risen).toEqual(['XY-H03']);
  });
});
