import { lazy } from '../frame/lazy';
import { ALERT, Stroke } from '../frame/icons';
import { isWall } from '../screen/address';
import { session } from '../session/session';
import { told, words } from '../words';
import { drill, exercise, interruption } from './exercise';

const Bar = lazy(() => import('./bar').then((found) => found.Bar));

/** The stripes of a drill above every screen; nothing where the server does not say that this is one. */
export function Stripes() {
  const title = exercise.value;
  if (!title) return null;
  const w = words.value;
  return (
    <>
      <div class="stripes" role="region" aria-label={w.exercise.label} data-testid="stripes">
        <p>
          <strong>{w.exercise.mark}</strong> <span>{told(title)}</span>
        </p>
      </div>
      <Interruption />
      {session.value && !isWall && drill.value ? <Bar /> : null}
    </>
  );
}

/** Something real has come: louder than everything that is rehearsed. */
function Interruption() {
  const said = interruption.value;
  if (!said) return null;
  const w = words.value.exercise;
  return (
    <div class="interruption" role="alert" data-testid="interruption">
      <Stroke d={ALERT} size={34} />
      <div>
        <p class="interruption-head">{w.interrupted}</p>
        <p>
          {said.identifier ? <strong>{said.identifier}</strong> : null} {told(said.headline)}
        </p>
        <p>{w.real}</p>
      </div>
    </div>
  );
}
