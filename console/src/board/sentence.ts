/** Short texts about incidents and warnings, always with the place in them. */

import { nearTime, now } from '../beijing';
import type { Incident, Warning } from '../wire/shapes';
import { told, words } from '../words';

/** A rule over many stations has a title without a place; then the station's name goes in front. */
export function titleOf(incident: Incident): string {
  const title = told(incident.title) || incident.rule;
  if (incident.kind !== 'hazard' && incident.kind !== 'lost') return title;
  const isPlaced = incident.title.zh.includes(incident.station_name) || title.includes(incident.station_name);
  return isPlaced ? title : `${incident.station_name} · ${title}`;
}

export function lastWords(incident: Incident): string {
  return told(incident.reasons.at(-1)?.text) || titleOf(incident);
}

/** Who has it, or that nobody has. */
export function standingOf(incident: Incident): string {
  const { board } = words.value;
  const { state, acknowledged_by: who } = incident;
  if (state === 'acknowledged' || state === 'assigned') return board[state](who);
  return state === 'open' ? board.open : state === 'in_progress' ? board.in_progress : board.cleared;
}

/** What, how bad, where: official headlines are long and begin alike. */
export function briefOf(warning: Warning): string {
  return [told(warning.event), words.value.level[warning.level].full, warning.area.description].filter(Boolean).join(' · ');
}

const ASKED = /^asked: (.*?)(?: until (\S+Z))?$/;
const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** What was said along with a step; the server's own note on who was asked in the words of the page, instants in Beijing time. */
export function noteOf(step: { readonly act: string; readonly note: string }): string {
  const near = (instant: string): string => nearTime(Date.parse(instant), now.value);
  const asked = step.act === 'asked' ? ASKED.exec(step.note) : null;
  if (!asked) return step.note.replace(INSTANT, near);
  return [asked[1], asked[2] ? words.value.foreign.until(near(asked[2])) : ''].filter(Boolean).join(' · ');
}

/** Who did a step: a person, the issue policy, or a rule. */
export function actorOf(actor: string): string {
  const w = words.value;
  if (actor === 'policy') return w.warning.byPolicy;
  return actor.startsWith('rule:') ? w.warning.byRule(actor.slice(5)) : actor.replace(/^user:/, '');
}
