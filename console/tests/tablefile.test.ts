import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { cellOf, withoutSilent } from '../src/frame/shown';
import { workbookOf } from '../src/frame/workbook';

describe('what a table shows as cells', () => {
  it('is a number where it is one and nothing else', () => {
    expect(['42', '-1.50', ' 3\n', '411528000000', '007', '1e5', '12:30', '—', '12345678901234567890'].map(cellOf)).toEqual([42, -1.5, 3, '411528000000', '007', '1e5', '12:30', '', '12345678901234567890']);
  });

  it('has no column of which neither head nor cells say anything', () => {
    expect(withoutSilent({ header: ['a', '', ''], rows: [[1, '', 'x'], [2, '', '']] })).toEqual({ header: ['a', ''], rows: [[1, 'x'], [2, '']] });
  });
});

describe('a table as a workbook', () => {
  it('is one that can be unpacked, with numbers as numbers and no formula', async () => {
    const blob = await workbookOf({ header: ['名称', '值'], rows: [['=1+1', 2.5], ['', null], ['a & <b>', -3]] });
    const folder = mkdtempSync(join(tmpdir(), 'workbook-'));
    try {
      writeFileSync(join(folder, 'table.xlsx'), Buffer.from(await blob.arrayBuffer()));
      const read = (part: string): string => execFileSync('python3', ['-c', `import zipfile,sys;sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))`, join(folder, 'table.xlsx'), part]).toString('utf8');
      const sheet = read('xl/worksheets/sheet1.xml');
      expect(sheet).not.toContain('<f>');
      expect(sheet).toMatch(/<v>2\.5<\/v>/);
      expect(sheet).toMatch(/<v>-3<\/v>/);
      expect(read('xl/sharedStrings.xml')).toContain('a &amp; &lt;b&gt;');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('every table of the console', () => {
  /** What one fills in is no table to be taken along. */
  const FORMS = ['registry/adoptform.tsx'];

  it('can be had as a file', () => {
    const source = join(import.meta.dirname, '..', 'src');
    const pages = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.tsx') && !FORMS.includes(each));
    const without = pages.filter((each) => {
      const text = readFileSync(join(source, each), 'utf8');
      const tables = text.match(/<table\b/g)?.length ?? 0;
      const files = text.match(/<(TableCaption|TableFile)\b/g)?.length ?? 0;
      return tables > files && each !== 'registry/table.tsx';
    });
    expect(without).toEqual([]);
    // The table of stations is as long as it likes: the server or the page's own rows make its file.
    expect(readFileSync(join(source, 'registry/export.tsx'), 'utf8')).toMatch(/xlsx/i);
  });
});
