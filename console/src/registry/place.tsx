import { lazy } from '../frame/lazy';
import { station } from '../view';
import { words } from '../words';

const Page = lazy(() => import('./page').then((found) => found.RegistryPage));

/** Stations as a table, imported, adopted; over the map, the board stays where it is. */
export function RegistryPlace() {
  return (
    <section class={station.value ? 'status has-drawer' : 'status'} aria-label={words.value.place.stations} data-testid="registry">
      <Page />
    </section>
  );
}
