/** The chart itself: the only module that knows ECharts. Loaded on demand. */

import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

import { clockTime, dayOnly, dayTime, exactTime, HOUR, serverNow } from '../beijing';
import type { Ladder } from '../city/ladder';
import { NUMERALS } from '../level/level';
import { readable } from '../reading';
import { FONT, token, wantsStillness } from '../theme/theme';
import type { Observation, QualityKey } from '../wire/shapes';
import { withGaps } from './series';

use([LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

interface Given {
  readonly points: readonly Observation[];
  /** Length of the time axis, ms. */
  readonly span: number;
  /** Expected time between readings, ms. */
  readonly interval: number;
}

interface Dress {
  readonly ladders: readonly Ladder[];
  readonly unit: string;
}

export interface Plot {
  /** Draw with these thresholds in the colours of the theme. */
  readonly dress: (dress: Dress) => void;
  /** Add a live reading; false when it is not newer. */
  readonly add: (t: number, v: number, q: QualityKey) => boolean;
  readonly close: () => void;
}

type Point = readonly [number, number];

export function openPlot(box: HTMLElement, given: Given): Plot {
  const chart = init(box, null, { renderer: 'canvas' });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(box);
  const points: Point[] = given.points.map((item) => [Date.parse(item.t), item.v]);
  const doubtful: Point[] = given.points.filter((item) => item.q && item.q !== 'good').map((item) => [Date.parse(item.t), item.v]);
  let worn: Dress = { ladders: [], unit: '' };
  const draw = (): void => chart.setOption(optionOf({ points, doubtful, given, worn }), { notMerge: true });
  return {
    dress: (dress) => {
      worn = dress;
      draw();
    },
    add: (t, v, q) => {
      const last = points.at(-1);
      if (last && t <= last[0]) return false;
      points.push([t, v]);
      if (q !== 'good') doubtful.push([t, v]);
      while (points[0] && points[0][0] < t - given.span) points.shift();
      draw();
      return true;
    },
    close: () => {
      watch.disconnect();
      chart.dispose();
    },
  };
}

interface Picture {
  readonly points: readonly Point[];
  readonly doubtful: readonly Point[];
  readonly given: Given;
  readonly worn: Dress;
}

function optionOf({ points, doubtful, given, worn }: Picture) {
  const line = token('line');
  const text = { color: token('text-3'), fontFamily: FONT, fontSize: 11 };
  const rungs = worn.ladders.flatMap((ladder) => ladder.rungs);
  const to = Math.max(serverNow(), points.at(-1)?.[0] ?? 0);
  const shown = to - Math.max(to - given.span, points[0]?.[0] ?? 0);
  const written = shown > 30 * HOUR ? dayOnly : shown < HOUR / 4 ? exactTime : clockTime;
  const values = points.map((point) => point[1]);
  const seen = bounds({ min: Math.min(...values), max: Math.max(...values) }, rungs, worn.unit);
  const hasLine = rungs.some((rung) => rung.value > seen[0] && rung.value < seen[1]);
  return {
    animation: false,
    aria: { enabled: false },
    grid: { left: 46, right: hasLine ? 58 : 14, top: 10, bottom: 24 },
    xAxis: {
      type: 'time',
      // A station that is younger than the chart fills it all the same.
      min: Math.max(to - given.span, points[0]?.[0] ?? 0),
      max: to,
      splitNumber: 4,
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, formatter: (t: number) => written(t) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: true,
      min: points.length ? seen[0] : 0,
      max: points.length ? seen[1] : 1,
      splitNumber: 4,
      axisLabel: { ...text, showMinLabel: false, showMaxLabel: false, formatter: (v: number) => readable(v, worn.unit) },
      splitLine: { lineStyle: { color: token('grid') } },
    },
    tooltip: {
      trigger: 'axis',
      // Drawn on the canvas: no HTML is made from text.
      renderMode: 'richText',
      backgroundColor: token('raised'),
      borderColor: line,
      textStyle: { ...text, color: token('text-1'), fontSize: 12 },
      transitionDuration: wantsStillness() ? 0 : 0.1,
      axisPointer: { lineStyle: { color: token('text-3') } },
      formatter: (items: readonly { value: Point }[]) => {
        const value = items[0]?.value;
        return value ? `${dayTime(value[0])}${exactTime(value[0]).slice(5)}\n${readable(value[1], worn.unit)} ${worn.unit}` : '';
      },
    },
    series: [
      {
        type: 'line',
        data: withGaps(points, Math.max(3 * given.interval, 900_000)).map((point) => [...point]),
        showSymbol: false,
        connectNulls: false,
        sampling: 'minmax',
        lineStyle: { color: token('text-1'), width: 1.6 },
        itemStyle: { color: token('text-1') },
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          data: rungs.filter((rung) => rung.value > seen[0] && rung.value < seen[1]).map((rung) => ({
            yAxis: rung.value,
            lineStyle: { color: token(rung.level), type: 'dashed', width: 1.2 },
            label: {
              position: 'end',
              formatter: `${NUMERALS[rung.level]} ${readable(rung.value, worn.unit)}`,
              color: token(rung.level === 'yellow' ? 'text-2' : rung.level),
              fontFamily: FONT,
              fontSize: 11,
            },
          })),
        },
      },
      {
        type: 'line',
        data: doubtful.map((point) => [...point]),
        lineStyle: { width: 0 },
        symbol: 'rect',
        symbolSize: 5,
        itemStyle: { color: 'transparent', borderColor: token('text-3'), borderWidth: 1.2 },
      },
    ],
  };
}

/** The readings fill the chart; thresholds are in view as far as that leaves the line readable. */
function bounds(found: { min: number; max: number }, rungs: readonly { value: number }[], unit: string): [number, number] {
  const span = Math.max(found.max - found.min, unit === 'm' ? 0.5 : 1e-6);
  const near = rungs.map((rung) => rung.value).filter((value) => value > found.min - 2 * span && value < found.max + 2 * span);
  const low = Math.min(found.min, ...near);
  const high = Math.max(found.max, ...near);
  const pad = Math.max(high - low, span) * 0.08;
  // What cannot be negative does not start below zero.
  return [found.min >= 0 && low - pad < 0 ? 0 : low - pad, high + pad];
}
