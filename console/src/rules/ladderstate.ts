/** The table of ladders while a person changes it: what was written, what a preview says, what became of it. */

import { computed, signal } from '@preact/signals';

import { reloadRules } from '../city/load';
import { city, properties, rules } from '../city/store';
import type { Answer } from '../registry/import';
import { mediaOf } from '../registry/mapping';
import { Refusal, upload } from '../wire/client';
import { told, words } from '../words';
import { changedTable, EDITABLE, isReadable, rowOf, type Changes } from './ladders';

/** A table that was tried and not yet submitted. */
interface Tried {
  readonly file: Blob;
  readonly type: string;
  readonly name: string;
  readonly answer: Answer;
}

export const changes = signal<Changes>(new Map());
export const search = signal('');
export const tried = signal<Tried | null>(null);
export const done = signal<Answer | null>(null);
export const fault = signal('');
export const isBusy = signal(false);

export const allRows = computed(() => rules.value.flatMap((rule) => rowOf(rule) ?? []));
export const rows = computed(() => {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return allRows.value;
  return allRows.value.filter((row) => {
    const text = `${row.id} ${row.station} ${city.value.stations.get(row.station)?.name ?? ''} ${row.property} ${told(properties.value.get(row.property))}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
});

/** Cells that were written and cannot be read. */
export const unreadable = computed(() => [...changes.value.values()].flatMap((own) => EDITABLE.filter((field) => own[field] !== undefined && !isReadable(field, own[field]))).length);

const send = (file: Blob, type: string, isDry: boolean): Promise<Answer> => upload<Answer>(`/stations/import?kind=thresholds${isDry ? '&dry_run=true' : ''}`, file, type);

async function attemptTo(act: () => Promise<void>): Promise<void> {
  fault.value = '';
  isBusy.value = true;
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fault.value = error.code === 'network' ? words.value.fault.network : error.detail || error.code;
  } finally {
    isBusy.value = false;
  }
}

async function tryTable(file: Blob, type: string, name: string): Promise<void> {
  await attemptTo(async () => {
    done.value = null;
    tried.value = { file, type, name, answer: await send(file, type, true) };
  });
}

/** Have the server say what the written changes would do. */
export const previewChanges = (): Promise<void> => tryTable(new Blob([changedTable(allRows.value, changes.value)], { type: 'text/csv' }), 'text/csv', '');

/** Have the server say what a file would do. */
export async function previewFile(file: File): Promise<void> {
  const type = mediaOf(file.name);
  if (type !== null) return tryTable(file, type, file.name);
  fault.value = file.name;
}

/** Submit what was previewed, and nothing else. */
export async function submit(): Promise<void> {
  const held = tried.value;
  if (!held) return;
  await attemptTo(async () => {
    const answer = await send(held.file, held.type, false);
    tried.value = null;
    done.value = answer;
    if (!held.name) changes.value = new Map();
    await reloadRules();
  });
}

export function drop(): void {
  tried.value = null;
  done.value = null;
  fault.value = '';
}
