import { signal } from '@preact/signals';

import { refusalOf } from '../acts';
import { reloadStations } from '../city/load';
import { Empty, Loading } from '../frame/states';
import { isAdministrator } from '../session/session';
import { openDesk } from '../view';
import { Refusal, upload } from '../wire/client';
import { ColumnChoices } from './columns';
import { lacking, mappingOf, mediaOf, proposed, type Choices, type FileInfo, type Outcome } from './mapping';
import { Outcomes } from './outcomes';
import { said } from './words';

/** Largest file that the server takes, bytes. */
const LARGEST = 16 * 1024 * 1024;

export interface Answer {
  readonly items: readonly Outcome[];
  readonly stored: number;
  readonly failed: number;
  readonly summary: Readonly<Record<string, number>>;
  readonly ignored: readonly string[];
  readonly encoding: string;
}

/** An import under way: from the file to what became of its rows. */
interface Import {
  readonly file: File;
  readonly info: FileInfo;
  readonly choices: Choices;
  readonly datum: string;
  /** What it would do by these choices; null: not asked yet, or asked before they changed. */
  readonly preview: Answer | null;
  readonly isStale: boolean;
  /** What it has done. */
  readonly done: Answer | null;
}
const underway = signal<Import | null>(null);
const busy = signal<'' | 'reading' | 'previewing' | 'storing'>('');
const fault = signal('');

/** Run one step; what the server refuses is said where it belongs. */
async function attempted(step: typeof busy.value, act: () => Promise<void>): Promise<void> {
  busy.value = step;
  fault.value = '';
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // What is wrong with a file stands in the server's own sentence.
    fault.value = error.status === 422 || error.status === 400 ? error.detail : refusalOf(error);
  }
  busy.value = '';
}

async function open(file: File): Promise<void> {
  const w = said.value.import;
  const media = mediaOf(file.name);
  fault.value = media ? (file.size > LARGEST ? w.tooLarge(file.name) : '') : w.unknown(file.name);
  if (!media || fault.value) return;
  await attempted('reading', async () => {
    const info = await upload<FileInfo>('/stations/import/columns', file, media);
    underway.value = { file, info, choices: proposed(info), datum: '', preview: null, isStale: false, done: null };
  });
  const now = underway.value;
  // Nothing to decide: the preview is what the person came for.
  if (now?.file === file && isComplete(now)) await preview();
}

const isComplete = ({ info, choices }: Import): boolean => info.tables.every((table, at) => lacking(table, choices[at] ?? {}).length === 0);

async function sent(now: Import, isDry: boolean): Promise<Answer> {
  const query = new URLSearchParams({ dry_run: String(isDry), ...(now.datum ? { datum: now.datum } : {}) });
  for (const pair of mappingOf(now.info, now.choices)) query.append('map', pair);
  return upload<Answer>(`/stations/import?${query}`, now.file, mediaOf(now.file.name) ?? '');
}

async function preview(): Promise<void> {
  const now = underway.value;
  if (!now) return;
  await attempted('previewing', async () => {
    const answer = await sent(now, true);
    underway.value = { ...now, preview: answer, isStale: false };
  });
}

async function store(): Promise<void> {
  const now = underway.value;
  if (!now) return;
  await attempted('storing', async () => {
    const answer = await sent(now, false);
    underway.value = { ...now, done: answer };
    await reloadStations();
  });
}

function change(to: Partial<Pick<Import, 'choices' | 'datum'>>): void {
  const now = underway.value;
  if (now) underway.value = { ...now, ...to, isStale: now.preview !== null };
}

function begin(): void {
  underway.value = null;
  fault.value = '';
}

/** A file, what its columns mean, what would happen, and then it happens. */
export function ImportPage() {
  const w = said.value;
  if (!isAdministrator.value) return <Empty title={w.forbidden} text={w.forbiddenText} />;
  const now = underway.value;
  return (
    <div class="registry-scroll import">
      <header>
        <h3>{now ? now.file.name : w.import.title}</h3>
        {now ? null : <p class="status-hint">{w.import.hint}</p>}
        {now ? (
          <button class="button" disabled={busy.value !== ''} data-testid="import-other" onClick={begin}>
            {w.import.other}
          </button>
        ) : null}
      </header>
      {now ? null : <Drop />}
      {fault.value ? (
        <p class="import-fault" role="alert" data-testid="import-fault">
          {fault.value}
        </p>
      ) : null}
      {busy.value === 'reading' ? <Loading /> : null}
      {now?.done ? <Done answer={now.done} /> : now ? <Prepare now={now} /> : null}
    </div>
  );
}

function Drop() {
  const w = said.value.import;
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file) void open(file);
  };
  return (
    <label
      class="import-drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer?.files);
      }}
    >
      <input
        class="unseen"
        type="file"
        accept=".csv,.txt,.xlsx,.geojson,.json,.yaml,.yml"
        data-testid="import-file"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <span class="button primary">{w.choose}</span>
      <span>{w.drop}</span>
    </label>
  );
}

function Prepare({ now }: { readonly now: Import }) {
  const w = said.value.import;
  const isReady = isComplete(now);
  const { preview: told, isStale } = now;
  const rows = told ? (told.summary['new'] ?? 0) + (told.summary['changed'] ?? 0) : 0;
  return (
    <>
      <ColumnChoices file={now.info} choices={now.choices} change={(choices) => change({ choices })} />
      <div class="import-acts">
        {now.info.tables.length ? (
          <label>
            {w.datum}
            <select value={now.datum} onChange={(event) => change({ datum: event.currentTarget.value })}>
              {Object.entries(w.datumOf).map(([key, text]) => (
                <option key={key} value={key}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <button class={told && !isStale ? 'button' : 'button primary'} disabled={!isReady || busy.value !== ''} data-testid="import-preview" onClick={() => void preview()}>
          {busy.value === 'previewing' ? w.previewing : w.preview}
        </button>
        {isStale ? <p class="is-noted">{w.stale}</p> : null}
      </div>
      {told && !isStale ? (
        <>
          <Outcomes answer={told} />
          <div class="import-foot">
            <p>
              <strong>{w.previewHint}</strong> {told.failed ? w.without(told.failed) : ''}
            </p>
            <button class="button primary" disabled={rows === 0 || busy.value !== ''} data-testid="import-submit" onClick={() => void store()}>
              {busy.value === 'storing' ? w.storing : rows ? w.submit(rows) : w.nothing}
            </button>
          </div>
        </>
      ) : null}
    </>
  );
}

function Done({ answer }: { readonly answer: Answer }) {
  const w = said.value.import;
  return (
    <>
      <div class="import-done" role="status" data-testid="import-done">
        <p>
          <strong>{w.done(answer.stored)}</strong> {w.doneText(answer.failed)}
        </p>
        <button class="button primary" onClick={() => openDesk('table')}>
          {w.toTable}
        </button>
      </div>
      <Outcomes answer={answer} />
    </>
  );
}
