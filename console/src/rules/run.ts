/** A back-test that runs, or the last one that ran; it goes on while another place is shown. */

import { signal } from '@preact/signals';

import { lines, Refusal } from '../wire/client';
import type { Trial, TrialLine } from '../wire/rules';
import { words } from '../words';
import { faultOf } from './document';
import { wrong } from './editor';

export interface Asked {
  readonly rule: string;
  /** The document; null for the newest version as it is stored. */
  readonly text: string | null;
  /** Whether the document is a draft, which may become a version. */
  readonly isDraft: boolean;
  readonly from: number;
  readonly to: number;
  /** Text of a CSV; empty for none. */
  readonly labels: string;
  readonly incidents: boolean;
  readonly earlyHours: number;
  readonly lateHours: number;
  /** Stations that are drawn, eight at most. */
  readonly chart: readonly string[];
}

export interface Run {
  readonly asked: Asked;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  /** 0 to 1. */
  readonly share: number;
  readonly readings: number;
  readonly result: Trial | null;
  /** Why there is no result. */
  readonly why: string;
}
export const run = signal<Run | null>(null);

/** Most stations whose curves are asked for. */
export const MOST_CHARTS = 8;

let stop: AbortController | null = null;

export function stopTrial(): void {
  stop?.abort();
}

/** Run a back-test; one that is running is stopped. `kept` is shown until the answer is there. */
export async function tryRule(asked: Asked, kept: Trial | null = null): Promise<void> {
  stop?.abort();
  const mine = (stop = new AbortController());
  let told: Run = { asked, state: 'running', share: 0, readings: 0, result: kept, why: '' };
  run.value = told;
  const tell = (change: Partial<Run>): void => {
    told = { ...told, ...change };
    if (stop === mine) run.value = told;
  };
  try {
    for await (const line of lines<TrialLine>(`/rules/${encodeURIComponent(asked.rule)}/backtest`, bodyOf(asked), mine.signal)) {
      if (line.result) tell({ state: 'done', share: 1, result: line.result });
      else if (line.problem) tell({ state: 'failed', why: line.problem.detail });
      else tell({ share: line.progress ?? told.share, readings: line.readings ?? told.readings });
    }
    if (told.state === 'running') tell({ state: 'failed', why: words.value.fault.network });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (mine.signal.aborted) return tell({ state: 'stopped' });
    const fault = faultOf(error.detail || error.code);
    if (asked.text !== null && fault.line !== null) wrong.value = { rule: asked.rule, ...fault };
    tell({ state: 'failed', why: error.code === 'network' ? words.value.fault.network : error.detail || error.code });
  }
}

function bodyOf({ text, from, to, labels, incidents, earlyHours, lateHours, chart }: Asked): Record<string, unknown> {
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    incidents,
    early_s: earlyHours * 3600,
    late_s: lateHours * 3600,
    chart,
    points: 1500,
    ...(text === null ? {} : { document: text }),
    ...(labels ? { labels } : {}),
  };
}

/** The text of a file in one of the encodings that tables come in here. */
export function decoded(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
