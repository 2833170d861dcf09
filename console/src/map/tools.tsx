import { FIT, MINUS, PLUS, Stroke } from '../frame/icons';
import { fitRequest, note } from '../view';
import { words } from '../words';
import { measure, takeMeasure } from './measuring';
import { said } from './words';

const RULER = 'M3 16.5 16.5 3 21 7.5 7.5 21zM7 12.5l2 2M10 9.5l2 2M13 6.5l2 2';
const FIELD = 'M5 6l13-1.5L20 16l-9 4.5L4 15zM5 6h.01M18 4.5h.01M20 16h.01M11 20.5h.01M4 15h.01';
const CHAIN = 'M10 13.5a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10.5a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2';

/** Nearer, farther, the whole city, measures, a link to what is shown. */
export function Tools({ zoom }: { readonly zoom: (by: number) => void }) {
  const w = words.value;
  const s = said.value;
  return (
    <div class="map-zoom">
      <button aria-label={w.map.zoomIn} title={w.map.zoomIn} onClick={() => zoom(1)}>
        <Stroke d={PLUS} />
      </button>
      <button aria-label={w.map.zoomOut} title={w.map.zoomOut} onClick={() => zoom(-1)}>
        <Stroke d={MINUS} />
      </button>
      <button aria-label={w.map.fit} title={`${w.map.fit} (0)`} onClick={() => (fitRequest.value += 1)}>
        <Stroke d={FIT} size={16} />
      </button>
      <button aria-label={s.distance} title={s.distance} aria-pressed={measure.value === 'distance'} data-testid="measure-distance" onClick={() => takeMeasure('distance')}>
        <Stroke d={RULER} size={17} />
      </button>
      <button aria-label={s.area} title={s.area} aria-pressed={measure.value === 'area'} data-testid="measure-area" onClick={() => takeMeasure('area')}>
        <Stroke d={FIELD} size={17} />
      </button>
      <button aria-label={s.copy} title={s.copy} data-testid="map-link" onClick={() => void copyLink()}>
        <Stroke d={CHAIN} size={17} />
      </button>
    </div>
  );
}

async function copyLink(): Promise<void> {
  const s = said.peek();
  try {
    await navigator.clipboard.writeText(location.href);
    note.value = { text: s.copied, isFault: false };
  } catch {
    note.value = { text: s.notCopied, isFault: true };
  }
}
