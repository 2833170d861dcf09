/**
 * What a wall screen says on the feed, and when: who it is, that it is there, and which warnings it shows; pure.
 *
 * The server does not answer a heartbeat or a `displayed`, and forgets one that came while its database was away.
 * So all of it is said again and again: a word that is said twice changes nothing.
 */

/** The server takes a screen for lost after a minute. */
export const BEAT = 10_000;
/** An introduction that nobody answered is made again. */
const AGAIN = 5_000;
const REFUSED_AGAIN = 30_000;
const SHOWN_AGAIN = 60_000;

export interface Presence {
  readonly isOpen: boolean;
  /** Whether the server has taken this connection for the screen. */
  readonly isKnown: boolean;
  /** When it introduced itself last, ms. */
  readonly asked: number | null;
  /** When it said last that it is there, ms. */
  readonly beat: number | null;
  /** Why the server will not have it; empty: it will. */
  readonly fault: string;
  /** When it said last of each warning that it is shown, ms; only of those that are. */
  readonly shown: ReadonlyMap<string, number>;
}

export const ABSENT: Presence = { isOpen: false, isKnown: false, asked: null, beat: null, fault: '', shown: new Map() };

/** Who the screen says it is. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly division: string;
  readonly place: string;
}

export type Message =
  | ({ readonly kind: 'register' } & Identity)
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'displayed'; readonly warning: string };

/** A connection opened or broke: either way the server knows nobody. */
export const turned = (isOpen: boolean): Presence => ({ ...ABSENT, isOpen });

/** The server answered an introduction. */
export const answered = (presence: Presence, answer: { readonly error?: string }): Presence =>
  answer.error ? { ...presence, isKnown: false, fault: answer.error } : { ...presence, isKnown: true, fault: '' };

interface Moment {
  /** ms. */
  readonly now: number;
  /** Null while it is not known yet who it is. */
  readonly identity: Identity | null;
  /** Warnings that can be read on the wall now. */
  readonly visible: readonly string[];
}

/** What is due to be said at an instant. */
export function due(presence: Presence, { now, identity, visible }: Moment): { readonly presence: Presence; readonly messages: readonly Message[] } {
  if (!presence.isOpen || !identity) return { presence, messages: [] };
  if (!presence.isKnown) {
    const patience = presence.fault ? REFUSED_AGAIN : AGAIN;
    if (presence.asked !== null && now - presence.asked < patience) return { presence, messages: [] };
    return { presence: { ...presence, asked: now }, messages: [{ kind: 'register', ...identity }] };
  }
  const messages: Message[] = [];
  let { beat } = presence;
  if (beat === null || now - beat >= BEAT) {
    beat = now;
    messages.push({ kind: 'heartbeat' });
  }
  const shown = new Map<string, number>();
  for (const warning of visible) {
    const last = presence.shown.get(warning);
    const isDue = last === undefined || now - last >= SHOWN_AGAIN;
    if (isDue) messages.push({ kind: 'displayed', warning });
    shown.set(warning, isDue ? now : last);
  }
  // What has just been turned over comes back in a moment and need not be said at once.
  for (const [warning, last] of presence.shown) if (!shown.has(warning) && now - last < SHOWN_AGAIN) shown.set(warning, last);
  return { presence: { ...presence, beat, shown }, messages };
}
