/** The stations on the map, drawn straight onto its canvas: in a crowd groups share a symbol, and the worst is the one seen. */

import { fromLonLat } from 'ol/proj';

import { layerOf, type LayerKey } from '../city/picture';
import type { Look } from '../city/store';
import { cellsOf, cellSize, DENSE, type Cell, type Spot } from './cells';
import { canvasLayer, type Pen } from './canvas';
import { forgetSymbols, symbolImage } from './symbols';

const MAJOR = new Set(['river_gauge', 'reservoir']);

/** Width of a group on the screen, CSS pixels. */
const CELL = 44;
/** What reaches over the edge of the screen is drawn still, CSS pixels. */
const EDGE = 26;

/** Whether a station stands above the crowd: it has a level, or an incident says it is lost. */
export const isAboveCrowd = (look: Look): boolean => look.level !== 'none' || look.raised?.lost !== undefined;

export class Crowd {
  private readonly spots = new Map<string, Spot>();
  private readonly seen = new Map<string, Look>();
  private shown: readonly Spot[] = [];
  private cells: readonly Cell[] = [];
  /** Size for which the cells were made; null: they have to be made. */
  private size: number | null = null;
  private hidden: ReadonlySet<LayerKey> = new Set();
  private readonly leaders = new Set<string>();
  readonly layer = canvasLayer((pen) => this.draw(pen), 20);

  /** Bring the spots in line with how stations look now. */
  show(looks: ReadonlyMap<string, Look>, hidden: ReadonlySet<LayerKey>): void {
    let isChanged = hidden !== this.hidden;
    this.hidden = hidden;
    for (const [id, look] of looks) {
      if (this.seen.get(id) === look) continue;
      this.seen.set(id, look);
      const spot = spotOf(look, this.spots.get(id));
      isChanged ||= spot !== this.spots.get(id);
      this.spots.set(id, spot);
    }
    if (this.seen.size > looks.size) {
      for (const id of this.seen.keys()) if (!looks.has(id)) this.drop(id);
      isChanged = true;
    }
    if (!isChanged) return;
    this.shown = [...this.spots.values()].filter((each) => this.isShown(each.id));
    this.size = null;
    this.layer.changed();
  }

  /** Draw everything again in the colours of the theme. */
  dress(): void {
    forgetSymbols();
    this.layer.changed();
  }

  /** The group at a place of the map, the worst first. */
  nearest(coordinate: readonly number[], within: number): Cell | null {
    const [x = 0, y = 0] = coordinate;
    return this.cells.findLast((cell) => Math.hypot(cell.x - x, cell.y - y) <= within) ?? null;
  }

  /** Where a station is, map coordinates. */
  place(id: string): number[] | null {
    const spot = this.spots.get(id);
    return spot ? [spot.x, spot.y] : null;
  }

  /** Whether a symbol of its own is seen of it. */
  isLeader(id: string): boolean {
    return this.leaders.has(id);
  }

  /** How many symbols there are. */
  get count(): number {
    return this.cells.length;
  }

  /** Make the groups for a resolution, metres to a CSS pixel. */
  group(resolution: number): void {
    const size = this.shown.length < DENSE ? 0 : cellSize(resolution, CELL);
    if (size === this.size) return;
    this.size = size;
    this.cells = cellsOf(this.shown, size);
    this.leaders.clear();
    for (const cell of this.cells) this.leaders.add(cell.worst.id);
  }

  private draw({ context, resolution, ratio, left, top, width, height }: Pen): void {
    this.group(resolution);
    for (const cell of this.cells) {
      const x = (cell.x - left) / resolution;
      const y = (top - cell.y) / resolution;
      if (x < -EDGE || y < -EDGE || x > width + EDGE || y > height + EDGE) continue;
      const { mark, isLost, isUntold, isMajor } = cell.worst;
      const image = symbolImage({ mark, isLost, isUntold, isMinor: !isMajor, count: cell.members.length, silent: cell.silent }, ratio);
      // Whole dots: a copy without resampling.
      context.drawImage(image, Math.round(x * ratio - image.width / 2), Math.round(y * ratio - image.height / 2));
    }
  }

  private isShown(id: string): boolean {
    const look = this.seen.get(id);
    return look !== undefined && (isAboveCrowd(look) || !this.hidden.has(layerOf(look.station.kind)));
  }

  private drop(id: string): void {
    this.seen.delete(id);
    this.spots.delete(id);
  }
}

/** The spot of a station; the one before where it would be drawn the same. */
function spotOf(look: Look, before: Spot | undefined): Spot {
  const { station, mark, isUntold } = look;
  const [x = 0, y = 0] = fromLonLat([station.lon, station.lat]);
  const isLost = look.hearing !== 'heard';
  const isMajor = MAJOR.has(station.kind);
  const isSame = before?.x === x && before.y === y && before.mark === mark && before.isLost === isLost && before.isUntold === isUntold && before.isMajor === isMajor;
  return isSame ? before : { id: station.id, x, y, mark, isLost, isUntold, isMajor };
}
