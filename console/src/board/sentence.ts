/** The words of an incident: its title with the place in it, and the sentence of its last change. */

import type { Incident } from '../wire/shapes';
import { told } from '../words';

/** A rule over many stations has a title without a place; then the station's name goes in front. */
export function titleOf(incident: Incident): string {
  const title = told(incident.title) || incident.rule;
  return title.includes(incident.station_name) ? title : `${incident.station_name} · ${title}`;
}

export function lastWords(incident: Incident): string {
  return told(incident.reasons.at(-1)?.text) || titleOf(incident);
}
