import { useEffect, useRef } from 'preact/hooks';

import { mapData } from '../city/store';
import { told } from '../words';
import { said } from './words';

/** The map is drawn for a desk; a wall is read from five times as far. As in the style sheet. */
const MAGNIFIED = 1.6;

/** The map, for looking at only. */
export function WallMap() {
  const w = said.value;
  const target = useRef<HTMLDivElement>(null);
  const scale = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isGone = false;
    let close = (): void => undefined;
    const begin = async (): Promise<void> => {
      const { openMap } = await import('../map/live');
      if (isGone || !target.current || !scale.current) return;
      close = openMap({ target: target.current, scale: scale.current, hover: () => undefined, pixelRatio: devicePixelRatio * magnification() }).close;
    };
    void begin();
    return () => {
      isGone = true;
      close();
    };
  }, []);
  return (
    <section class="wall-map" aria-label={w.map}>
      <div class="map-canvas wall-canvas" ref={target} role="img" aria-label={w.map} data-testid="map" />
      <p class="map-credit wall-credit">
        <span ref={scale} />
        {told(mapData.value?.credit)}
      </p>
    </section>
  );
}

/** How much larger than its own dots the map is shown: a 4K wall doubles the whole page. */
const magnification = (): number => MAGNIFIED * (Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('zoom')) || 1);
