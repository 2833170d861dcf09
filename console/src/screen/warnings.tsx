import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { nearTime, now } from '../beijing';
import { briefOf } from '../board/sentence';
import { city, pendingWarnings } from '../city/store';
import { Badge } from '../level/badge';
import { rank } from '../level/level';
import { isInForce, undeliveredOf } from '../warnings/count';
import { StatusMark } from '../warnings/mark';
import type { Warning } from '../wire/shapes';
import { LeafHead, turnNow, useRoom } from './leaf';
import { visible } from './link';
import { leafOf } from './rotation';
import { said } from './words';

const ROW = 96;

const inForce = computed(() =>
  [...city.value.warnings.values()]
    .filter((each) => isInForce(each, now.value))
    .sort((left, right) => rank(right.level) - rank(left.level) || (left.created < right.created ? 1 : -1)),
);

/** What people have been told and still holds. */
export function WallWarnings() {
  const w = said.value;
  const [list, room] = useRoom(ROW);
  const leaf = leafOf(inForce.value, { isRed: (each) => each.level === 'red', room, turn: turnNow() });
  const shown = [...leaf.pinned, ...leaf.turning];
  const ids = shown.map((each) => each.id).join(' ');
  useEffect(() => {
    // Only what has been painted is shown.
    const frame = requestAnimationFrame(() => (visible.value = ids ? ids.split(' ') : []));
    return () => cancelAnimationFrame(frame);
  }, [ids]);
  useEffect(() => () => void (visible.value = []), []);
  const waiting = pendingWarnings.value.length;
  return (
    <section class="wall-warnings" aria-label={w.inForce} data-testid="wall-warnings">
      <LeafHead title={`${w.inForce} ${inForce.value.length || ''}`} leaf={leaf}>
        {waiting ? <strong class="wall-unseen">{w.pending(waiting)}</strong> : null}
      </LeafHead>
      <ul ref={list} class={leaf.isDense ? 'wall-list is-dense' : 'wall-list'}>
        {shown.map((warning) => (
          <Row key={warning.id} warning={warning} />
        ))}
        {shown.length === 0 ? <li class="wall-none">{w.noneInForce}</li> : null}
      </ul>
    </section>
  );
}

function Row({ warning }: { readonly warning: Warning }) {
  const w = said.value;
  const { failed } = undeliveredOf(city.value.deliveries.values(), warning.id);
  return (
    <li class={`wall-row is-warning tint-${warning.level}`} data-level={warning.level} data-testid={`wall-warning-${warning.id}`}>
      <Badge mark={warning.level} size={52} />
      <div class="wall-what">
        <p class="wall-title">{briefOf(warning)}</p>
        <p class="wall-text">
          <StatusMark status={warning.status} /> {w.until(nearTime(Date.parse(warning.expires), now.value))}
          {failed ? <strong class="is-failed"> {w.undelivered(failed)}</strong> : null}
          {warning.renewal_due ? <strong> {w.ending}</strong> : null}
        </p>
      </div>
    </li>
  );
}
