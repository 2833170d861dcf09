/** What a person does to incidents and warnings: one request each, the answer shown at once, refusals told. */

import { serverNow, HOUR } from './beijing';
import { keepIncident, keepTask, keepWarning, reloadSituations } from './city/load';
import { stirRollCalls } from './city/rollcalls';
import { gaugesVersion } from './city/store';
import { mayAct } from './session/session';
import { assigning, bringIntoView, incident as selected, note } from './view';
import { get, post, Refusal } from './wire/client';
import type { Answer } from './wire/rollcall';
import type { GaugeMark, Incident, Situation, Task, Warning } from './wire/shapes';
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

/** What the board lets one do with an incident beyond taking it. */
type Verb = 'start' | 'unack' | 'close';
const DONE: Readonly<Record<Verb, 'started' | 'unacked' | 'closed'>> = { start: 'started', unack: 'unacked', close: 'closed' };

export const start = (incident: Incident): Promise<boolean> => move(incident, 'start');

export async function move(incident: Incident, verb: Verb, text = ''): Promise<boolean> {
  return attempt(async () => {
    keepIncident(await post<Incident>(`/incidents/${incident.id}/${verb}`, text ? { note: text } : {}));
    tell(words.value.news[DONE[verb]]);
  });
}

export async function escalate(incident: Incident, to: string): Promise<boolean> {
  return attempt(async () => {
    keepIncident(await post<Incident>(`/incidents/${incident.id}/escalate`, { to }));
    tell(words.value.news.escalated(to));
  });
}

export async function comment(incident: Incident, text: string): Promise<boolean> {
  return attempt(async () => {
    keepIncident(await post<Incident>(`/incidents/${incident.id}/comment`, { text }));
    tell(words.value.news.commented);
  });
}

/** Silence what one rule says of one station, up to the level that stands now. */
export async function silence(incident: Incident, hours: number, reason: string): Promise<boolean> {
  const matcher = { stations: [incident.station], rules: [incident.rule], level: incident.level };
  const end = new Date(serverNow() + hours * HOUR).toISOString();
  return attempt(async () => {
    await post('/silences', { matcher, reason, end });
    tell(words.value.news.silenced);
  });
}

export async function answerTask(task: Task, verb: 'accept' | 'done' | 'refuse', text = ''): Promise<boolean> {
  return attempt(async () => {
    keepTask(await post<Task>(`/tasks/${task.id}/${verb}`, text ? { note: text } : {}));
    tell(words.value.news.task);
  });
}

export async function mergeSituation(into: Situation, other: Situation): Promise<boolean> {
  return attempt(async () => {
    await post(`/situations/${into.id}/merge`, { other: other.id });
    await reloadSituations();
    tell(words.value.situation.merged);
  });
}

export async function splitOff(incident: Incident): Promise<boolean> {
  return attempt(async () => {
    await post(`/situations/${incident.situation}/split`, { incidents: [incident.id] });
    await reloadSituations();
    tell(words.value.situation.isSplit);
  });
}

/** What an officer was told by telephone, or heard at the door. */
interface Heard {
  readonly rollcall: string;
  readonly place: string;
  /** Empty: nobody named. */
  readonly person: string;
  readonly standing: string;
  readonly headcount: number | null;
  readonly text: string;
}

export async function answerFor({ person, headcount, text, ...said }: Heard): Promise<boolean> {
  return attempt(async () => {
    await post<Answer>('/answers', { ...said, ...(person ? { person } : {}), ...(headcount === null ? {} : { headcount }), ...(text ? { text } : {}) });
    stirRollCalls();
    tell(words.value.news.answered);
  });
}

/** Have a place called now, or one person there. */
export async function call(rollcall: string, place: string, person = ''): Promise<boolean> {
  return attempt(async () => {
    await post(`/rollcalls/${rollcall}/call`, { place, person });
    stirRollCalls();
    tell(words.value.news.called);
  });
}

export async function approve(warning: Warning, text: string): Promise<boolean> {
  return attempt(async () => {
    const after = await post<Warning>(`/warnings/${warning.id}/approve`, { note: text, content_hash: warning.content_hash });
    keepWarning(after);
    tell(after.stage === 'issued' ? words.value.news.approved : words.value.news.firstApproved);
  }, () => reread(warning.id));
}

/** Load a warning anew: what this page showed is not what it is. */
async function reread(id: string): Promise<void> {
  try {
    keepWarning(await get<Warning>(`/warnings/${id}`));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Say the same again for the same span. */
export async function renew(warning: Warning): Promise<boolean> {
  return attempt(async () => {
    keepWarning(await post<Warning>(`/warnings/${warning.id}/renew`, {}));
    tell(words.value.news.renewed);
  }, () => reread(warning.id));
}

/** Say that one has looked at what was issued without anybody. */
export async function sign(warning: Warning, text: string): Promise<boolean> {
  return attempt(async () => {
    keepWarning(await post<Warning>(`/warnings/${warning.id}/sign`, { note: text }));
    tell(words.value.news.signed);
  }, () => reread(warning.id));
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
  /** How long before now it begins, hours. */
  readonly since: number;
  readonly reason: string;
}

/** Say that a gauge is bad. */
export async function markGauge({ hours, since, ...said }: Marking): Promise<boolean> {
  const from = since ? { from: new Date(serverNow() - since * HOUR).toISOString() } : {};
  const until = hours ? { until: new Date(serverNow() + hours * HOUR).toISOString() } : {};
  return attempt(async () => {
    await post<GaugeMark>('/marks', { ...said, ...from, ...until });
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

/** The server's no in plain words; its own sentence where this page has none. */
export function refusalOf(refusal: Refusal): string {
  const w = words.value;
  return w.refusal[refusal.code] ?? (refusal.code === 'network' ? w.fault.network : w.fault.refused(refusal.detail || refusal.code));
}

/**
 * Try an act; a refusal is told.
 *
 * @param refused Done after a refusal of what this page believed, e.g. to load it anew.
 */
export async function attempt(act: () => Promise<void>, refused?: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fault(refusalOf(error));
    if (refused && error.status >= 400) await refused();
    return false;
  }
}
