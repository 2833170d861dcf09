import { describe, expect, it } from 'vitest';

import { aboutBody, BLANK, draftBody, editBody, fieldOf, formOf, lacking, put, unmarked, wishBody, worded, type Form } from '../src/compose/form';
import { aimOf, circleOf, closed, hasPlace, isNowhere, NOWHERE, pruned, ringOf, snapped, targetOf, textOf, toggled } from '../src/compose/target';
import { BOTH } from '../src/compose/words';
import { bordersOf, outlineOf, ringAround } from '../src/warnings/outline';
import { segmentsOf } from '../src/warnings/segments';
import { aWarning } from './builders';

const RING = [[114.6, 32.3], [114.8, 32.3], [114.7, 32.4], [114.6, 32.3]] as const;

describe('a target', () => {
  it('goes to the API without empty lists, and comes back whole', () => {
    const aim = aimOf({ polygons: [RING], circles: [circleOf(114.74, 32.34, 2999.6)] });
    expect(targetOf(aim)).toEqual({ polygons: [RING], circles: [{ lon: 114.74, lat: 32.34, radius_m: 3000 }] });
    expect(aimOf(targetOf(aim))).toEqual(aim);
  });

  it('is a place unless it names groups alone', () => {
    expect(isNowhere(NOWHERE)).toBe(true);
    const groups = aimOf({ groups: ['船'] });
    expect([isNowhere(groups), hasPlace(groups)]).toEqual([false, false]);
  });

  it('has rings that end where they begin, whatever was drawn', () => {
    expect(closed([[1.23456789, 2], [3, 4], [5, 6]])).toEqual([[1.234568, 2], [3, 4], [5, 6], [1.234568, 2]]);
    expect(closed(closed([...RING]))).toEqual(RING);
  });

  it('is read from lines of positions, and written so', () => {
    expect(ringOf('114.6, 32.3\n114.8 32.3；114.7，32.4\n')).toEqual(RING);
    expect(ringOf(textOf(RING))).toEqual(RING);
  });

  it.each([
    ['114.6, 32.3\nnorth', 2],
    ['114.6', 1],
    ['32.3, 114.6\n1, 2\n3, 4', 1],
    ['1, 2, 3', 1],
  ])('names the line of %j that is no position', (text, line) => {
    expect(ringOf(text)).toBe(line);
  });

  it('has three corners at least', () => expect(ringOf('1, 2\n3, 4')).toBeNull());

  it('takes an item in, and out again', () => {
    expect(toggled(toggled([], 'a'), 'a')).toEqual([]);
  });

  it('names no division beside one that holds it', () => {
    expect(pruned(['411528000000', '411528900201', '411522000000', '411528900000'])).toEqual(['411528000000', '411522000000']);
    expect(pruned(['411528900201', '411528900202'])).toEqual(['411528900201', '411528900202']);
  });

  it('snaps to the divisions that it hits, and keeps the groups', () => {
    const aim = aimOf({ polygons: [RING], fences: ['f'], groups: ['船'], divisions: ['411528900000'] });
    expect(snapped(aim, ['411528900201', '411522100200'])).toEqual(aimOf({ divisions: ['411528900000', '411522100200'], groups: ['船'] }));
  });
});

const written = (change: Partial<Form> = {}): Form => ({
  ...BLANK,
  level: 'red',
  wording: put(put(BLANK.wording, 'headline', 'zh', '洪水红色预警'), 'description', 'zh', '水位上涨。'),
  ...change,
});
const AIM = aimOf({ polygons: [RING] });

describe('a form', () => {
  it('lacks what the API needs, in the order of the page', () => {
    expect(lacking(BLANK, NOWHERE)).toEqual(['level', 'area', 'headline.zh', 'description.zh']);
    expect(lacking(written(), AIM)).toEqual([]);
  });

  it('lacks Chinese where there is English alone', () => {
    expect(lacking({ ...written(), wording: put(written().wording, 'impact', 'en', 'Roads') }, AIM)).toEqual(['impact.zh']);
  });

  it('lacks a division where it names groups alone', () => {
    const groups = aimOf({ groups: ['船'] });
    expect(lacking(written(), groups)).toEqual(['area']);
    expect(lacking(written({ division: '411528000000' }), groups)).toEqual([]);
  });

  it('is sent with words by language, seconds, and the word about a large area', () => {
    const wording = put(written().wording, 'headline', 'en', ' Red ');
    expect(draftBody(written({ wording, hours: 6, confirm: 'c' }), AIM)).toEqual({
      hazard: '11A01',
      level: 'red',
      target: { polygons: [RING] },
      headline: { zh: '洪水红色预警', en: 'Red' },
      description: { zh: '水位上涨。' },
      expires_in_s: 21600,
      confirm: 'c',
    });
  });

  it('leaves a draft where it was unless somebody aimed anew', () => {
    expect(editBody(written(), AIM, false)).not.toHaveProperty('target');
    expect(editBody(written(), AIM, true)).toHaveProperty('target');
    expect(editBody(written(), AIM, true)).not.toHaveProperty('hazard');
  });

  it('asks templates for the languages in which it was said what happened', () => {
    expect(wishBody(written({ why: { zh: '涨水', en: ' ' } }), AIM)).toMatchObject({ why: { zh: '涨水' } });
  });

  it('takes the words of templates without marks, and leaves channels to be made', () => {
    const texts = [{ language: 'zh-CN', headline: '【测试】洪水', description: '涨水', sms: 'x', short: 'y' }, { language: 'en', headline: '[EXERCISE] Flood' }, { language: 'fr', headline: 'Crue' }];
    const found = worded(BLANK.wording, texts);
    expect(found.headline).toEqual({ zh: '洪水', en: 'Flood' });
    expect([found.sms.zh, found.short.zh, found.description.en]).toEqual(['', '', '']);
  });

  it('goes on with a draft', () => {
    const { form, aim } = formOf({ ...aWarning({ headline: { zh: '【演练】雨' } }), own: { short: {}, sms: {} } });
    expect(form.origin).toEqual({ kind: 'draft', id: 'w1', hash: 'h', isCancel: false });
    expect(form.wording.headline.zh).toBe('雨');
    expect(aim.divisions).toEqual(['411528000000']);
  });

  it('keeps what a person wrote for a channel, and has the rest made anew', () => {
    const draft = aWarning({ sms: { zh: '【演练】快走【演练】' }, short: { zh: '这是演练。走。这是演练。' } });
    const { form } = formOf({ ...draft, own: { short: {}, sms: { zh: '【演练】快走【演练】' } } });
    expect([form.wording.sms.zh, form.wording.short.zh]).toEqual(['快走', '']);
  });

  it('about an incident says its own words in one request', () => {
    const form = written({ origin: { kind: 'incident', id: 'i1' }, hours: 2 });
    expect(aboutBody(form, AIM, false)).toMatchObject({ incident: 'i1', headline: expect.anything(), expires_in_s: 7200 });
    expect(aboutBody(form, AIM, false)).not.toHaveProperty('hazard');
    expect(aboutBody(form, AIM, false)).not.toHaveProperty('target');
  });

  it('loses the marks that the server puts on', () => {
    expect(['【测试】【测试】水', '[TEST] flood', '水【测试】'].map(unmarked)).toEqual(['水', 'flood', '水【测试】']);
    expect(['【演练】水【演练】', '这是演练。水。这是演练。', 'This is an exercise. Go. This is an exercise.'].map(unmarked)).toEqual(['水', '水。', 'Go.']);
  });
});

describe('a refusal', () => {
  it.each([
    ['invalid_request', 'body.headline.zh', 'headline.zh'],
    ['invalid_request', 'body.instruction.en', 'instruction.en'],
    ['invalid_request', 'body.target', 'area'],
    ['bad_expiry', '', 'expires'],
    ['outside_authority', '', 'area'],
    ['large_area', '', 'confirm'],
    ['denied_mark', '', 'words'],
    ['teapot', '', 'whole'],
  ])('%s at %j belongs to %s', (code, where, field) => {
    expect(fieldOf(code, where)).toBe(field);
  });
});

describe('an outline on paper', () => {
  it('holds circles and polygons, north up', () => {
    const drawn = outlineOf({ description: '', geocodes: [], polygons: [RING], circles: [[114.7, 32.3, 5]] }, []);
    expect(drawn?.width).toBe(1000);
    expect(drawn?.area.match(/M/g)).toHaveLength(2);
    const [first] = ringAround([114.7, 32.3, 5]);
    expect((first?.[1] ?? 0) > 32.3).toBe(true);
  });

  it('is none where only codes say where', () => expect(outlineOf({ description: '', geocodes: ['411528000000'], polygons: [], circles: [] }, [])).toBeNull());

  it('has the outer borders of what is around', () => {
    const inner = [[0, 0], [1, 0], [0, 1], [0, 0]];
    expect(bordersOf([{ type: 'MultiPolygon', coordinates: [[RING, inner]] }, { type: 'Polygon', coordinates: [RING] }, null])).toEqual([RING, RING]);
  });
});

describe('words', () => {
  it('say the same in both languages', () => {
    const shape = (value: unknown): unknown => (typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)])) : typeof value);
    expect(shape(BOTH.en)).toEqual(shape(BOTH.zh));
  });
});

describe('a text message', () => {
  it.each([
    ['水'.repeat(70), 1],
    ['水'.repeat(71), 2],
    ['水'.repeat(134), 2],
    ['水'.repeat(135), 3],
    ['𠀀'.repeat(36), 2],
  ])('of %s travels in parts of 70 and 67 units', (text, parts) => {
    const cut = segmentsOf(text);
    expect(cut).toHaveLength(parts);
    expect(cut.join('')).toBe(text);
  });
});
