/** What is being written, and how it is handed in. */

import { batch, signal } from '@preact/signals';

import { refusalOf, tell } from '../acts';
import { keepWarning } from '../city/load';
import { city } from '../city/store';
import { aim, aimRequest, understood } from '../map/drawing';
import { openSheet, sheet } from '../view';
import { get, post, putOver, Refusal } from '../wire/client';
import type { Preview, Suggestion } from '../wire/compose';
import type { Reach } from '../wire/reach';
import type { OneWarning, Warning } from '../wire/shapes';
import { aboutBody, BLANK, draftBody, editBody, fieldOf, formOf, lacking, placeBody, wishBody, worded, type Field, type Form } from './form';
import type { Asked } from './open';
import { aimOf, NOWHERE, type Aim } from './target';
import { said } from './words';

export interface Fault {
  readonly field: Field;
  readonly code: string;
  readonly text: string;
  /** The server's own sentence: it says where. */
  readonly detail: string;
}

export const form = signal<Form>(BLANK);
/** Whether something stands in the form that would be lost. */
export const isBegun = signal(false);
/** Whether a person aimed anew: a draft is left where it was otherwise. */
export const isAimed = signal(false);
export const reach = signal<Reach | null>(null);
export const reachFault = signal<Fault | null>(null);
export const preview = signal<Preview | null>(null);
export const previewFault = signal<Fault | null>(null);
/** What was wrong when it was handed in. */
export const faults = signal<readonly Fault[]>([]);
export const isBusy = signal(false);
/** What another opening wants to begin while something stands here. */
export const wanted = signal<Asked | null>(null);

export function write(change: Partial<Form>): void {
  form.value = { ...form.value, ...change };
  isBegun.value = true;
  if (faults.value.length) faults.value = [];
}

/** Aim anew; a word about a large area holds for what it was said of only. */
export function aimAt(change: Partial<Aim>): void {
  aim.value = { ...aim.value, ...change };
}

/** Begin anew. */
export async function begin(what: Asked): Promise<void> {
  batch(() => {
    form.value = BLANK;
    aim.value = NOWHERE;
    isBegun.value = false;
    isAimed.value = false;
    faults.value = [];
    wanted.value = null;
    reach.value = null;
    preview.value = null;
    reachFault.value = null;
    previewFault.value = null;
    understood.value = [];
  });
  if (what.warning) await trying('whole', () => goOn(what.warning ?? ''));
  else if (what.incident) await trying('whole', () => about(what.incident ?? ''));
  forget();
  aimRequest.value += 1;
}

/** From here on what is aimed is what a person aims. */
function forget(): void {
  isBegun.value = false;
  isAimed.value = false;
}

async function goOn(id: string): Promise<void> {
  const { form: made, aim: aimed } = formOf(await get<OneWarning>(`/warnings/${encodeURIComponent(id)}`));
  batch(() => {
    form.value = made;
    aim.value = aimed;
  });
}

/** Begin with what the templates say of an incident. */
async function about(id: string): Promise<void> {
  const incident = city.value.incidents.get(id);
  if (!incident) return;
  batch(() => {
    form.value = { ...BLANK, origin: { kind: 'incident', id }, hazard: incident.hazard, level: incident.level };
    aim.value = aimOf({ divisions: [incident.division] });
  });
  const shown = await post<Preview>('/warnings/preview', { incident: id });
  form.value = { ...form.value, wording: worded(form.value.wording, shown.texts as unknown as Suggestion['texts']) };
}

/** Words of the templates for hazard, level and area. */
export async function suggest(): Promise<void> {
  await trying('why', async () => {
    const found = await post<Suggestion>('/warnings/words', wishBody(form.value, aim.value));
    write({ wording: worded(form.value.wording, found.texts) });
    if (found.troubles.length) tell(found.troubles.join('; '));
  });
}

/** Have what is drawn widened, or mended, by the server, which knows the ground. */
export async function reshape(how: { readonly buffer_m: number } | { readonly repair: true }): Promise<void> {
  await trying('area', async () => {
    const found = await post<Reach>('/warnings/preview-target', { ...placeBody(form.value, aim.value), ...how });
    aim.value = aimOf(found.target as Partial<Aim>);
  });
}

/** Hand it in: a draft that waits for approval. */
export async function submit(): Promise<Field | null> {
  const missing = lacking(form.value, aim.value);
  if (missing.length) {
    faults.value = missing.map((field) => ({ field, code: 'lacking', text: said.value.lacking(field), detail: '' }));
    return missing[0] ?? null;
  }
  const isDone = await trying('whole', async () => {
    const drafted = await handIn();
    keepWarning(drafted);
    tell(said.value.done(drafted.content_hash.slice(0, 12)));
    await begin({});
    openSheet('warning', drafted.id);
  });
  return isDone ? null : (faults.value[0]?.field ?? null);
}

async function handIn(): Promise<Warning> {
  const { origin } = form.value;
  if (origin.kind === 'blank') return post<Warning>('/warnings', draftBody(form.value, aim.value));
  if (origin.kind === 'incident') {
    // What nobody touched stays in the words of the templates, and where the incident is.
    return post<Warning>('/warnings', isBegun.value ? aboutBody(form.value, aim.value, isAimed.value) : { incident: origin.id });
  }
  return putOver<Warning>(`/warnings/${encodeURIComponent(origin.id)}`, editBody(form.value, aim.value, isAimed.value), origin.hash);
}

/** Close it; what was written stays until it is handed in or given up. */
export function giveUp(): void {
  void begin({});
  sheet.value = null;
}

async function trying(field: Field, act: () => Promise<void>): Promise<boolean> {
  isBusy.value = true;
  faults.value = [];
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.value = faultsOf(error, field);
    return false;
  } finally {
    isBusy.value = false;
  }
}

export function faultsOf(refusal: Refusal, otherwise: Field): readonly Fault[] {
  const text = (detail: string): string => said.value.refusal[refusal.code] ?? (refusal.code === 'invalid_request' ? detail : refusalOf(refusal));
  const found = refusal.errors.length ? refusal.errors : [{ where: '', message: refusal.detail }];
  return found.map(({ where, message }) => {
    const field = fieldOf(refusal.code, where);
    const detail = message.replace(/^Value error, /, '');
    const shown = text(detail);
    return { field: field === 'whole' ? otherwise : field, code: refusal.code, text: shown, detail: shown === detail || refusal.code === 'network' ? '' : detail };
  });
}

/** Everything that is wrong with a field, as far as anybody said. */
export const faultsAt = (field: Field): readonly Fault[] =>
  [...faults.value, previewFault.value, field === 'area' ? reachFault.value : null].flatMap((each) => (each && each.field === field ? [each] : [])).filter((each, index, all) => all.findIndex((other) => other.code === each.code && other.detail === each.detail) === index);
