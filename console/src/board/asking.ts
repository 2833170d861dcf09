/** What a person may write about an incident as it stands, and where it was last asked for. */

import { mayAct } from '../session/session';
import { asking, openSheet, type Asking } from '../view';
import type { Incident } from '../wire/shapes';

export { asking, type Asking };

/** Whether the table of moves allows it. */
export function mayAsk({ state, station }: Incident, what: Asking): boolean {
  const isTaken = state === 'acknowledged' || state === 'assigned' || state === 'in_progress';
  const allowed: Readonly<Record<Asking, boolean>> = {
    comment: true,
    escalate: state === 'open' || isTaken,
    silence: station !== '' && state !== 'closed',
    close: isTaken || state === 'cleared',
  };
  return allowed[what];
}

/** Open an incident at the field where it is written. */
export function ask(incident: Incident | undefined, what: Asking): void {
  if (!incident || !mayAct.value || !mayAsk(incident, what)) return;
  openSheet('incident', incident.id);
  asking.value = what;
}
