import { beforeEach, describe, expect, it } from 'vitest';

import { city, lay, looks } from '../src/city/store';
import { filter, narrow, order, shown } from '../src/registry/data';
import { NOTHING, USUAL } from '../src/registry/rows';
import { aStation } from './builders';

const MANY = 10_000;
const idOf = (at: number): string => `S${String(at).padStart(5, '0')}`;

beforeEach(() => {
  filter.value = NOTHING;
  order.value = USUAL;
  lay((held) => ({ ...held, stations: new Map(Array.from({ length: MANY }, (_, at) => [idOf(at), aStation({ id: idOf(at), name: `站${at}`, online: null })])) }));
});

describe('ten thousand stations', () => {
  it('are the same rows while one types, and only those that fit', () => {
    const before = new Set(shown.value);
    for (const search of ['站', '站1', '站12', '站123 息县', '站123 没有']) {
      narrow({ search });
      expect(shown.value.every((row) => before.has(row))).toBe(true);
    }
    expect(shown.value).toEqual([]);
    narrow({ search: '站123' });
    expect(shown.value.length).toBe(11);
  });

  it('are the same rows but for the one of which something changed', () => {
    const before = new Set(shown.value);
    const stations = new Map(city.value.stations).set(idOf(7), aStation({ id: idOf(7), name: '新名', online: null }));
    lay((held) => ({ ...held, stations }));
    const fresh = shown.value.filter((row) => !before.has(row));
    expect(fresh.map((row) => row.look.station.name)).toEqual(['新名']);
    expect(looks.value.get(idOf(8))).toBe(shown.value.find((row) => row.look.station.id === idOf(8))?.look);
  });
});
