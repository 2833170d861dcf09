import { describe, expect, it } from 'vitest';

import { degreesAt, isGeographic } from '../src/map/matrix';

const tianditu = (set: string): string =>
  `https://t0.tianditu.gov.cn/vec_${set}/wmts?SERVICE=WMTS&REQUEST=GetTile&LAYER=vec&TILEMATRIXSET=${set}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=k`;

describe('the cut of tiles', () => {
  it('is known from the address', () => {
    expect(isGeographic(tianditu('c'))).toBe(true);
    expect(isGeographic(tianditu('w'))).toBe(false);
    expect(isGeographic('https://tiles.example/wmts?TileMatrixSet=EPSG%3A4490&z={z}&x={x}&y={y}')).toBe(true);
    expect(isGeographic('https://tiles.example/{z}/{x}/{y}.png')).toBe(false);
    expect(isGeographic('https://tiles.example/wmts?tilematrixset=chengdu&z={z}')).toBe(false);
  });

  it('has two tiles around the world at the first level', () => {
    expect(degreesAt(1) * 256 * 2).toBe(360);
    expect(degreesAt(9) * 256).toBeCloseTo(360 / 512);
  });
});
