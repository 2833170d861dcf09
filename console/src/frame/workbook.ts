/** A table as an Excel workbook; the writer is a chunk of its own, loaded when the first one is asked for. */

import writeExcelFile from 'write-excel-file/universal';

import type { Table } from './tablefile';

/** Most characters that a cell of Excel holds. */
const LONGEST = 32_767;

/** Texts are texts and numbers numbers: nothing that stands in a cell is a formula. */
export async function workbookOf({ header, rows }: Table): Promise<Blob> {
  const head = header.map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  const body = rows.map((row) =>
    row.map((cell) => (cell === null || cell === '' ? null : typeof cell === 'number' && Number.isFinite(cell) ? { value: cell, type: Number } : { value: String(cell).slice(0, LONGEST), type: String })),
  );
  return writeExcelFile([head, ...body], { stickyRowsCount: 1 }).toBlob();
}
