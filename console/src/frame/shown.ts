/** What a table shows, as cells: for tables that are rendered whole and have no other form. */

import type { Cell } from '../registry/comma';
import type { Table } from './tablefile';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** Digits of a number; longer ones are codes and telephones, which a spreadsheet would write as 4.1E+11. */
const LONGEST = 10;

/** A text as it goes into a cell; only what is a number and nothing else becomes one: codes with zeros in front stay. */
export const cellOf = (text: string): Cell => {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain === '—') return '';
  return NUMBER.test(plain) && plain.replace(/\D/g, '').length <= LONGEST ? Number(plain) : plain;
};

/** Columns of which neither head nor cells say anything are buttons. */
export function withoutSilent({ header, rows }: Table): Table {
  const isSaid = header.map((text, at) => text !== '' || rows.some((row) => row[at] !== undefined && row[at] !== ''));
  const kept = <Item>(line: readonly Item[]): Item[] => line.filter((_, at) => isSaid[at] !== false);
  return { header: kept(header), rows: rows.map(kept) };
}

export function shownTable(table: HTMLTableElement | null): Table {
  const lines = (part: string): readonly HTMLTableRowElement[] => [...(table?.querySelectorAll<HTMLTableRowElement>(`:scope > ${part} > tr`) ?? [])];
  const said = (cell: Element): string => {
    const copy = cell.cloneNode(true) as Element;
    copy.querySelectorAll('button:not(.card-title):not(.link), select, input, [aria-hidden="true"]').forEach((each) => each.remove());
    const drawn = [...copy.querySelectorAll('svg[aria-label]')].map((each) => each.getAttribute('aria-label') ?? '');
    return [...drawn, copy.textContent ?? ''].join(' ');
  };
  return withoutSilent({
    header: [...(lines('thead')[0]?.cells ?? [])].map((cell) => said(cell).replace(/\s+/g, ' ').trim()),
    rows: lines('tbody').map((row) => [...row.cells].map((cell) => cellOf(said(cell)))),
  });
}
