/** Tables as CSV that spreadsheets open; pure. Text that a spreadsheet might run as a formula is written so that it cannot. */

export type Cell = string | number | null;

const BOM = '\ufeff';

/** Lines of a table; a number stays one, a text is never a formula. */
export function csvOf(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return BOM + [header, ...rows].map((row) => row.map(cellOf).join(',')).join('\r\n') + '\r\n';
}

function cellOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
