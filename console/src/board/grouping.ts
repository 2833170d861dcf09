/** Incidents of one cause as one card; pure. */

import { rank } from '../level/level';
import type { Incident, Situation } from '../wire/shapes';

/** What stands on the board: an incident alone, or a situation with its members, the worst first. */
export type Entry = { readonly kind: 'one'; readonly incident: Incident } | { readonly kind: 'group'; readonly situation: Situation; readonly members: readonly Incident[] };

/** Members of a group that are always in sight. */
export const ALWAYS = 3;

/**
 * Lay incidents out by situation; a situation with one open member is that member.
 *
 * @param incidents In the order of the board; a group stands where its first member would.
 */
export function entriesOf(incidents: readonly Incident[], situations: ReadonlyMap<string, Situation>): readonly Entry[] {
  const members = new Map<string, Incident[]>();
  for (const incident of incidents) if (situations.has(incident.situation)) members.set(incident.situation, [...(members.get(incident.situation) ?? []), incident]);
  const entries: Entry[] = [];
  const seen = new Set<string>();
  for (const incident of incidents) {
    const own = members.get(incident.situation) ?? [];
    const situation = situations.get(incident.situation);
    if (!situation || own.length < 2) entries.push({ kind: 'one', incident });
    else if (!seen.has(situation.id)) {
      seen.add(situation.id);
      entries.push({ kind: 'group', situation, members: own });
    }
  }
  return entries;
}

/** The members of a group that are shown: some always, all once it is unfolded, and whoever nobody has acknowledged at the worst level. */
export function shownOf(members: readonly Incident[], isUnfolded: boolean): readonly Incident[] {
  if (isUnfolded) return members;
  const worst = members[0]?.level ?? 'none';
  return members.filter((member, index) => index < ALWAYS || (member.state === 'open' && member.level === worst && rank(worst) >= rank('orange')));
}
