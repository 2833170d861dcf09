import { lazy } from '../frame/lazy';
import { words } from '../words';

const Page = lazy(() => import('./page').then((found) => found.StatusPage));

/** How the installation does, over the map; the board stays where it is. */
export function StatusPlace() {
  return (
    <section class="status" aria-label={words.value.place.status} data-testid="status">
      <Page />
    </section>
  );
}
