import { describe, expect, it } from 'vitest';

import { hours, isSlowed, nextOf, partOf, phaseOf, speedsWith, unansweredOf, type DrillState, type Inject } from '../src/drills/state';
import { at } from './builders';

const inject = (id: string, over: Partial<Inject> = {}): Inject => ({
  id, kind: 'call', at: at(1), text: { zh: '来电', en: 'call' }, station: '', division: '', name: '', roles: [], by: null, is_thrown: true, ...over,
});
const state = (over: Partial<DrillState> = {}): DrillState => ({
  id: 'lost-gauge', title: { zh: '', en: '' }, story: { zh: '', en: '' }, start: at(0), until: at(100), now: at(25), speed: 600, pace: 600, seed: 1,
  is_paused: false, is_over: false, interruption: null, trouble: '', injects: [], comments: [], ...over,
});

describe('a drill', () => {
  it('has not begun while its clock has not moved', () => {
    expect(phaseOf(state({ is_paused: true, now: at(0) }))).toBe('waiting');
    expect(phaseOf(state({ is_paused: true }))).toBe('paused');
    expect(phaseOf(state())).toBe('running');
    expect(phaseOf(state({ is_over: true, is_paused: true }))).toBe('over');
  });

  it('is over to a part, never to more than the whole', () => {
    expect(partOf(state())).toBe(0.25);
    expect(partOf(state({ now: at(900) }))).toBe(1);
  });

  it('says that it goes by slower than asked for only while it goes by', () => {
    expect(isSlowed(state({ pace: 5 }))).toBe(true);
    expect(isSlowed(state({ pace: 5, is_paused: true }))).toBe(false);
    expect(isSlowed(state())).toBe(false);
  });

  it('offers the speed of its document among the usual ones', () => {
    expect(speedsWith(240)).toEqual([1, 10, 30, 60, 120, 240, 300, 600]);
    expect(speedsWith(60)).toHaveLength(7);
  });

  it('waits for a word on every call that has come, and on nothing else', () => {
    const all = state({
      injects: [inject('a'), inject('b'), inject('c', { is_thrown: false }), inject('d', { kind: 'lose_station' })],
      comments: [{ at: at(2), actor: 'wang', inject: 'a', text: '正在核实' }],
    });
    expect(unansweredOf(all).map((each) => each.id)).toEqual(['b']);
    expect(nextOf(all)?.id).toBe('c');
    expect(unansweredOf(null)).toEqual([]);
  });

  it('writes hours and minutes', () => {
    expect(hours(129_600)).toBe('36:00');
    expect(hours(3 * 60)).toBe('0:03');
  });
});
