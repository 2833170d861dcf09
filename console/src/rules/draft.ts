/** Drafts of rules, and what was tried of them: kept while the page is open, whichever place is shown. */

import { signal } from '@preact/signals';

import type { TrialSummary } from '../wire/rules';

/** Where a rule that is not there yet is written; no id begins like this. */
export const NEW = '+';

/** Where every ladder of a single station stands in one table. */
export const LADDERS = '=';

/** Text by rule; absent while nobody has changed it. */
export const drafts = signal<ReadonlyMap<string, string>>(new Map());

/** The back-test that goes along with the next version, and the text that it tried. */
export interface Attached {
  readonly text: string;
  readonly summary: TrialSummary;
}
export const attached = signal<ReadonlyMap<string, Attached>>(new Map());

export function keepDraft(rule: string, text: string): void {
  drafts.value = new Map(drafts.value).set(rule, text);
}

export function dropDraft(rule: string): void {
  drafts.value = without(drafts.value, rule);
  attached.value = without(attached.value, rule);
}

export function attach(rule: string, chosen: Attached | null): void {
  attached.value = chosen ? new Map(attached.value).set(rule, chosen) : without(attached.value, rule);
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([each]) => each !== key));
}

/** What a rule that is not there yet begins with. */
export const TEMPLATE = `apiVersion: fenghuo/v1
kind: Rule
id:
hazard: 11A01
title:
  zh:
  en:
scope:
  stations: []
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {blue: , yellow: }
  hold: 10m
  clear: {by: 0.1, for: 30m}
`;
