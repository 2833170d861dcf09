import { describe, expect, it } from 'vitest';

import { groupOf, groupsOf, leftOf, missingOf, newestFirst, peopleOf, totals } from '../src/rollcall/order';
import { anAnswer, aCallee, aPlace, aRollCall, at, counts, T0 } from './builders';

describe('the roll-call board', () => {
  it('puts whoever asks for rescue before everybody else, although they have answered', () => {
    expect(groupOf(aPlace({ state: 'answered', standing: 'help' }))).toBe('help');
    expect(groupOf(aPlace({ state: 'answered', standing: 'safe' }))).toBe('answered');
  });

  it('orders heads by what one must act on, and places by whose time is over longest', () => {
    const groups = groupsOf(
      [aPlace({ id: 'late', state: 'unanswered', deadline: at(5) }), aPlace({ id: 'later', state: 'unanswered', deadline: at(9) }), aPlace({ id: 'dark', state: 'dark' }), aPlace({ id: 'site', kind: 'site' })],
      'village',
    );
    expect([...groups.keys()]).toEqual(['help', 'dark', 'unanswered', 'waiting', 'answered', 'cancelled']);
    expect(groups.get('unanswered')?.map((each) => each.id)).toEqual(['late', 'later']);
    expect(groups.get('waiting')).toEqual([]);
  });

  it('counts villages and sites together, and dark ones as missing', () => {
    const all = totals(aRollCall({ counts: counts({ total: 4, answered: 2, dark: 1, unanswered: 1 }), site_counts: counts({ total: 2, waiting: 2 }) }));
    expect(all).toMatchObject({ total: 6, answered: 2, waiting: 2 });
    expect(missingOf(all)).toBe(2);
  });

  it('stops the clock of a place that has answered', () => {
    const place = aPlace({ deadline: at(5) });
    expect(leftOf(place, T0)).toBe(300_000);
    expect(leftOf(place, T0 + 360_000)).toBe(-60_000);
    expect(leftOf({ ...place, state: 'answered' }, T0)).toBeNull();
  });

  it('names people who have not answered first', () => {
    const people = [aCallee({ id: 'yes', answer: anAnswer() }), aCallee({ id: 'no' }), aCallee({ id: 'elsewhere', place: 'other' })];
    expect(peopleOf(people, 'p1').map((each) => each.id)).toEqual(['no', 'yes']);
  });

  it('shows the newest answer first', () => {
    expect(newestFirst([anAnswer({ id: 'old' }), anAnswer({ id: 'new', at: at(3) })]).map((each) => each.id)).toEqual(['new', 'old']);
  });
});
