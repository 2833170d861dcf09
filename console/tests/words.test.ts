import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { BOTH } from '../src/status/words';
import { PARTS } from '../src/wire/ready';
import { en } from '../src/words/en';
import { zh } from '../src/words/zh';

const source = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] as string);

describe('the dictionary', () => {
  it('has a word for every check of the server', () => {
    const checks = found(source('sensing/quality.py'), /^ {4}([A-Z_]+) = (?:1 << )?\d+$/gm).map((name) => name.toLowerCase());
    const wanted = checks.filter((name) => !['none', 'good', 'doubtful', 'unreliable'].includes(name)).sort();
    expect(wanted.length).toBeGreaterThan(20);
    expect(Object.keys(zh.check).sort()).toEqual(wanted);
    expect(Object.keys(en.check).sort()).toEqual(wanted);
  });

  it('has a word for every reason of refusal', () => {
    const codes = [...found(source('ingest/wire/refusal.py'), /^ {4}[A-Z_]+ = "([a-z_]+)"$/gm), 'store_refused'].sort();
    expect(codes.length).toBeGreaterThan(15);
    for (const words of Object.values(BOTH)) expect(Object.keys(words.code).sort()).toEqual(codes);
  });

  it('has a title for every part that the runtime watches', () => {
    const files = readdirSync(new URL('../../fenghuo/', import.meta.url)).filter((name) => name.endsWith('.py'));
    const named = files.flatMap((name) => found(source(`fenghuo/${name}`), /health\.add\("([a-z]+)"/g));
    expect(named.length).toBeGreaterThan(5);
    for (const part of named) expect(PARTS).toContain(part);
    for (const words of [zh, en]) expect(Object.keys(words.trouble.part)).toEqual(expect.arrayContaining([...PARTS, 'other']));
  });
});
