import { describe, expect, it } from 'vitest';

import { untold, untoldLevels } from '../src/city/provisional';
import { anIncident, anItem, aReason, at } from './builders';

describe('what is not written yet', () => {
  it('is one entry per rule and station, with the level before the first change', () => {
    const list = untold([anItem({ level: 'orange' }), anItem({ before: 'orange', level: 'red', at: at(6) })], []);
    expect(list.map(({ before, item }) => [before, item.level])).toEqual([['none', 'red']]);
  });

  it('gives way to the incident that tells it', () => {
    const told = anIncident({ reasons: [aReason({ t: at(5), after: 'red' })] });
    expect(untold([anItem()], [told])).toEqual([]);
    const older = anIncident({ reasons: [aReason({ t: at(4) })] });
    expect(untold([anItem()], [older])).toHaveLength(1);
    expect(untold([anItem({ rule: 'another' })], [told])).toHaveLength(1);
  });

  it('has the worst first, and what rose before what came down', () => {
    const list = untold(
      [
        anItem({ station: 'A', level: 'blue' }),
        anItem({ station: 'B', change: 'clear', before: 'orange', level: 'none' }),
        anItem({ station: 'C', level: 'red' }),
        anItem({ station: 'D', change: 'lower', before: 'orange', level: 'blue' }),
      ],
      [],
    );
    expect(list.map(({ item }) => item.station)).toEqual(['C', 'A', 'D', 'B']);
  });

  it('raises its station on the map, and never calms it', () => {
    const list = untold([anItem({ station: 'A', level: 'red' }), anItem({ station: 'A', rule: 'r2', level: 'blue' }), anItem({ station: 'B', change: 'clear', before: 'red', level: 'none' })], []);
    expect([...untoldLevels(list)]).toEqual([['A', 'red']]);
  });
});
