/** The language of the page: Chinese first, English complete. */

import { computed, signal } from '@preact/signals';

import type { Bilingual } from '../wire/shapes';
import { en } from './en';
import { zh, type Words } from './zh';

export type { Words };
export type Language = 'zh' | 'en';

const KEY = 'fenghuo.language';
const DICTIONARIES: Readonly<Record<Language, Words>> = { zh, en };

export const language = signal<Language>('zh');
export const words = computed<Words>(() => DICTIONARIES[language.value]);

/** Take the language this browser chose last time. */
export function restoreLanguage(): void {
  speak(localStorage.getItem(KEY) === 'en' ? 'en' : 'zh');
}

export function speak(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(KEY, chosen);
  document.documentElement.lang = words.value.tag;
}

/** A text of the API in the language of the page; the other one where this is missing. */
export function told(text: Bilingual | undefined): string {
  if (!text) return '';
  return (language.value === 'zh' ? text.zh || text.en : text.en || text.zh) ?? '';
}

/** A word from a table keyed by the API's own codes; the code itself when it is new to this page. */
export function named(table: Readonly<Record<string, string>>, code: string): string {
  return table[code] ?? code;
}
