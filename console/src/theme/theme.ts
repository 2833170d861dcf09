/** Dark or light, kept per browser; the map reads its colours from the same tokens as the page. */

import { signal } from '@preact/signals';

export type Theme = 'dark' | 'light';

const KEY = 'fenghuo.theme';

export const theme = signal<Theme>('dark');

export function restoreTheme(): void {
  wear(localStorage.getItem(KEY) === 'light' ? 'light' : 'dark');
}

export function wear(chosen: Theme): void {
  document.documentElement.dataset['theme'] = chosen;
  localStorage.setItem(KEY, chosen);
  theme.value = chosen;
}

/** The value of a colour token as the page has it now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", system-ui, sans-serif';

/** True when the person asked for stillness. */
export const wantsStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
