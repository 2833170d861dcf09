/** The words of the question why; loaded with the details of a station. */

import { computed } from '@preact/signals';

import { language } from '../words';

const zh = {
  title: '为何触发 / 为何没有触发',
  ask: '为何触发 / 为何没有触发',
  at: '时刻（北京时间）',
  now: '现在',
  again: '查',
  onlyRule: (rule: string) => `只看 ${rule}`,
  everyRule: '全部规则',
  none: '这一时刻没有规则判定这个要素。',
  fault: '没有查到：',
  broken: '不能判定：',
  last: (when: string, before: string, after: string) => `最后一次：${when} ${before} → ${after}`,
  silent: '重演的时段内没有触发过',
  readings: (n: number) => `看过的读数 ${n}`,
  before: (n: number) => `更早的 ${n} 个未列出`,
  trusted: '采信',
  distrusted: '不采信',
  late: (when: string) => `${when} 才到`,
  marks: '标记',
  since: (when: string) => `由 ${when} 起的读数重演`,
};

type WhyWords = typeof zh;

const en: WhyWords = {
  title: 'Why did it fire, why not',
  ask: 'Why did it fire, why not',
  at: 'Instant (Beijing time)',
  now: 'now',
  again: 'Ask',
  onlyRule: (rule) => `only ${rule}`,
  everyRule: 'all rules',
  none: 'No rule judged this property at this instant.',
  fault: 'No answer: ',
  broken: 'cannot be judged: ',
  last: (when, before, after) => `last: ${when} ${before} → ${after}`,
  silent: 'said nothing in the time that was replayed',
  readings: (n) => `${n} readings considered`,
  before: (n) => `${n} earlier ones are not listed`,
  trusted: 'trusted',
  distrusted: 'not trusted',
  late: (when) => `arrived ${when}`,
  marks: 'Marks',
  since: (when) => `replayed from the readings since ${when}`,
};

export const said = computed<WhyWords>(() => (language.value === 'zh' ? zh : en));
