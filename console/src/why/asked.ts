/** Which question stands behind an incident: the datastream it was judged by, and when it last rose. */

import { city } from '../city/store';
import { askWhy, type Question } from '../view';
import type { Incident, Station } from '../wire/shapes';

/** Why the incident fired; null where it is about no station, or about one that measures nothing. */
export function questionOf(incident: Incident, stations: ReadonlyMap<string, Station>): Question | null {
  const reason = incident.reasons.findLast((each) => each.change === 'raise') ?? incident.reasons.findLast((each) => each.change === 'lost');
  const property = reason?.property || stations.get(incident.station)?.datastreams[0]?.property;
  if (!incident.station || !property) return null;
  return { station: incident.station, property, at: Date.parse(reason?.t ?? incident.opened), rule: incident.rule };
}

export function explainIncident(incident: Incident): void {
  const question = questionOf(incident, city.value.stations);
  if (question) askWhy(question);
}
