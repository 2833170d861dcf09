/** The words of the sound. */

import { computed } from '@preact/signals';

import { language } from '../words';
import type { Cue } from './pattern';

const zh = {
  title: '声音提示',
  on: '声音开',
  off: (levels: string) => `${levels}静音`,
  snoozed: (time: string) => `声音暂停 ${time}`,
  blocked: '声音被浏览器拦截：点一下页面',
  none: '本机不能发声',
  preview: '试听',
  mute: '静音',
  never: '红色不能静音，只能暂停',
  volume: '音量',
  snooze: '暂停全部声音',
  minutes: (n: number) => `${n} 分钟`,
  resume: '立即恢复',
  limits: '暂停期间新来的红色，最迟在本次暂停原定结束时响起；未签收的红色每 30 秒再响。',
  cue: { red: 'Ⅰ级 红色', orange: 'Ⅱ级 橙色', yellow: 'Ⅲ级 黄色', blue: 'Ⅳ级 蓝色', stale: '数据过期' } as Readonly<Record<Cue, string>>,
  rhythm: { red: '连续八声，高低交替', orange: '三声', yellow: '两声', blue: '一声', stale: '三声渐低' } as Readonly<Record<Cue, string>>,
};

type AlarmWords = typeof zh;

const en: AlarmWords = {
  title: 'Sound',
  on: 'Sound on',
  off: (levels) => `${levels} muted`,
  snoozed: (time) => `Sound off for ${time}`,
  blocked: 'The browser blocks sound: click the page',
  none: 'This computer cannot sound',
  preview: 'Listen',
  mute: 'Mute',
  never: 'Red cannot be muted, only snoozed',
  volume: 'Volume',
  snooze: 'Snooze every sound',
  minutes: (n) => `${n} min`,
  resume: 'Sound again now',
  limits: 'A red that comes during a snooze sounds when that snooze was to end, at the latest; one that nobody acknowledges sounds again every 30 s.',
  cue: { red: 'Ⅰ red', orange: 'Ⅱ orange', yellow: 'Ⅲ yellow', blue: 'Ⅳ blue', stale: 'Stale data' },
  rhythm: { red: 'eight notes, high and low in turn', orange: 'three notes', yellow: 'two notes', blue: 'one note', stale: 'three notes, falling' },
};

export const said = computed<AlarmWords>(() => (language.value === 'zh' ? zh : en));
/** Both, for the test. */
export const BOTH = { zh, en } as const;
