/** What a person does to incidents and warnings: one request each, the answer shown at once, refusals told. */

import { serverNow, HOUR } from './beijing';
import { keepIncident, keepWarning } from './city/load';
import { gaugesVersion } from './city/store';
import { mayAct } from './session/session';
import { assigning, bringIntoView, incident as selected, note } from './view';
import { post, Refusal } from './wire/client';
import type { GaugeMark, Incident, Warning } from './wire/shapes';
import { words } from './words';

export async function acknowledge(incident: Incident): Promise<void> {
  if (!mayAct.value) return fault(words.value.board.readOnly);
  await attempt(async () => {
    keepIncident(await post<Incident>(`/incidents/${incident.id}/ack`, {}));
    tell(words.value.news.acked);
    if (selected.value === incident.id) bringIntoView(incident.id);
  });
}

export async function assign(incident: Incident, assignee: string): Promise<void> {
  await attempt(async () => {
    keepIncident(await post<Incident>(`/incidents/${incident.id}/assign`, { assignee }));
    assigning.value = null;
    tell(words.value.news.assigned(assignee));
  });
}

export async function approve(warning: Warning, text: string): Promise<boolean> {
  return attempt(async () => {
    keepWarning(await post<Warning>(`/warnings/${warning.id}/approve`, { note: text, content_hash: warning.content_hash }));
    tell(words.value.news.approved);
  });
}

export async function reject(warning: Warning, text: string): Promise<boolean> {
  return attempt(async () => {
    keepWarning(await post<Warning>(`/warnings/${warning.id}/reject`, { note: text }));
    tell(words.value.news.rejected);
  });
}

/** Ask for the retraction of an issued warning. The answer is the retraction, a warning of its own. */
export async function retract(warning: Warning): Promise<boolean> {
  return attempt(async () => {
    keepWarning(await post<Warning>(`/warnings/${warning.id}/cancel`, { note: '' }));
    tell(words.value.news.retracted);
  });
}

interface Marking {
  readonly station: string;
  /** Empty: everything the station measures. */
  readonly property: string;
  readonly quality: string;
  /** From now; 0 until somebody ends it. */
  readonly hours: number;
  readonly reason: string;
}

/** Say that a gauge is bad. */
export async function markGauge({ hours, ...said }: Marking): Promise<boolean> {
  const until = hours ? { until: new Date(serverNow() + hours * HOUR).toISOString() } : {};
  return attempt(async () => {
    await post<GaugeMark>('/marks', { ...said, ...until });
    gaugesVersion.value += 1;
    tell(words.value.gauge.marked);
  });
}

export async function endMark(mark: GaugeMark): Promise<boolean> {
  return attempt(async () => {
    await post<GaugeMark>(`/marks/${encodeURIComponent(mark.id)}/end`, {});
    gaugesVersion.value += 1;
    tell(words.value.gauge.ended);
  });
}

export function tell(text: string): void {
  note.value = { text, isFault: false };
}

function fault(text: string): void {
  note.value = { text, isFault: true };
}

export async function attempt(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fault(error.code === 'network' ? words.value.fault.network : words.value.fault.refused(error.detail || error.code));
    return false;
  }
}
