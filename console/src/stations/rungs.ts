import { NUMERALS } from '../level/level';
import type { LevelKey } from '../wire/shapes';
import { readable } from '../reading';
import { FONT, token } from '../theme/theme';

/** A level of a ladder and where it lies. */
interface Rung {
  readonly level: LevelKey;
  readonly value: number;
}

/** Return the lines of a ladder, each with numeral and threshold at its end; `moved` keeps labels apart, pixels. */
export function rungLines(rungs: readonly Rung[], moved: readonly number[], unit: string) {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: rungs.map((rung, at) => ({
      yAxis: rung.value,
      lineStyle: { color: token(rung.level), type: 'dashed' as const, width: 1.2 },
      label: {
        position: 'end' as const,
        offset: [0, moved[at] ?? 0] as [number, number],
        formatter: `${NUMERALS[rung.level]} ${readable(rung.value, unit)}`,
        color: token(rung.level === 'yellow' ? 'text-2' : rung.level),
        fontFamily: FONT,
        fontSize: 11,
      },
    })),
  };
}
