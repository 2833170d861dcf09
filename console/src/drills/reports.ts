/** Reports: opened in a tab of their own, or saved; the browser asks with the token, so no address carries one. */

import { signal } from '@preact/signals';

import { save } from '../registry/save';
import { note } from '../view';
import { download, Refusal } from '../wire/client';
import { words } from '../words';

/** Path of the report that is being made; null: none is. */
export const making = signal<string | null>(null);

const marked = (path: string, form: string, lang: string): string => `${path}${path.includes('?') ? '&' : '?'}format=${form}&lang=${lang}`;

/** Open a report as a page. The tab is opened by the click itself, or the browser would not let it come. */
export async function openReport(path: string, lang: string): Promise<void> {
  const tab = window.open('', '_blank');
  const made = await asked(marked(path, 'html', lang));
  if (!made) return tab?.close();
  const url = URL.createObjectURL(made);
  if (tab) tab.location.href = url;
  else save(made, 'report.html');
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export async function saveReport(path: string, lang: string, name: string): Promise<void> {
  const made = await asked(marked(path, 'pdf', lang));
  if (made) save(made, `${name}.pdf`);
}

async function asked(path: string): Promise<Blob | null> {
  making.value = path;
  try {
    return await download(path);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tell(error);
    return null;
  } finally {
    making.value = null;
  }
}

/** Say on the page why something was refused. */
export function tell(refusal: Refusal): void {
  const w = words.value.fault;
  note.value = { text: refusal.code === 'network' ? w.network : w.refused(refusal.detail), isFault: true };
}

/** Do something; a refusal is told on the page. */
export async function tried(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tell(error);
  }
}
