import { lazy } from '../frame/lazy';
import { words } from '../words';

const Page = lazy(() => import('./page').then((found) => found.RulesPage));

/** What decides whether people are warned, over the map; the board stays where it is. */
export function RulesPlace() {
  return (
    <section class="status" aria-label={words.value.place.rules} data-testid="rules">
      <Page />
    </section>
  );
}
