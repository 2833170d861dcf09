/** The clock of an approval: how long it runs, which turn it is, whose word counts; pure. */

import type { Approval, Asking, Warning } from '../wire/shapes';

/** A release policy, as far as the clock needs it. */
export interface Policy {
  readonly id: string;
  readonly document: {
    readonly title?: { readonly zh: string; readonly en: string };
    readonly turns?: readonly { readonly role: string; readonly duty?: string }[];
    readonly on_timeout?: 'wait' | 'automatic';
  };
}

export interface Clock {
  /** Time left, ms, negative once it is over; null: nobody is hurried. */
  readonly left: number | null;
  /** Share of the time that is left, 0 to 1. */
  readonly share: number;
}

export function clockOf(asking: Asking, now: number): Clock {
  if (asking.deadline === null) return { left: null, share: 1 };
  const since = Date.parse(asking.since);
  const left = Date.parse(asking.deadline) - now;
  const all = Date.parse(asking.deadline) - since;
  return { left, share: all > 0 ? Math.min(1, Math.max(0, left / all)) : 0 };
}

/** How many people must approve. */
export const neededBy = (asking: Asking): number => ['automatic', 'one', 'two'].indexOf(asking.needs);

/** Approvals of what is shown, and those that an edit made void. */
export function wordsGiven(warning: Warning): { readonly standing: readonly Approval[]; readonly void: readonly Approval[] } {
  const all = warning.approvals ?? [];
  return { standing: all.filter((each) => each.content_hash === warning.content_hash), void: all.filter((each) => each.content_hash !== warning.content_hash) };
}

/** What happens when this turn ends without an answer; null where the policy is not known. */
export function nextOf(asking: Asking, policy: Policy | undefined): { readonly role: string } | 'automatic' | 'wait' | null {
  if (!policy) return null;
  const next = policy.document.turns?.[asking.turn + 1];
  return next ? { role: next.role } : (policy.document.on_timeout ?? 'wait');
}

/** The ring: a circle of radius `radius` of which `share` is drawn, clockwise from the top. */
export function ring(radius: number, share: number): { readonly dash: string } {
  const around = 2 * Math.PI * radius;
  return { dash: `${(around * share).toFixed(2)} ${around.toFixed(2)}` };
}
