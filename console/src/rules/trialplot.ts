/** The curve of a back-test, drawn with ECharts: readings, the ladder, and when the rule would have stood. */

import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

import { clockTime, DAY, dayOnly, dayTime } from '../beijing';
import { RAISED } from '../level/level';
import { readable } from '../reading';
import { rungLines } from '../stations/rungs';
import { longestStep, spread, usualStep, withGaps } from '../stations/series';
import { FONT, token, wantsStillness } from '../theme/theme';
import type { Episode, TrialChart } from '../wire/rules';

use([LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

interface Given {
  readonly chart: TrialChart;
  readonly episodes: readonly Episode[];
  readonly from: number;
  readonly to: number;
}

export interface TrialPlot {
  /** Draw in the colours of the theme. */
  readonly draw: () => void;
  readonly close: () => void;
}

export function openTrialPlot(box: HTMLElement, given: Given): TrialPlot {
  const chart = init(box, null, { renderer: 'canvas' });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(box);
  return {
    draw: () => chart.setOption(optionOf(given, chart.getHeight()), { notMerge: true }),
    close: () => {
      watch.disconnect();
      chart.dispose();
    },
  };
}

const CROSS = 'path://M0 0L10 10M10 0L0 10';

function optionOf({ chart, episodes, from, to }: Given, height: number) {
  const line = token('line');
  const text = { color: token('text-3'), fontFamily: FONT, fontSize: 11 };
  const rungs = RAISED.flatMap((level) => (chart.levels[level] === undefined ? [] : [{ level, value: chart.levels[level] }]));
  const [low, high] = bounds(chart, rungs.map((rung) => rung.value));
  const moved = spread(rungs.map((rung) => rung.value), (high - low) / Math.max(1, height - 30));
  const written = to - from > 2 * DAY ? dayOnly : clockTime;
  return {
    animation: false,
    aria: { enabled: false },
    // The same margins as the strips below.
    grid: { left: 52, right: 66, top: 8, bottom: 22 },
    xAxis: {
      type: 'time',
      min: from,
      max: to,
      splitNumber: 6,
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, formatter: (t: number) => written(t) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: low,
      max: high,
      splitNumber: 4,
      axisLabel: { ...text, showMinLabel: false, showMaxLabel: false, formatter: (v: number) => readable(v, chart.unit) },
      splitLine: { lineStyle: { color: token('grid') } },
    },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: token('raised'),
      borderColor: line,
      textStyle: { ...text, color: token('text-1'), fontSize: 12 },
      transitionDuration: wantsStillness() ? 0 : 0.1,
      axisPointer: { lineStyle: { color: token('text-3') } },
      formatter: (items: readonly { readonly value: readonly [number, number] }[]) => {
        const value = items[0]?.value;
        return value ? `${dayTime(value[0])}\n${readable(value[1], chart.unit)} ${chart.unit}` : '';
      },
    },
    series: [
      {
        type: 'line',
        data: withGaps(chart.points, Math.max(longestStep(to - from, 0), usualStep(chart.points) * 4)).map((point) => [...point]),
        showSymbol: false,
        connectNulls: false,
        lineStyle: { color: token('text-1'), width: 1.4 },
        itemStyle: { color: token('text-1') },
        markArea: {
          silent: true,
          data: episodes.map((each) => [
            { xAxis: Date.parse(each.opened), itemStyle: { color: token(each.peak), opacity: 0.22 } },
            { xAxis: each.closed ? Date.parse(each.closed) : to },
          ]),
        },
        markLine: rungLines(rungs, moved, chart.unit),
      },
      {
        type: 'scatter',
        data: chart.untrusted.map(([t, v]) => [t, Math.min(high, Math.max(low, v))]),
        symbol: CROSS,
        symbolSize: 7,
        itemStyle: { color: token('panel'), borderColor: token('text-3'), borderWidth: 1.2 },
      },
    ],
  };
}

/** Readings and every threshold are in view: the question is how far one is from the other. */
function bounds(chart: TrialChart, rungs: readonly number[]): [number, number] {
  let low = Math.min(...rungs, Infinity);
  let high = Math.max(...rungs, -Infinity);
  for (const [, value] of chart.points) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!Number.isFinite(low)) return [0, 1];
  const pad = Math.max(high - low, 1e-6) * 0.08;
  return [low >= 0 && low - pad < 0 ? 0 : low - pad, high + pad];
}
