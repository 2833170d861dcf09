/** What the operator laid under everything: a PMTiles file in the data folder, or tiles of a map service with the operator's own key. */

import { effect } from '@preact/signals';
import type Map from 'ol/Map';
import type ImageTile from 'ol/ImageTile';
import type Layer from 'ol/layer/Layer';
import TileLayer from 'ol/layer/Tile';
import XYZ from 'ol/source/XYZ';
import TileGrid from 'ol/tilegrid/TileGrid';

import { mapData } from '../city/store';
import { theme } from '../theme/theme';
import type { MapData } from '../wire/shapes';
import { isBasemapAway } from './away';
import type { Ground } from './ground';
import { isOverlaid } from './layers';
import { DEEPEST, degreesAt, isGeographic } from './matrix';

type Wanted = NonNullable<MapData['basemap']>;

/** Levels of stations stand out over it. */
const FAINT = { dark: 0.55, light: 0.85 } as const;

export class Basemap {
  private layers: readonly Layer[] = [];
  private turn = 0;
  private readonly stops: readonly (() => void)[];

  constructor(
    private readonly map: Map,
    private readonly ground: Ground,
  ) {
    let before = '';
    this.stops = [
      effect(() => {
        const shape = mapData.value?.basemap ?? null;
        const wanted = shape && isOverlaid('basemap') ? shape : null;
        // The map data come anew now and then; the tiles stay while they are the same.
        const key = JSON.stringify([wanted, wanted?.kind === 'pmtiles' ? theme.value : '']);
        if (key === before) return;
        before = key;
        void this.lay(wanted);
      }),
      effect(() => this.fade(theme.value)),
    ];
  }

  close(): void {
    for (const stop of this.stops) stop();
    this.turn += 1;
  }

  private async lay(shape: Wanted | null): Promise<void> {
    const mine = ++this.turn;
    const layers = shape ? await layersOf(shape) : [];
    if (mine !== this.turn) return;
    for (const each of this.layers) this.map.removeLayer(each);
    this.layers = layers;
    for (const each of layers) this.map.addLayer(each);
    this.ground.uncover(layers.length > 0);
    this.fade(theme.peek());
  }

  private fade(worn: 'dark' | 'light'): void {
    for (const each of this.layers) each.setOpacity(FAINT[worn]);
  }
}

async function layersOf(shape: Wanted): Promise<readonly Layer[]> {
  isBasemapAway.value = false;
  if (shape.kind === 'tiles') return shape.urls.map(tileLayer);
  try {
    const { archiveLayer } = await import('./archive');
    return [await archiveLayer()];
  } catch {
    isBasemapAway.value = true;
    return [];
  }
}

function tileLayer(url: string, index: number): Layer {
  const grid = isGeographic(url) ? { projection: 'EPSG:4326', tileGrid: degrees() } : { maxZoom: DEEPEST };
  const source = new XYZ({ url, transition: 0, ...grid });
  source.setTileLoadFunction((tile, address) => {
    const image = (tile as ImageTile).getImage();
    if (!(image instanceof HTMLImageElement)) return;
    // A key may be bound to the origin that uses it; nothing more of the address is told.
    image.referrerPolicy = 'origin';
    image.src = address;
  });
  source.on('tileloaderror', () => (isBasemapAway.value = true));
  source.on('tileloadend', () => (isBasemapAway.value = false));
  return new TileLayer({ source, zIndex: -2 + index / 10 });
}

/** From the upper left corner of the world, two tiles wide at the first level; the map draws them in its own projection. */
const degrees = (): TileGrid =>
  new TileGrid({ origin: [-180, 90], minZoom: 1, resolutions: Array.from({ length: DEEPEST + 1 }, (_, zoom) => degreesAt(zoom)), extent: [-180, -90, 180, 90] });
