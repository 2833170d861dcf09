/** Keeps a paired wall screen on the feed: the key, who it is, what it says of itself. */

import { batch, effect, signal } from '@preact/signals';

import { MINUTE, SECOND } from '../beijing';
import { goLive } from '../city/load';
import { forgetCurves } from '../city/curves';
import { forgetRollCalls } from '../city/rollcalls';
import { forget, health, system } from '../city/store';
import { bindSession, get, Refusal } from '../wire/client';
import type { User } from '../wire/shapes';
import { ABSENT, answered, due, turned, type Identity, type Presence } from './presence';
import { forgetPairing, keepPairing, type Pairing } from './pairing';

/** What is over leaves a wall after this; it shows no history. */
const KEEP = 60 * MINUTE;
const TRY_AGAIN = 30 * SECOND;

export const pairing = signal<Pairing | null>(null);
/** Why the server lets this screen see nothing; empty: it does. */
export const refused = signal('');
export const presence = signal<Presence>(ABSENT);
/** Whether the key may do more than a screen needs. */
export const isStrong = signal(false);
/** Warnings that can be read on the wall now. */
export const visible = signal<readonly string[]>([]);

const identity = signal<Identity | null>(null);

interface Own extends User {
  readonly division: string;
}

/** Use a key from now on. */
export function pair(next: Pairing): void {
  keepPairing(next);
  batch(() => {
    refused.value = '';
    pairing.value = next;
  });
}

export function unpair(): void {
  forgetPairing();
  pairing.value = null;
}

/** Be the screen that a pairing names; returns the way to stop. */
export function beScreen(own: Pairing): () => void {
  bindSession({ token: () => own.key, refused: (refusal) => isLockedOut(refusal) && (refused.value = refusal.detail) });
  const live = goLive(own.key, {
    keep: KEEP,
    turned: (isOpen) => (presence.value = turned(isOpen)),
    frames: (frames) => {
      for (const frame of frames) if (frame.kind === 'screen') presence.value = answered(presence.value, frame.data);
    },
  });
  const speak = (): void => {
    const shown = document.visibilityState === 'visible' && health.value === 'live' ? visible.value : [];
    const next = due(presence.value, { now: Date.now(), identity: identity.value, visible: shown });
    for (const message of next.messages) live.say(message);
    if (next.presence !== presence.value) presence.value = next.presence;
  };
  const clock = setInterval(speak, SECOND);
  const asking = setInterval(() => void introduce(own), TRY_AGAIN);
  void introduce(own);
  const stopVersion = reloadOnNewVersion();
  return () => {
    clearInterval(clock);
    clearInterval(asking);
    stopVersion();
    live.stop();
    identity.value = null;
    forget();
    forgetCurves();
    forgetRollCalls();
  };
}

/** Ask whom the key speaks for, until that is known and whenever the key was refused. */
async function introduce({ id, name, place }: Pairing): Promise<void> {
  if (identity.value && !refused.value) return;
  try {
    const { division, role } = await get<Own>('/users/me');
    batch(() => {
      refused.value = '';
      isStrong.value = role !== 'viewer';
      identity.value = { id, name: name || id, division, place };
    });
  } catch (error) {
    // Unreachable: the banner says so; refused: that is written down where every refusal is.
    if (!(error instanceof Refusal)) throw error;
  }
}

const isLockedOut = ({ status, code }: Refusal): boolean => status === 401 || code === 'password_change_required' || code === 'totp_enrolment_required';

/** A server that was updated has another page: nobody is there to load it. */
function reloadOnNewVersion(): () => void {
  let first = '';
  return effect(() => {
    const version = system.value?.version ?? '';
    if (first && version && version !== first) location.reload();
    first ||= version;
  });
}
