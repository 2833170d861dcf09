import { lazy } from '../frame/lazy';
import { words } from '../words';

const Page = lazy(() => import('./page').then((found) => found.RollCallPage));

/** Who has answered and who has not, over the map; the board of incidents stays where it is. */
export function RollCallPlace() {
  return (
    <section class="status" aria-label={words.value.place.rollcall} data-testid="rollcall">
      <Page />
    </section>
  );
}
