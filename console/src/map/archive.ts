/** The PMTiles file in the data folder, read piece by piece from our own origin; a chunk of its own. */

import { PMTiles, TileType, type RangeResponse, type Source } from 'pmtiles';
import MVT from 'ol/format/MVT';
import TileState from 'ol/TileState';
import type ImageTile from 'ol/ImageTile';
import type Layer from 'ol/layer/Layer';
import TileLayer from 'ol/layer/Tile';
import VectorTileLayer from 'ol/layer/VectorTile';
import type VectorTile from 'ol/VectorTile';
import VectorTileSource from 'ol/source/VectorTile';
import XYZ from 'ol/source/XYZ';
import { createXYZ } from 'ol/tilegrid';

import { session } from '../session/session';
import { archiveStyle } from './archivestyle';

const ADDRESS = '/api/v1/map/tiles.pmtiles';
const MIMES: Readonly<Partial<Record<TileType, string>>> = { [TileType.Png]: 'image/png', [TileType.Jpeg]: 'image/jpeg', [TileType.Webp]: 'image/webp', [TileType.Avif]: 'image/avif' };

/** Asks for pieces of the file as the person who is signed in. */
class Pieces implements Source {
  getKey(): string {
    return ADDRESS;
  }

  async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    const headers = { Authorization: `Bearer ${session.value?.token ?? ''}`, Range: `bytes=${offset}-${offset + length - 1}` };
    const response = await fetch(ADDRESS, { headers, ...(signal ? { signal } : {}) });
    if (response.status !== 206) throw new Error(`expected a piece of ${ADDRESS}, got ${response.status}`);
    const etag = response.headers.get('etag');
    return { data: await response.arrayBuffer(), ...(etag ? { etag } : {}) };
  }
}

/** The file as a layer: pictures as they are, vectors in the colours of the theme. */
export async function archiveLayer(): Promise<Layer> {
  const archive = new PMTiles(new Pieces());
  const header = await archive.getHeader();
  const tileGrid = createXYZ({ minZoom: header.minZoom, maxZoom: header.maxZoom });
  return header.tileType === TileType.Mvt ? vectors(archive, tileGrid) : pictures(archive, tileGrid, MIMES[header.tileType] ?? 'image/png');
}

type Grid = ReturnType<typeof createXYZ>;

function pictures(archive: PMTiles, tileGrid: Grid, type: string): Layer {
  const source = new XYZ({ tileGrid, url: '{z}/{x}/{y}', transition: 0 });
  source.setTileLoadFunction((tile) => {
    const image = (tile as ImageTile).getImage() as HTMLImageElement;
    void tileOf(archive, tile.tileCoord).then((data) => {
      if (!data) return tile.setState(TileState.EMPTY);
      const address = URL.createObjectURL(new Blob([data], { type }));
      image.addEventListener('load', () => URL.revokeObjectURL(address), { once: true });
      image.src = address;
    });
  });
  return new TileLayer({ source, zIndex: -2 });
}

function vectors(archive: PMTiles, tileGrid: Grid): Layer {
  const source = new VectorTileSource({ format: new MVT(), tileGrid, url: '{z}/{x}/{y}', transition: 0 });
  source.setTileLoadFunction((given) => {
    const tile = given as VectorTile<never>;
    tile.setLoader((extent, _resolution, projection) => {
      void tileOf(archive, tile.tileCoord).then((data) => {
        const features = data ? tile.getFormat().readFeatures(data, { extent, featureProjection: projection }) : [];
        tile.setFeatures(features as never[]);
      });
    });
  });
  return new VectorTileLayer({ source, zIndex: -2, declutter: true, renderMode: 'hybrid', style: archiveStyle() });
}

/** A tile of the file; null where it has none or does not answer, which leaves the ground bare. */
async function tileOf(archive: PMTiles, [z = 0, x = 0, y = 0]: readonly number[]): Promise<ArrayBuffer | null> {
  try {
    return (await archive.getZxy(z, x, y))?.data ?? null;
  } catch {
    return null;
  }
}
