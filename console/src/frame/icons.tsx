/** Line icons, drawn here so that no font and no file is asked for. */

import type { Place } from '../view';

interface Size {
  readonly size?: number;
}

export function Beacon({ size = 24 }: Size) {
  return (
    <svg class="beacon" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path class="beacon-fire" d="M16 3c1 4 6.5 6.5 6.5 12a6.5 6.5 0 0 1-13 0c0-2.5 1.5-4 2.5-5.5.5 1.5 1.2 2.2 2 2.5C14 9 14.5 6 16 3z" />
      <path class="beacon-tower" d="M9.5 25.5h13L25 30H7zM11 23h10" />
    </svg>
  );
}

const PLACE_PATHS: Readonly<Record<Place, string>> = {
  map: 'M4 6.5 9 4l6 2.5L20 4v13.5L15 20l-6-2.5L4 20zM9 4v13.5M15 6.5V20',
  warnings: 'M4 10v4h3l6 4V6L7 10zM16 9.5a3.5 3.5 0 0 1 0 5M18.5 7a7 7 0 0 1 0 10',
  rollcall: 'M5 4.5h4l1.5 4.5-2.5 2a11 11 0 0 0 5 5l2-2.5 4.5 1.5v4a1.5 1.5 0 0 1-1.6 1.5A16 16 0 0 1 3.5 6 1.5 1.5 0 0 1 5 4.5zM15 4.5a5 5 0 0 1 4.5 4.5',
  rules: 'M4 20V4M4 20h16M4 9h16M7 16l4-4 3 2.5 5-6.5',
  status: 'M3 12h4l2.5-6 4 12 2.5-6H21',
  drills: 'M4 19.5V4.5h9l1 2.5h6v9.5h-8l-1-2.5H4M8 4.5l-4 6M13.5 7 9 14M19 7l-5.5 9.5',
  admin: 'M8.5 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 19.5c.4-3.6 2.8-5.5 6-5.5 1.2 0 2.3.3 3.2.8M17.5 12.5v2M17.5 19.5v2M13.6 14.7l1.7 1M19.7 18.3l1.7 1M13.6 19.3l1.7-1M19.7 15.7l1.7-1M17.5 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  stations: 'M12 13v8M8.5 8.5a5 5 0 0 0 0 7M15.5 8.5a5 5 0 0 1 0 7M5.5 5.5a9.2 9.2 0 0 0 0 13M18.5 5.5a9.2 9.2 0 0 1 0 13M12 10.7a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z',
};

export function PlaceIcon({ place }: { readonly place: Place }) {
  return <Stroke d={PLACE_PATHS[place]} size={22} />;
}

export function Stroke({ d, size = 18 }: Size & { readonly d: string }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}

export const CROSS = 'M6 6l12 12M18 6 6 18';
export const SUN = 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4';
export const MOON = 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z';
export const PERSON = 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6';
export const PLUS = 'M12 5v14M5 12h14';
export const MINUS = 'M5 12h14';
export const FIT = 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5';
export const SEARCH = 'M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4.5 4.5';
export const ALERT = 'M12 3.5 22 20.5H2zM12 10v5M12 17.6v.4';
