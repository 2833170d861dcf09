/** The words of the map's tools and of the past on the map. */

import { computed } from '@preact/signals';

import type { Mark } from '../level/badge';
import { language } from '../words';
import type { CallMark } from './calls';
import type { Overlay } from './layers';

const zh = {
  overlay: { warnings: '预警范围', rollcall: '叫应', fences: '围栏', basemap: '底图' } as Readonly<Record<Overlay, string>>,
  find: '查找测站、区划、围栏',
  found: (n: number) => `${n} 个结果`,
  none: '没有找到',
  kind: { station: '测站', division: '区划', fence: '围栏', place: '坐标' } as Readonly<Record<'station' | 'division' | 'fence' | 'place', string>>,
  group: (n: number) => `${n} 个测站`,
  groupHint: '点击放大',
  mark: { none: '平稳', void: '无数据', blue: 'Ⅳ 蓝', yellow: 'Ⅲ 黄', orange: 'Ⅱ 橙', red: 'Ⅰ 红' } as Readonly<Record<Mark, string>>,
  call: { help: '求救', unanswered: '未应答', dark: '黑村', waiting: '等待应答', answered: '已应答' } as Readonly<Record<CallMark, string>>,
  callTitle: '叫应',
  distance: '测距',
  area: '测面积',
  measureHint: '点击地图添加拐点；键盘：方向键移动地图，Enter 在十字处加点，Backspace 撤销，Esc 结束',
  corner: (n: number) => `第 ${n} 点`,
  total: '总长',
  surface: '面积',
  around: '周长',
  addCorner: '添加拐点：经度, 纬度 或测站编号',
  add: '添加',
  undo: '撤销一点',
  end: '结束测量',
  badCorner: '请输入“经度, 纬度”（如 114.07, 32.12）或一个测站编号',
  copy: '复制此视图的链接',
  copied: '链接已复制，打开即是同样的范围、图层与时刻',
  notCopied: '未能复制，请从地址栏复制',
  past: {
    title: '地图显示的是过去',
    at: (time: string, ago: string) => `${time}（北京时间，${ago}前）`,
    loading: '正在取当时的数据',
    failed: '未能取得当时的数据，地图留空',
    beside: '右侧看板与警报仍是现在。',
    back: '回到现在',
    slider: '地图时刻，近 72 小时',
    now: '现在',
    hint: '拖动查看当时的级别和数值；左右键每步 5 分钟，PageUp / PageDown 每步 1 小时，End 回到现在',
    list: '当时超限或无数据的测站',
  },
  approval: (number: string) => `审图号 ${number}`,
  basemapFault: '底图暂时不可用，测站、边界和预警不受影响',
};

export type Said = typeof zh;

const en: Said = {
  overlay: { warnings: 'Warning areas', rollcall: 'Roll call', fences: 'Fences', basemap: 'Base map' },
  find: 'Find a station, division or fence',
  found: (n) => `${n} found`,
  none: 'Nothing found',
  kind: { station: 'Station', division: 'Division', fence: 'Fence', place: 'Position' },
  group: (n) => `${n} stations`,
  groupHint: 'Click to zoom in',
  mark: { none: 'calm', void: 'no data', blue: 'Ⅳ blue', yellow: 'Ⅲ yellow', orange: 'Ⅱ orange', red: 'Ⅰ red' },
  call: { help: 'Asks for rescue', unanswered: 'Not answered', dark: 'Dark village', waiting: 'Waiting', answered: 'Answered' },
  callTitle: 'Roll call',
  distance: 'Measure a distance',
  area: 'Measure an area',
  measureHint: 'Click the map to add corners. Keyboard: arrows move the map, Enter adds one at the cross, Backspace takes it back, Esc ends',
  corner: (n) => `Corner ${n}`,
  total: 'Length',
  surface: 'Area',
  around: 'Perimeter',
  addCorner: 'Add a corner: longitude, latitude, or a station\'s id',
  add: 'Add',
  undo: 'Take one back',
  end: 'End measuring',
  badCorner: 'Expected “longitude, latitude” (such as 114.07, 32.12) or the id of a station',
  copy: 'Copy a link to this view',
  copied: 'Link copied: it opens the same area, layers and time',
  notCopied: 'Could not be copied; copy it from the address bar',
  past: {
    title: 'The map shows the past',
    at: (time, ago) => `${time} (Beijing time, ${ago} ago)`,
    loading: 'Fetching what was known then',
    failed: 'What was known then could not be fetched; the map stays empty',
    beside: 'The board and the alarms are the present.',
    back: 'Back to now',
    slider: 'Time of the map, last 72 hours',
    now: 'Now',
    hint: 'Drag to see levels and values as they stood; left and right: 5 minutes, PageUp / PageDown: 1 hour, End: now',
    list: 'Stations raised or without data then',
  },
  approval: (number) => `Map approval ${number}`,
  basemapFault: 'The base map is not available; stations, boundaries and warnings are',
};

const BOTH: Readonly<Record<'zh' | 'en', Said>> = { zh, en };

export const said = computed<Said>(() => BOTH[language.value]);
