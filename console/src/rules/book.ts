/** The versions of the rule that is open, and the documents of those that were looked at. */

import { signal } from '@preact/signals';

import { reloadRules } from '../city/load';
import { attempt, tell } from '../acts';
import { document, everything, get, post, putDocument, Refusal, request } from '../wire/client';
import type { RuleVersion } from '../wire/rules';
import { written } from './document';
import { said } from './words';

interface Book {
  readonly rule: string;
  readonly state: 'asking' | 'there' | 'none' | 'away';
  /** Newest first. */
  readonly versions: readonly RuleVersion[];
}
export const book = signal<Book>({ rule: '', state: 'asking', versions: [] });

/** Documents by `rule@version`; a version never changes. */
export const texts = signal<ReadonlyMap<string, string>>(new Map());

/** Ask for the versions of a rule; those that are there stay while it is asked again. */
export async function openBook(rule: string): Promise<void> {
  if (book.value.rule !== rule) book.value = { rule, state: 'asking', versions: [] };
  try {
    const versions = await everything<RuleVersion>(`/rules/${encodeURIComponent(rule)}/versions`);
    if (book.value.rule === rule) book.value = { rule, state: 'there', versions };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (book.value.rule !== rule) return;
    book.value = { ...book.value, state: error.status === 404 ? 'none' : book.value.versions.length ? 'there' : 'away' };
  }
}

/** The version that people mean by the rule: the one in force, or else the newest. */
export const currentOf = (versions: readonly RuleVersion[]): RuleVersion | undefined =>
  versions.find((each) => each.phase === 'in_force' && !each.removal) ?? versions[0];

/** The newest version, when it waits for a signature. */
export const proposalOf = (versions: readonly RuleVersion[]): RuleVersion | undefined =>
  versions[0]?.phase === 'proposed' ? versions[0] : undefined;

/** Load the document of a version as it was written. */
export async function wantText(rule: string, version: number): Promise<void> {
  const key = `${rule}@${version}`;
  if (texts.value.has(key)) return;
  const path = `/rules/${encodeURIComponent(rule)}/versions/${version}`;
  try {
    const [{ source = '' }, canonical] = await Promise.all([get<{ source?: string }>(path), document(path)]);
    texts.value = new Map(texts.value).set(key, written(source, canonical));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

export interface Terms {
  readonly reason: string;
  readonly from: string;
  readonly until: string;
  readonly backtest: string;
}

/** Put a document; a refusal of the document itself is the caller's to show. */
export async function putRule(rule: string, text: string, terms: Terms): Promise<RuleVersion> {
  const given = Object.entries(terms).filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  const stored = await putDocument<RuleVersion>(`/rules/${encodeURIComponent(rule)}${query ? `?${query}` : ''}`, text);
  const before = book.value.rule === rule ? book.value.versions : [];
  const w = said.value.done;
  const isSame = before.some((each) => each.version === stored.version && each.phase === stored.phase);
  const outcome = { proposed: w.proposed, scheduled: w.scheduled, in_force: w.inForce, superseded: w.stored, ended: w.stored }[stored.phase];
  tell(isSame ? w.same : outcome(stored.version));
  await again(rule);
  return stored;
}

export async function sign(version: RuleVersion, note: string): Promise<boolean> {
  return attempt(async () => {
    await post(`/rules/${encodeURIComponent(version.id)}/sign`, { version: version.version, sha256: version.sha256, note });
    tell(said.value.done.signed);
    await again(version.id);
  });
}

/** Put an earlier document in force again; null is the one before the present one. */
export async function rollBack(rule: string, version: number | null, reason: string): Promise<boolean> {
  return attempt(async () => {
    const stored = await post<RuleVersion>(`/rules/${encodeURIComponent(rule)}/rollback`, { reason, ...(version === null ? {} : { version }) });
    tell(stored.phase === 'proposed' ? said.value.done.proposed(stored.version) : said.value.done.inForce(stored.version));
    await again(rule);
  });
}

export async function remove(rule: string, reason: string): Promise<boolean> {
  return attempt(async () => {
    const query = reason ? `?${new URLSearchParams({ reason })}` : '';
    const stored = await request<RuleVersion>('DELETE', `/rules/${encodeURIComponent(rule)}${query}`);
    tell(stored.phase === 'proposed' ? said.value.done.proposed(stored.version) : said.value.done.removed);
    await again(rule);
  });
}

async function again(rule: string): Promise<void> {
  await Promise.all([reloadRules(), openBook(rule)]);
}
