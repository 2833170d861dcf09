import { useSignal } from '@preact/signals';

import { attempt, tell } from '../acts';
import { fieldTime, now } from '../beijing';
import { csvOf, type Cell } from '../registry/comma';
import { save } from '../registry/save';
import { words } from '../words';
import { Menu } from './menu';

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

type Form = 'csv' | 'xlsx';
const FORMS: readonly Form[] = ['csv', 'xlsx'];

interface Props {
  /** What the file is called; the time is put behind it. */
  readonly name: string;
  readonly test: string;
  /** The table as it is on the page. */
  readonly table?: () => Table;
  /** The server's own file, where it makes one. */
  readonly csv?: () => Promise<Blob>;
  readonly xlsx?: () => Promise<Blob>;
  readonly isDisabled?: boolean;
}

/** A table as a file for a spreadsheet. */
export function TableFile({ name, test, table, csv, xlsx, isDisabled = false }: Props) {
  const w = words.value.tableFile;
  const isOpen = useSignal(false);
  const isBusy = useSignal(false);
  const make = async (form: Form): Promise<Blob> => {
    const own = form === 'csv' ? csv : xlsx;
    if (own) return own();
    const held = table?.() ?? { header: [], rows: [] };
    if (form === 'csv') return new Blob([csvOf(held.header, held.rows)], { type: 'text/csv;charset=utf-8' });
    return (await import('./workbook')).workbookOf(held);
  };
  const take = async (form: Form): Promise<void> => {
    isOpen.value = false;
    isBusy.value = true;
    await attempt(async () => {
      const file = `${name}-${fieldTime(now.value).slice(0, 16).replaceAll(':', '')}.${form}`;
      save(await make(form), file);
      tell(w.done(file));
    });
    isBusy.value = false;
  };
  return (
    <Menu
      isOpen={isOpen}
      class="table-file"
      button={
        <button type="button" class="button" aria-haspopup="true" aria-expanded={isOpen.value} disabled={isDisabled || isBusy.value} data-testid={test} onClick={() => (isOpen.value = !isOpen.value)}>
          {w.open}
        </button>
      }
    >
      <div class="menu-list">
        {FORMS.map((form) => (
          <button key={form} type="button" data-testid={`${test}-${form}`} onClick={() => void take(form)}>
            {w[form]}
          </button>
        ))}
      </div>
    </Menu>
  );
}
