/** Who is logged in. The token lives as long as the browser tab. */

import { computed, signal } from '@preact/signals';

import { bindSession, post, Refusal, request } from '../wire/client';
import type { User } from '../wire/shapes';

interface Session {
  readonly token: string;
  readonly expires: string;
  readonly user: User;
}

const KEY = 'fenghuo.session';

export const session = signal<Session | null>(null);
/** The API refuses everything until the first password is changed. */
export const mustChange = signal(false);
/** The API refuses everything until the second factor is set up. */
export const mustEnrol = signal(false);
/** Why the login page is shown, when it is not the first time. */
export const hasExpired = signal(false);

/** Viewers and organisers of drills see; all others act. */
export const mayAct = computed(() => session.value !== null && !['viewer', 'organiser'].includes(session.value.user.role));

/** Approvers and whoever stands above them release warnings. */
export const mayApprove = computed(() => session.value !== null && ['approver', 'commander', 'administrator'].includes(session.value.user.role));

/** Duty commanders open and stop channels. */
export const mayCommand = computed(() => session.value !== null && ['commander', 'administrator'].includes(session.value.user.role));

export const isAdministrator = computed(() => session.value?.user.role === 'administrator');

export function restoreSession(): void {
  bindSession({ token: () => session.value?.token ?? null, refused });
  const kept = sessionStorage.getItem(KEY);
  if (!kept) return;
  // Whether it has ended is for the server to say: the years of a drill are others than this computer's.
  session.value = JSON.parse(kept) as Session;
}

/** `code` of the second factor: asked for by the refusal `totp_required`. */
export async function logIn(user: string, password: string, code: string): Promise<void> {
  enter(await post<Session>('/sessions', code ? { user, password, totp: code } : { user, password }));
}

/** Whoever was given a seat in a drill has a link that opens it once. */
export async function join(token: string): Promise<void> {
  enter(await post<Session>('/drill/join', { token }));
}

/** Who comes back from the provider has a cookie that the server knows; the token never stands in an address. */
export async function takeOver(): Promise<void> {
  enter(await post<Session>('/oidc/session', {}));
}

function enter(answer: Session): void {
  mustChange.value = answer.user.must_change;
  mustEnrol.value = answer.user.must_enrol ?? false;
  hasExpired.value = false;
  keep(answer);
}

interface Factor {
  readonly secret: string;
  readonly url: string;
}

export const beginFactor = (password: string): Promise<Factor> => post<Factor>('/users/me/totp', { password });

/** Show a first code; the recovery codes are told this once. */
export async function confirmFactor(code: string): Promise<readonly string[]> {
  return (await post<{ readonly recovery_codes: readonly string[] }>('/users/me/totp/confirm', { code })).recovery_codes;
}

export async function changePassword(current: string, next: string): Promise<void> {
  await post('/users/me/password', { old: current, new: next });
  mustChange.value = false;
}

/** End the session here at once, and on the server when it can be reached. */
export async function logOut(): Promise<void> {
  const ending = request('DELETE', '/sessions/current').catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
  await ending;
  drop(false);
}

function refused(refusal: Refusal): void {
  if (refusal.status === 401 && session.value) drop(true);
  if (refusal.code === 'password_change_required') mustChange.value = true;
  if (refusal.code === 'totp_enrolment_required') mustEnrol.value = true;
}

function keep(next: Session): void {
  sessionStorage.setItem(KEY, JSON.stringify(next));
  session.value = next;
}

function drop(isExpired: boolean): void {
  sessionStorage.removeItem(KEY);
  hasExpired.value = isExpired;
  mustChange.value = false;
  mustEnrol.value = false;
  session.value = null;
}
