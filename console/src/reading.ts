/** Readings as people read them: as many decimals as the quantity deserves. */

const DECIMALS: Readonly<Record<string, number>> = {
  m: 2,
  'm³/s': 0,
  mm: 1,
  'µg/m³': 0,
  'mg/m³': 1,
  'mg/L': 2,
  pH: 2,
  '%': 0,
  '°C': 1,
  '°': 0,
  hPa: 1,
  'm/s': 1,
  V: 1,
  dBm: 0,
};

/** `42.18`; the unit is written apart, smaller. */
export function readable(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—';
  const size = Math.abs(value);
  const decimals = DECIMALS[unit] ?? (size >= 100 ? 0 : size >= 10 ? 1 : 2);
  const finer = unit === 'm³/s' && size < 100 ? 1 : decimals;
  return value.toFixed(finer).replace(/^-(0(?:\.0*)?)$/, '$1');
}

/** pH has no unit to print. */
export const printedUnit = (unit: string): string => (unit === 'pH' || unit === '1' ? '' : unit);
