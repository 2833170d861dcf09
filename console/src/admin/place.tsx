import { lazy } from '../frame/lazy';
import { words } from '../words';

const Page = lazy(() => import('./page').then((found) => found.AdminPage));

/** People, keys, the roster, channels, policies and the journal, over the map. */
export function AdminPlace() {
  return (
    <section class="status" aria-label={words.value.place.admin} data-testid="admin">
      <Page />
    </section>
  );
}
