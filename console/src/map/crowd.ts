/** The stations on the map: calm ones below, raised and lost ones above. Only what changed is drawn anew. */

import Feature from 'ol/Feature';
import Point from 'ol/geom/Point';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import Style from 'ol/style/Style';

import { layerOf, type LayerKey } from '../city/picture';
import type { Look } from '../city/store';
import { rank } from '../level/level';
import { forgetSymbols, symbolIcon } from './symbols';

type Spot = Feature<Point>;

interface Held {
  readonly spot: Spot;
  /** Everything the drawing depends on, as one text. */
  key: string;
  isAbove: boolean;
  isShown: boolean;
}

const MAJOR = new Set(['river_gauge', 'reservoir']);

/** Whether a station stands above the crowd: it has a level, or an incident says it is lost. */
export const isAboveCrowd = (look: Look): boolean => look.level !== 'none' || look.raised?.lost !== undefined;

export class Crowd {
  private readonly calm = new VectorSource<Spot>();
  private readonly raised = new VectorSource<Spot>();
  private readonly held = new Map<string, Held>();
  private readonly styles = new Map<string, Style>();
  readonly calmLayer = new VectorLayer({ source: this.calm, zIndex: 10, renderBuffer: 20 });
  readonly raisedLayer = new VectorLayer({ source: this.raised, zIndex: 20, renderBuffer: 40 });

  /** Bring the spots in line with how stations look now. */
  show(looks: ReadonlyMap<string, Look>, hidden: ReadonlySet<LayerKey>): void {
    const added: [Spot[], Spot[]] = [[], []];
    for (const [id, look] of looks) {
      const isAbove = isAboveCrowd(look);
      const isShown = isAbove || !hidden.has(layerOf(look.station.kind));
      const { lon, lat } = look.station;
      const key = `${look.mark}|${look.hearing !== 'heard'}|${look.isUntold}|${lon},${lat}`;
      let held = this.held.get(id);
      if (held?.key === key && held.isShown === isShown && held.isAbove === isAbove) continue;
      if (!held) this.held.set(id, (held = { spot: newSpot(look), key: '', isAbove, isShown: false }));
      if (held.key !== key) {
        held.spot.getGeometry()?.setCoordinates(fromLonLat([lon, lat]));
        held.spot.setStyle(this.styleOf(look));
        held.key = key;
      }
      if (held.isShown && (!isShown || held.isAbove !== isAbove)) this.sourceOf(held).removeFeature(held.spot);
      if (isShown && (!held.isShown || held.isAbove !== isAbove)) added[isAbove ? 1 : 0].push(held.spot);
      held.isAbove = isAbove;
      held.isShown = isShown;
    }
    this.calm.addFeatures(added[0]);
    this.raised.addFeatures(added[1]);
    this.dropGone(looks);
  }

  /** Draw everything again in the colours of the theme. */
  dress(): void {
    forgetSymbols();
    this.styles.clear();
    for (const held of this.held.values()) held.key = '';
  }

  /** The station at a place of the map, raised ones first. */
  nearest(coordinate: number[], within: number): string | null {
    for (const source of [this.raised, this.calm]) {
      const spot = source.getClosestFeatureToCoordinate(coordinate);
      const at = spot?.getGeometry()?.getCoordinates();
      if (!spot || !at) continue;
      const distance = Math.hypot((at[0] ?? 0) - (coordinate[0] ?? 0), (at[1] ?? 0) - (coordinate[1] ?? 0));
      if (distance <= within) return String(spot.getId());
    }
    return null;
  }

  /** Where a station is drawn, map coordinates. */
  place(id: string): number[] | null {
    return this.held.get(id)?.spot.getGeometry()?.getCoordinates() ?? null;
  }

  private sourceOf(held: Held): VectorSource<Spot> {
    return held.isAbove ? this.raised : this.calm;
  }

  private dropGone(looks: ReadonlyMap<string, Look>): void {
    for (const [id, held] of this.held) {
      if (looks.has(id)) continue;
      if (held.isShown) this.sourceOf(held).removeFeature(held.spot);
      this.held.delete(id);
    }
  }

  private styleOf(look: Look): Style {
    const isLost = look.hearing !== 'heard';
    const isMinor = !MAJOR.has(look.station.kind);
    const { isUntold } = look;
    const key = `${look.mark}|${isLost}|${isMinor}|${isUntold}`;
    let style = this.styles.get(key);
    if (!style) {
      const zIndex = rank(look.level) * 2 + (isLost ? 0 : 1);
      this.styles.set(key, (style = new Style({ image: symbolIcon({ mark: look.mark, isLost, isMinor, isUntold }), zIndex })));
    }
    return style;
  }
}

function newSpot(look: Look): Spot {
  const spot = new Feature(new Point([0, 0]));
  spot.setId(look.station.id);
  return spot;
}
