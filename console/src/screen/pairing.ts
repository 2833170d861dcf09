/**
 * Which key a wall screen uses and what it is called. Given once: behind the `#` of the address, which no server and
 * no log ever sees and which is taken out of the address bar at once, or typed in. Kept by this browser, so that the
 * screen comes back by itself after a power cut.
 */

export interface Pairing {
  /** API key that may view. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly place: string;
  /** Whether the wall is to make no sound; left out: it makes some. */
  readonly isSilent?: boolean;
}

const KEY = 'fenghuo.screen';
const ID = /^[A-Za-z0-9._-]{1,64}$/;

/** What stands behind the `#`, e.g. `#key=fh_…&name=大厅&place=一楼&sound=off`; null when that is no pairing. */
export function pairingOf(fragment: string, anyId: () => string): Pairing | null {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  const key = said.get('key')?.trim() ?? '';
  if (!key) return null;
  const id = said.get('id')?.trim() ?? '';
  const [name = '', place = ''] = ['name', 'place'].map((part) => (said.get(part) ?? '').trim().slice(0, 200));
  return { key, id: ID.test(id) ? id : anyId(), name, place, ...(said.get('sound') === 'off' ? { isSilent: true } : {}) };
}

/** The address that pairs a screen with a key. */
export function pairingAddress(origin: string, key: string, name: string): string {
  return `${origin}/screen#${new URLSearchParams({ key, ...(name ? { name } : {}) })}`;
}

/** A name that no other screen has; the browser keeps it. */
export function anyId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return `wall-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The pairing of this browser, a new one from the address first. */
export function restorePairing(): Pairing | null {
  const kept = keptPairing();
  const given = pairingOf(location.hash, () => kept?.id ?? anyId());
  if (location.hash) history.replaceState(null, '', location.pathname);
  if (given) keepPairing(given);
  return given ?? kept;
}

export function keepPairing(pairing: Pairing): void {
  localStorage.setItem(KEY, JSON.stringify(pairing));
}

export function forgetPairing(): void {
  localStorage.removeItem(KEY);
}

function keptPairing(): Pairing | null {
  const kept = localStorage.getItem(KEY);
  return kept ? (JSON.parse(kept) as Pairing) : null;
}
