/** What an inject is called on the page. */

import { named, told } from '../words';
import type { Inject } from './state';
import { said } from './words';

/** Its kind and what it is about: `Station lost · XY-H03`. */
export function aboutOf(inject: Inject): string {
  const about = [inject.station, inject.division, inject.name].filter(Boolean).join(' ');
  const [kind, what] = [named(said.value.kind, inject.kind), about || told(inject.text)];
  // A text that says itself what it is needs no heading.
  return what.toLowerCase().includes(kind.toLowerCase()) ? what : [kind, what].filter(Boolean).join(' · ');
}
