import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { Loading } from '../frame/states';
import { words } from '../words';

/** The page itself is a chunk of its own: most screens never open it. */
const page = signal<ComponentType | null>(null);
const isBroken = signal(false);

/** How the installation does, over the map; the board stays where it is. */
export function StatusPlace() {
  const w = words.value;
  useEffect(() => {
    if (page.value) return;
    isBroken.value = false;
    import('./page').then(
      (found) => (page.value = found.StatusPage),
      () => (isBroken.value = true),
    );
  }, []);
  const Page = page.value;
  return (
    <section class="status" aria-label={w.place.status} data-testid="status">
      {Page ? <Page /> : isBroken.value ? <p class="status-none">{w.fault.title}</p> : <Loading />}
    </section>
  );
}
