/** The words beside a raised station: name, value, which way it goes. */

import { ARROWS, trendOf } from '../city/curve';
import { curveKey, curves } from '../city/curves';
import { mainProperty } from '../city/picture';
import { properties, type Look } from '../city/store';
import { pastTime, shownReadings } from '../history/past';
import { printedUnit, readable } from '../reading';
import { words } from '../words';

/** The map has no room for the kind that a name may begin with: `雨量站 息县05` is `息县05` here. */
const shortName = (name: string): string => name.trim().split(/\s+/).at(-1) ?? name;

export function labelOf(look: Look): string {
  const { station, raised } = look;
  const name = shortName(station.name);
  if (look.hearing === 'lost') return `${name} ${words.value.hearing.lost}`;
  const key = mainProperty(station, raised);
  const latest = key ? shownReadings.value.one(station.id, key) : undefined;
  if (!key || !latest) return name;
  const unit = properties.value.get(key)?.unit ?? '';
  // The curve ends now: it says nothing of where a past value went.
  const curve = pastTime.value === null ? (curves.value.get(curveKey(station.id, key)) ?? []) : [];
  const arrow = curve.length > 1 ? ` ${ARROWS[trendOf(curve)]}` : '';
  return `${name} ${readable(latest.v, unit)} ${printedUnit(unit)}${arrow}`.trimEnd();
}
