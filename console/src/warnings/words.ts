/** The words of an opened warning; a chunk of their own. */

import { computed } from '@preact/signals';

import { language } from '../words';

const zh = {
  loading: '正在载入全文…',
  gone: '这件预警已不存在，或不在您的辖区。',
  release: '审批',
  evidence: '依据',
  noEvidence: '手工拟写，没有触发的事件',
  situation: (open: number) => `同一态势共 ${open} 件未结事件`,
  exhibits: (n: number) => `附件 ${n} 件`,
  reach: '受众',
  reachFailed: '受众未能计算',
  people: '常住人口',
  unknownPeople: (n: number, all: number) => `${all} 个区划中 ${n} 个人口不详`,
  villages: '区划',
  sites: '必达场所',
  contacts: '联系方式',
  messages: (n: number) => `短信共 ${n} 条`,
  without: (n: number) => `${n} 个村没有任何联系方式，预警到不了`,
  large: '范围过大，须二次确认',
  confirmed: '范围已由起草人确认',
  km2: (n: string) => `${n} km²`,
  texts: '全文',
  channel: { full: '全文', sms: '短信', short: '朗读', screen: '屏幕' },
  part: { headline: '标题', description: '内容', impact: '影响', instruction: '防御指引', contact: '发布单位' },
  missing: '这种语言没有文字',
  length: (units: number, parts: number) => `${units} 字 · ${parts} 条短信（70 / 67）`,
  segment: (n: number) => `第 ${n} 条`,
  retraction: '解除稿（已备好）',
  steps: '经过',
  deliveries: '送达',
  area: '范围',
  station: '测站',
  rollcall: '叫应板',
  valid: '有效',
  hash: '内容指纹',
  languages: { zh: '中文', en: 'English' },
  needsSure: '向同一批接收方发出解除',
};

export type SheetWords = typeof zh;

const en: SheetWords = {
  loading: 'Loading the text…',
  gone: 'It does not exist any more, or lies outside your division.',
  release: 'Approval',
  evidence: 'Evidence',
  noEvidence: 'Written by hand, no incident behind it',
  situation: (open) => `${open} open incidents in the same situation`,
  exhibits: (n) => `${n} attached`,
  reach: 'Reach',
  reachFailed: 'The reach could not be reckoned',
  people: 'People',
  unknownPeople: (n, all) => `not known for ${n} of ${all} divisions`,
  villages: 'Divisions',
  sites: 'Must-reach sites',
  contacts: 'Contacts',
  messages: (n) => `${n} text messages in all`,
  without: (n) => `${n} ${n === 1 ? 'village has' : 'villages have'} no contact at all: the warning does not reach them`,
  large: 'A very large area: it must be confirmed',
  confirmed: 'the author has confirmed the area',
  km2: (n) => `${n} km²`,
  texts: 'Text',
  channel: { full: 'Full', sms: 'SMS', short: 'Read aloud', screen: 'Screen' },
  part: { headline: 'Headline', description: 'What', impact: 'Impact', instruction: 'What to do', contact: 'Issued by' },
  missing: 'There is no text in this language',
  length: (units, parts) => `${units} characters · ${parts} ${parts === 1 ? 'message' : 'messages'} (70 / 67)`,
  segment: (n) => `part ${n}`,
  retraction: 'Retraction (ready)',
  steps: 'History',
  deliveries: 'Deliveries',
  area: 'Area',
  station: 'Station',
  rollcall: 'Roll call',
  valid: 'Valid',
  hash: 'Content hash',
  languages: { zh: '中文', en: 'English' },
  needsSure: 'Send the cancellation to the same recipients',
};

export const said = computed<SheetWords>(() => (language.value === 'zh' ? zh : en));
/** Both, for the test. */
export const BOTH = { zh, en } as const;
