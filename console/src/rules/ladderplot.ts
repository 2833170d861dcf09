/** The curve of a year behind the thresholds that a person drags, drawn with ECharts; the lines themselves are not its work. */

import { LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

import { clockTime, DAY, dayOnly, dayTime } from '../beijing';
import { readable } from '../reading';
import { longestStep, usualStep, withGaps } from '../stations/series';
import { FONT, token } from '../theme/theme';
import { spansBeyond, type Ladder } from './rungs';

use([LineChart, GridComponent, MarkAreaComponent, TooltipComponent, CanvasRenderer]);

export type Points = readonly (readonly [number, number])[];

/** Margins of the plot in its box, CSS pixels; the handles lie in the right one. */
export const MARGIN = { left: 52, right: 96, top: 10, bottom: 24 };

export interface LadderPlot {
  readonly draw: (ladder: Ladder, unit: string) => void;
  /** Keep the scale while a threshold is dragged, or reckon it anew. */
  readonly hold: (isHeld: boolean) => void;
  /** How far down a value lies, CSS pixels from the top of the box. */
  readonly pixelOf: (value: number) => number;
  readonly valueAt: (pixel: number) => number;
  /** What the scale spans. */
  readonly span: () => number;
  readonly close: () => void;
}

export function openLadderPlot(box: HTMLElement, points: Points, resized: () => void): LadderPlot {
  const chart = init(box, null, { renderer: 'canvas' });
  let bounds: readonly [number, number] = [0, 1];
  let isHeld = false;
  const watch = new ResizeObserver(() => {
    chart.resize();
    resized();
  });
  watch.observe(box);
  const inner = (): number => Math.max(1, chart.getHeight() - MARGIN.top - MARGIN.bottom);
  return {
    draw: (ladder, unit) => {
      if (!isHeld) bounds = boundsOf(points, ladder);
      chart.setOption(optionOf(points, ladder, { bounds, unit }), { notMerge: true });
    },
    hold: (held) => (isHeld = held),
    pixelOf: (value) => MARGIN.top + ((bounds[1] - value) / (bounds[1] - bounds[0])) * inner(),
    valueAt: (pixel) => bounds[1] - ((pixel - MARGIN.top) / inner()) * (bounds[1] - bounds[0]),
    span: () => bounds[1] - bounds[0],
    close: () => {
      watch.disconnect();
      chart.dispose();
    },
  };
}

/** The curve and every threshold are in view, with room to drag one out of it. */
function boundsOf(points: Points, { rungs }: Ladder): readonly [number, number] {
  let low = Math.min(...rungs.map((rung) => rung.value));
  let high = Math.max(...rungs.map((rung) => rung.value));
  for (const [, value] of points) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const pad = Math.max(high - low, 1e-6) * 0.14;
  return [low >= 0 && low - pad < 0 ? 0 : low - pad, high + pad];
}

interface Dress {
  readonly bounds: readonly [number, number];
  readonly unit: string;
}

function optionOf(points: Points, ladder: Ladder, { bounds: [low, high], unit }: Dress) {
  const line = token('line');
  const text = { color: token('text-3'), fontFamily: FONT, fontSize: 11 };
  const from = points[0]?.[0] ?? 0;
  const to = points.at(-1)?.[0] ?? 1;
  const written = to - from > 2 * DAY ? dayOnly : clockTime;
  return {
    animation: false,
    aria: { enabled: false },
    grid: MARGIN,
    xAxis: { type: 'time', min: from, max: to, splitNumber: 6, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { ...text, hideOverlap: true, formatter: (t: number) => written(t) }, splitLine: { show: false } },
    yAxis: { type: 'value', min: low, max: high, splitNumber: 4, axisLabel: { ...text, showMinLabel: false, showMaxLabel: false, formatter: (v: number) => readable(v, unit) }, splitLine: { lineStyle: { color: token('grid') } } },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: token('raised'),
      borderColor: line,
      textStyle: { ...text, color: token('text-1'), fontSize: 12 },
      formatter: (items: readonly { readonly value: readonly [number, number] }[]) => {
        const value = items[0]?.value;
        return value ? `${dayTime(value[0])}\n${readable(value[1], unit)} ${unit}` : '';
      },
    },
    series: [
      {
        type: 'line',
        data: withGaps(points, Math.max(longestStep(to - from, 0), usualStep(points) * 4)).map((point) => [...point]),
        showSymbol: false,
        connectNulls: false,
        lineStyle: { color: token('text-1'), width: 1.2 },
        itemStyle: { color: token('text-1') },
        markArea: {
          silent: true,
          animation: false,
          data: ladder.rungs.flatMap(({ level, value }) =>
            spansBeyond(points, value, ladder.isAbove).map(([begin, end]) => [{ xAxis: begin, itemStyle: { color: token(level), opacity: 0.2 } }, { xAxis: end }]),
          ),
        },
      },
    ],
  };
}
