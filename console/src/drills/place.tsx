import { lazy } from '../frame/lazy';
import { words } from '../words';
import { exercise } from './exercise';

const Live = lazy(() => import('./page').then((found) => found.DrillsPage));
const Own = lazy(() => import('./board').then((found) => found.DrillBoard));

/** Over the map: the drills that may be started; inside of one, its story and what was thrown in. */
export function DrillsPlace() {
  return (
    <section class="status" aria-label={words.value.place.drills} data-testid="drills">
      {exercise.value ? <Own /> : <Live />}
    </section>
  );
}
