/** Where warnings held at an instant; pure. */

import type { FeatureCollection, Ring, Warning } from '../wire/shapes';
import { circleRing } from './geodesy';
import type { Zone } from './zones';

/** What takes a warning away for good. */
const ENDED = new Set(['cancelled', 'superseded', 'expired']);

/** Whether a warning was out at an instant, ms: sent, not yet expired, and not yet taken back or replaced. */
export function isInForce(warning: Warning, at: number): boolean {
  if (warning.sent === null || warning.msgType === 'Cancel' || Date.parse(warning.sent) > at || Date.parse(warning.expires) <= at) return false;
  if (!ENDED.has(warning.stage)) return true;
  const ended = warning.steps.findLast((step) => ENDED.has(step.act));
  return ended !== undefined && Date.parse(ended.at) > at;
}

/** The rings of a division by code; shared, so that a zone whose rings stay is not reckoned again. */
export function outlines(divisions: FeatureCollection | null): ReadonlyMap<string, readonly Ring[]> {
  const found = new Map<string, readonly Ring[]>();
  for (const feature of divisions?.features ?? []) {
    const code = String(feature.properties['code'] ?? '');
    const geometry = feature.geometry as { readonly type?: string; readonly coordinates?: unknown } | null;
    if (geometry?.type === 'Polygon') found.set(code, (geometry.coordinates as Ring[]).slice(0, 1));
    if (geometry?.type === 'MultiPolygon') found.set(code, (geometry.coordinates as Ring[][]).flatMap((each) => each.slice(0, 1)));
  }
  return found;
}

/** By warning: a storm of others must not make its rings anew. */
const known = new WeakMap<object, readonly Ring[]>();

function ringsOf({ area }: Warning): readonly Ring[] {
  const rings = known.get(area) ?? [...(area.polygons ?? []), ...(area.circles ?? []).map((each) => circleRing(each))];
  known.set(area, rings);
  return rings;
}

/** The zones of the warnings in force: as drawn, else the divisions that they name. */
export function zonesAt(warnings: Iterable<Warning>, at: number, byCode: ReadonlyMap<string, readonly Ring[]>): readonly Zone[] {
  const zones: Zone[] = [];
  for (const warning of warnings) {
    if (!isInForce(warning, at)) continue;
    const drawn = ringsOf(warning);
    if (drawn.length > 0) {
      zones.push({ id: warning.id, level: warning.level, rings: drawn });
      continue;
    }
    for (const code of warning.area.geocodes) {
      const rings = byCode.get(code);
      if (rings) zones.push({ id: `${warning.id}/${code}`, level: warning.level, rings });
    }
  }
  return zones;
}
