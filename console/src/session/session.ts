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
/** Why the login page is shown, when it is not the first time. */
export const hasExpired = signal(false);

/** Officers and administrators act; viewers see. */
export const mayAct = computed(() => session.value !== null && session.value.user.role !== 'viewer');

export const isAdministrator = computed(() => session.value?.user.role === 'administrator');

export function restoreSession(): void {
  bindSession({ token: () => session.value?.token ?? null, refused });
  const kept = sessionStorage.getItem(KEY);
  if (!kept) return;
  const restored = JSON.parse(kept) as Session;
  if (Date.parse(restored.expires) > Date.now()) session.value = restored;
}

export async function logIn(user: string, password: string): Promise<void> {
  const answer = await post<Session>('/sessions', { user, password });
  mustChange.value = answer.user.must_change;
  hasExpired.value = false;
  keep(answer);
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
}

function keep(next: Session): void {
  sessionStorage.setItem(KEY, JSON.stringify(next));
  session.value = next;
}

function drop(isExpired: boolean): void {
  sessionStorage.removeItem(KEY);
  hasExpired.value = isExpired;
  mustChange.value = false;
  session.value = null;
}
