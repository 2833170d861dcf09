/** How far the deliveries of warnings got; pure. */

import type { Delivery, DeliveryState, Warning } from '../wire/shapes';

export type Tally = Readonly<Record<DeliveryState, number>> & { readonly all: number };

/** What did not arrive first: it is what one acts on. */
export const ORDER: readonly DeliveryState[] = ['failed', 'dead', 'dropped', 'queued', 'unconfirmed', 'sent', 'delivered'];

export function tally(deliveries: Iterable<Delivery>): Tally {
  const counts = { queued: 0, sent: 0, unconfirmed: 0, delivered: 0, failed: 0, dropped: 0, dead: 0, all: 0 };
  for (const delivery of deliveries) {
    counts[delivery.state] += 1;
    counts.all += 1;
  }
  return counts;
}

/** Deliveries by warning. */
export function byWarning(deliveries: Iterable<Delivery>): ReadonlyMap<string, readonly Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const delivery of deliveries) {
    const group = groups.get(delivery.warning);
    if (group) group.push(delivery);
    else groups.set(delivery.warning, [delivery]);
  }
  return groups;
}

/** Whether a warning holds for people right now. */
export const isInForce = (warning: Warning, now: number): boolean =>
  warning.stage === 'issued' && warning.msgType !== 'Cancel' && Date.parse(warning.expires) > now;

/** What of a warning and of its calls did not arrive, or may not have. */
export function undeliveredOf(deliveries: Iterable<Delivery>, warning: string): { readonly failed: number; readonly unconfirmed: number; readonly sent: number } {
  const counts = tally([...deliveries].filter((each) => each.warning === warning));
  return { failed: counts.failed + counts.dead + counts.dropped, unconfirmed: counts.unconfirmed, sent: counts.sent };
}
