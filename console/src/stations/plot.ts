/** The chart itself: the only module that knows ECharts. Loaded on demand. */

import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

import { clockTime, dayOnly, dayTime, exactTime, HOUR, serverNow } from '../beijing';
import type { Ladder } from '../city/ladder';
import { readable } from '../reading';
import { FONT, token, wantsStillness } from '../theme/theme';
import type { Reading } from '../city/readings';
import type { GaugeMark, Observation, QualityKey } from '../wire/shapes';
import { rungLines } from './rungs';
import { believable, spread, withGaps } from './series';
import { shadesOf } from './spans';

use([LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

interface Given {
  readonly points: readonly Observation[];
  /** Length of the time axis, ms. */
  readonly span: number;
  /** Longest time without a reading that is no gap, ms. */
  readonly longest: number;
}

interface Dress {
  readonly ladders: readonly Ladder[];
  /** What people say of the gauge, and how it is called. */
  readonly marks: readonly GaugeMark[];
  readonly property: string;
  readonly called: (q: QualityKey) => string;
  readonly unit: string;
  /** Why a reading is not good, in words; empty when there is nothing to say. */
  readonly explain: (q: QualityKey, why: readonly string[]) => string;
}

export interface Plot {
  /** Draw with these thresholds in the colours of the theme. */
  readonly dress: (dress: Dress) => void;
  /** Add a live reading; false when it is not newer. */
  readonly add: (reading: Reading) => boolean;
  readonly close: () => void;
}

type Point = readonly [number, number];

interface Hovered {
  readonly value: Point;
  readonly data?: { readonly reading: Reading } | Point;
}

/** An × where a value is that nobody trusts. */
const CROSS = 'path://M0 0L10 10M10 0L0 10';

function said(reading: Reading, worn: Dress): string {
  const why = worn.explain(reading.q, reading.why);
  const time = `${dayTime(reading.t)}${exactTime(reading.t).slice(5)}`;
  return `${time}\n${readable(reading.v, worn.unit)} ${worn.unit}${why ? `\n${why}` : ''}`;
}

export function openPlot(box: HTMLElement, given: Given): Plot {
  const chart = init(box, null, { renderer: 'canvas' });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(box);
  const points: Reading[] = given.points.map(({ t, v, q = 'good', why = [] }) => ({ t: Date.parse(t), v, q, why }));
  let worn: Dress = { ladders: [], marks: [], property: '', called: () => '', unit: '', explain: () => '' };
  let pointed: { readonly x: number; readonly y: number } | null = null;
  chart.getZr().on('mousemove', ({ offsetX, offsetY }) => {
    pointed = { x: offsetX, y: offsetY };
  });
  chart.getZr().on('globalout', () => {
    pointed = null;
  });
  const draw = (): void => {
    chart.setOption(optionOf({ points, given, worn, height: chart.getHeight() }), { notMerge: true });
    // Drawing anew would take away what the person is reading.
    if (pointed) chart.dispatchAction({ type: 'showTip', ...pointed });
  };
  return {
    dress: (dress) => {
      worn = dress;
      draw();
    },
    add: (reading) => {
      const last = points.at(-1);
      if (last && reading.t <= last.t) return false;
      points.push(reading);
      while (points[0] && points[0].t < reading.t - given.span) points.shift();
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
  /** CSS pixels. */
  readonly height: number;
  readonly points: readonly Reading[];
  readonly given: Given;
  readonly worn: Dress;
}

function optionOf({ points, given, worn, height }: Picture) {
  const line = token('line');
  const text = { color: token('text-3'), fontFamily: FONT, fontSize: 11 };
  const rungs = worn.ladders.flatMap((ladder) => ladder.rungs);
  const to = Math.max(serverNow(), points.at(-1)?.t ?? 0);
  const shown = to - Math.max(to - given.span, points[0]?.t ?? 0);
  const written = shown > 30 * HOUR ? dayOnly : shown < HOUR / 4 ? exactTime : clockTime;
  // A value that nobody trusts neither bends the line nor stretches the scale; it is marked where it was.
  const curve: readonly Point[] = believable(points).map((point) => [point.t, point.v]);
  const values = curve.map((point) => point[1]);
  const seen = bounds({ min: Math.min(...values), max: Math.max(...values) }, rungs, worn.unit);
  const drawn = rungs.filter((rung) => rung.value > seen[0] && rung.value < seen[1]);
  const moved = spread(drawn.map((rung) => rung.value), (seen[1] - seen[0]) / Math.max(1, height - 34));
  return {
    animation: false,
    aria: { enabled: false },
    grid: { left: 46, right: drawn.length ? 58 : 14, top: 10, bottom: 24 },
    xAxis: {
      type: 'time',
      // A station that is younger than the chart fills it all the same.
      min: Math.max(to - given.span, points[0]?.t ?? 0),
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
      formatter: (items: readonly Hovered[]) => {
        const flagged = items.find((item) => item.data && 'reading' in item.data)?.data;
        const value = items[0]?.value;
        if (flagged && 'reading' in flagged) return said(flagged.reading, worn);
        return value ? said({ t: value[0], v: value[1], q: 'good', why: [] }, worn) : '';
      },
    },
    series: [
      {
        type: 'line',
        data: withGaps(curve, given.longest).map((point) => [...point]),
        showSymbol: false,
        connectNulls: false,
        sampling: 'minmax',
        lineStyle: { color: token('text-1'), width: 1.6 },
        itemStyle: { color: token('text-1') },
        markLine: rungLines(drawn, moved, worn.unit),
        markArea: areasOf(worn, Math.max(to - given.span, points[0]?.t ?? 0), to),
      },
      {
        type: 'scatter',
        data: points
          .filter((point) => point.q !== 'good')
          .map((reading) => ({
            value: [reading.t, Math.min(seen[1], Math.max(seen[0], reading.v))],
            reading,
            symbol: reading.q === 'unreliable' ? CROSS : 'diamond',
            symbolSize: reading.q === 'unreliable' ? 8 : 9,
          })),
        itemStyle: { color: token('panel'), borderColor: token('text-2'), borderWidth: 1.4 },
        z: 4,
      },
    ],
  };
}

/** Shaded while somebody says that the gauge is bad. */
function areasOf(worn: Dress, from: number, to: number) {
  return {
    silent: true,
    animation: false,
    itemStyle: { color: token('line'), opacity: 0.45 },
    label: { position: 'insideBottom' as const, color: token('text-2'), fontFamily: FONT, fontSize: 11, overflow: 'truncate' as const },
    data: shadesOf(worn.marks, worn.property, from, to).map((shade): [{ xAxis: number; name: string }, { xAxis: number }] => [
      { xAxis: shade.from, name: worn.called(shade.quality) },
      { xAxis: shade.to },
    ]),
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
