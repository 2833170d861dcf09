/** What the picture of the city no longer needs: a page that stays open for weeks must not grow; pure. */

import type { Stage } from '../wire/shapes';
import type { City } from './reducer';

interface Span {
  /** The server's time, ms. */
  readonly now: number;
  /** How long something stays after its end, ms. */
  readonly keep: number;
}

const ENDED: ReadonlySet<Stage> = new Set<Stage>(['rejected', 'superseded', 'cancelled', 'expired']);

/** The city without what was over before the span; the same city if that is nothing. */
export function withoutPast(city: City, { now, keep }: Span): City {
  const before = now - keep;
  const isOld = (instant: string): boolean => Date.parse(instant) < before;
  const incidents = without(city.incidents, (each) => each.state === 'closed' && isOld(each.changed));
  const warnings = without(city.warnings, (each) => {
    const isOver = ENDED.has(each.stage) || (each.stage === 'issued' && isOld(each.expires));
    return isOver && isOld(each.steps.at(-1)?.at ?? each.created);
  });
  const next: City = {
    stations: city.stations,
    incidents,
    warnings,
    deliveries: without(city.deliveries, (each) => !warnings.has(each.warning) && isOld(each.changed)),
    situations: without(city.situations, (each) => each.state === 'closed' && isOld(each.changed)),
    tasks: without(city.tasks, (each) => isOld(each.changed) && (each.state === 'done' || each.state === 'refused' || !incidents.has(each.incident))),
    foreign: without(city.foreign, (each) => isOld(each.expires)),
  };
  return (Object.keys(next) as (keyof City)[]).every((key) => next[key] === city[key]) ? city : next;
}

function without<Item>(held: ReadonlyMap<string, Item>, isPast: (item: Item) => boolean): ReadonlyMap<string, Item> {
  const kept = [...held].filter(([, item]) => !isPast(item));
  return kept.length === held.size ? held : new Map(kept);
}
