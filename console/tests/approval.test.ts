import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { clockOf, neededBy, nextOf, ring, wordsGiven } from '../src/warnings/clock';
import { undeliveredOf } from '../src/warnings/count';
import { segmentsOf, unitsOf } from '../src/warnings/segments';
import { en } from '../src/words/en';
import { zh } from '../src/words/zh';
import { aDelivery, anAsking, at, aWarning, T0 } from './builders';

describe('the clock of an approval', () => {
  it('says how long it runs by the server’s time', () => {
    expect(clockOf(anAsking({ since: at(0), deadline: at(10) }), T0 + 150_000)).toEqual({ left: 450_000, share: 0.75 });
  });

  it('goes below zero once it is over, and its ring stays empty', () => {
    expect(clockOf(anAsking({ deadline: at(10) }), T0 + 660_000)).toEqual({ left: -60_000, share: 0 });
  });

  it('hurries nobody without a deadline', () => {
    expect(clockOf(anAsking({ deadline: null }), T0).left).toBeNull();
  });

  it('knows whose turn is next, and what comes after the last', () => {
    const policy = { id: 'p', document: { turns: [{ role: 'approver' }, { role: 'commander' }], on_timeout: 'automatic' as const } };
    expect(nextOf(anAsking({ turn: 0 }), policy)).toEqual({ role: 'commander' });
    expect(nextOf(anAsking({ turn: 1 }), policy)).toBe('automatic');
    expect(nextOf(anAsking({ turn: 1 }), { id: 'p', document: { turns: [] } })).toBe('wait');
    expect(nextOf(anAsking(), undefined)).toBeNull();
  });

  it('wants as many people as the policy', () => {
    expect(['automatic', 'one', 'two'].map((needs) => neededBy(anAsking({ needs })))).toEqual([0, 1, 2]);
  });

  it('draws the share that is left', () => {
    expect(ring(10, 0.5).dash).toBe('31.42 62.83');
  });
});

describe('approvals', () => {
  it('count only for the content that is shown', () => {
    const approvals = [
      { at: at(1), person: 'wang', content_hash: 'before', credential: 'session' },
      { at: at(2), person: 'li', content_hash: 'h', credential: 'session' },
    ];
    const given = wordsGiven(aWarning({ approvals, content_hash: 'h' }));
    expect(given.standing.map((each) => each.person)).toEqual(['li']);
    expect(given.void.map((each) => each.person)).toEqual(['wang']);
  });
});

describe('a text message', () => {
  it('travels alone up to 70 units', () => {
    expect(segmentsOf('汛'.repeat(70))).toHaveLength(1);
    expect(segmentsOf('汛'.repeat(71)).map(unitsOf)).toEqual([67, 4]);
    expect(segmentsOf('')).toEqual(['']);
  });

  it('is never cut inside a character', () => {
    const parts = segmentsOf(`${'汛'.repeat(66)}🌊${'汛'.repeat(10)}`);
    expect(parts.map(unitsOf)).toEqual([66, 12]);
    expect(parts.join('')).toContain('🌊');
  });
});

describe('what did not arrive', () => {
  it('is counted apart from what has no receipt yet', () => {
    const deliveries = [aDelivery({ state: 'failed' }), aDelivery({ id: 'd2', state: 'dead' }), aDelivery({ id: 'd3', state: 'unconfirmed' }), aDelivery({ id: 'd4' }), aDelivery({ id: 'd5', warning: 'w2', state: 'failed' })];
    expect(undeliveredOf(deliveries, 'w1')).toEqual({ failed: 2, unconfirmed: 1, sent: 1 });
  });
});

describe('refusals', () => {
  const source = new URL('../../alerts/', import.meta.url);
  const files = readdirSync(source).filter((name) => name.endsWith('.py'));
  const codes = new Set(files.flatMap((name) => [...readFileSync(new URL(name, source), 'utf8').matchAll(/(?:ApprovalError|PermissionRefusedError)\(\s*"([a-z_]+)"/g)].map((match) => match[1] as string)));

  it('of approvers have plain words in both languages', () => {
    const wanted = ['same_person', 'own_draft', 'content_changed', 'needs_approver', 'needs_person', 'large_area', 'enlarged_area', 'outside_authority', 'empty_area', 'stale', 'no_review', 'target_moved'];
    for (const code of wanted) expect(codes, code).toContain(code);
    for (const words of [zh, en]) expect(Object.keys(words.refusal)).toEqual(expect.arrayContaining(wanted));
  });
});
