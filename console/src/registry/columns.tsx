import { named, words } from '../words';
import { chosen, lacking, type Choices, type FileInfo, type TableInfo } from './mapping';
import { said } from './words';

interface Props {
  readonly file: FileInfo;
  readonly choices: Choices;
  readonly change: (choices: Choices) => void;
}

/** Each column of each table with what stands in it and what it means. */
export function ColumnChoices({ file, choices, change }: Props) {
  const w = said.value.import;
  return (
    <section aria-label={w.columns}>
      <h3>{w.columns}</h3>
      <p class="status-hint">{file.tables.length ? w.columnsHint : w.documents}</p>
      {file.tables.map((table, at) => (
        <Columns key={`${table.name}${at}`} table={table} fields={file.fields[table.kind] ?? []} choice={choices[at] ?? {}} pick={(header, field) => change(chosen(choices, at, header, field))} />
      ))}
    </section>
  );
}

interface ColumnsProps {
  readonly table: TableInfo;
  readonly fields: readonly string[];
  readonly choice: Readonly<Record<string, string>>;
  readonly pick: (header: string, field: string) => void;
}

function Columns({ table, fields, choice, pick }: ColumnsProps) {
  const { import: w, field: names } = said.value;
  const missing = lacking(table, choice);
  return (
    <div class="columns">
      <p class="columns-head">
        {table.name ? <strong>{w.sheet(table.name)}</strong> : null} {named(w.kind, table.kind)} · {w.rows(table.rows)}
        {table.kind ? '' : ` · ${w.skipped}`}
      </p>
      {missing.length ? (
        <p class="is-noted" role="alert">
          {w.lacking(missing.map((field) => named(names, field)).join(words.value.list))}
        </p>
      ) : null}
      {table.kind ? (
        <ul class="columns-list">
          {table.columns.map(({ header, sample }) => {
            const field = choice[header] ?? '';
            return (
              <li key={header} class={field ? '' : 'is-out'}>
                <span class="columns-name" title={header}>
                  {header}
                </span>
                <span class="columns-sample" title={sample.join('\n')}>
                  {sample.filter(Boolean).join(' · ') || '—'}
                </span>
                <select aria-label={`${w.field}${words.value.colon}${header}`} value={field} data-testid={`column-${header}`} onChange={(event) => pick(header, event.currentTarget.value)}>
                  <option value="">{w.leaveOut}</option>
                  {fields.map((each) => (
                    <option key={each} value={each}>
                      {named(names, each)}
                    </option>
                  ))}
                </select>
              </li>
            );
          })}
        </ul>
      ) : null}
    </div>
  );
}
