/** The words beside a raised station: name, value, which way it goes. */

import { ARROWS, trendOf } from '../city/curve';
import { curveKey, curves } from '../city/curves';
import { mainProperty } from '../city/picture';
import { properties, readings, type Look } from '../city/store';
import { printedUnit, readable } from '../reading';
import { words } from '../words';

export function labelOf(look: Look): string {
  const { station, raised } = look;
  if (look.hearing === 'lost') return `${station.name} ${words.value.hearing.lost}`;
  const key = mainProperty(station, raised);
  const latest = key ? readings.one(station.id, key) : undefined;
  if (!key || !latest) return station.name;
  const unit = properties.value.get(key)?.unit ?? '';
  const curve = curves.value.get(curveKey(station.id, key)) ?? [];
  const arrow = curve.length > 1 ? ` ${ARROWS[trendOf(curve)]}` : '';
  return `${station.name} ${readable(latest.v, unit)} ${printedUnit(unit)}${arrow}`.trimEnd();
}
