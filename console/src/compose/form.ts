/** What a person writes, and what of it the API is sent; pure. */

import type { LevelKey, OneWarning, Texts } from '../wire/shapes';
import { aimOf, hasPlace, isNowhere, targetOf, type Aim } from './target';

export type Spoken = 'zh' | 'en';
export const LANGUAGES: readonly Spoken[] = ['zh', 'en'];
/** What both languages have; `short` and `sms` are made from the others where they are empty. */
export const PARTS = ['headline', 'description', 'impact', 'instruction', 'contact', 'short', 'sms'] as const;
export type PartKey = (typeof PARTS)[number];
export const NEEDED: readonly PartKey[] = ['headline', 'description'];
export type Wording = Readonly<Record<PartKey, Readonly<Record<Spoken, string>>>>;

export type Origin =
  | { readonly kind: 'blank' }
  | { readonly kind: 'incident'; readonly id: string }
  | { readonly kind: 'draft'; readonly id: string; readonly hash: string; readonly isCancel: boolean };

export interface Form {
  readonly origin: Origin;
  readonly hazard: string;
  readonly level: LevelKey;
  /** What happened, in a clause, for the templates. */
  readonly why: Readonly<Record<Spoken, string>>;
  readonly wording: Wording;
  /** How long it lasts; null: as long as usual, or in a draft as before. */
  readonly hours: number | null;
  /** In whose name; empty: the smallest division that holds the target. */
  readonly division: string;
  /** `confirm` of the preview in which a person said that so large an area is meant; empty: he did not. */
  readonly confirm: string;
}

const SILENT = { zh: '', en: '' } as const;
export const UNSAID: Wording = { headline: SILENT, description: SILENT, impact: SILENT, instruction: SILENT, contact: SILENT, short: SILENT, sms: SILENT };
export const BLANK: Form = { origin: { kind: 'blank' }, hazard: '11A01', level: 'none', why: SILENT, wording: UNSAID, hours: null, division: '', confirm: '' };

/** The mark of a test or a drill, as it is read and as it is heard: the server puts it on again. */
const MARK = /^(?:【(?:测试|演练)】|\[(?:TEST|EXERCISE)\]\s*|这是(?:测试|演练)。|This is (?:a test|an exercise)\. )+/;
/** A drill says it again at the end of what travels alone. */
const END = /(?:【演练】|\s*\[EXERCISE\]|这是演练。|\s*This is an exercise\. ?)$/;
export const unmarked = (text: string): string => (MARK.test(text) ? text.replace(MARK, '').replace(END, '') : text);

/** A wording with what texts say by part; what they do not say stays. */
export function worded(wording: Wording, texts: readonly { readonly language: string; readonly [part: string]: unknown }[]): Wording {
  const found = texts.flatMap((text) => {
    const spoken = text.language.startsWith('zh') ? 'zh' : text.language === 'en' ? 'en' : null;
    return spoken ? [{ spoken, text } as const] : [];
  });
  const said = (part: PartKey, spoken: Spoken): string => {
    const text = found.find((each) => each.spoken === spoken)?.text[part];
    return typeof text === 'string' ? unmarked(text) : wording[part][spoken];
  };
  return mapParts((part) => (part === 'sms' || part === 'short' ? wording[part] : { zh: said(part, 'zh'), en: said(part, 'en') }));
}

/** The words of a draft that is changed; of what channels say only what a person wrote: the rest is made anew. */
export function wordingOf(warning: OneWarning): Wording {
  const said = (texts: Texts, spoken: Spoken): string => unmarked(texts[spoken] ?? '');
  const of = (part: PartKey): Texts => (part === 'sms' || part === 'short' ? warning.own[part] : warning[part]);
  return mapParts((part) => ({ zh: said(of(part), 'zh'), en: said(of(part), 'en') }));
}

export const put = (wording: Wording, part: PartKey, spoken: Spoken, text: string): Wording => ({ ...wording, [part]: { ...wording[part], [spoken]: text } });

function mapParts(make: (part: PartKey) => Readonly<Record<Spoken, string>>): Wording {
  return Object.fromEntries(PARTS.map((part) => [part, make(part)])) as unknown as Wording;
}

type Body = Readonly<Record<string, unknown>>;

/** The words as the API takes them: Chinese, and English where there is some. */
function wordsBody(wording: Wording): Body {
  const said = PARTS.flatMap((part) => {
    const [zh, en] = [wording[part].zh.trim(), wording[part].en.trim()];
    return zh ? [[part, en ? { zh, en } : { zh }] as const] : [];
  });
  return Object.fromEntries(said);
}

const spanBody = (form: Form): Body => (form.hours === null ? {} : { expires_in_s: form.hours * 3600 });
const confirmBody = (form: Form): Body => (form.confirm ? { confirm: form.confirm } : {});

/** Where it is aimed: a target, in whose name if that was said. */
export const placeBody = (form: Form, aim: Aim): Body => ({ ...(isNowhere(aim) ? {} : { target: targetOf(aim) }), ...(form.division ? { division: form.division } : {}) });

/** A warning written by hand, to be shown or drafted. */
export const draftBody = (form: Form, aim: Aim): Body => ({ hazard: form.hazard, level: form.level, ...placeBody(form, aim), ...wordsBody(form.wording), ...spanBody(form), ...confirmBody(form) });

/** What is changed in a draft; a target only where a person aimed anew. */
export const editBody = (form: Form, aim: Aim, isAimed: boolean): Body => ({ ...wordsBody(form.wording), ...(isAimed && !isNowhere(aim) ? { target: targetOf(aim) } : {}), ...spanBody(form), ...confirmBody(form) });

/** A warning about an incident in a person's own words; hazard, level and division are the incident's. */
export const aboutBody = (form: Form, aim: Aim, isAimed: boolean): Body => ({ incident: form.origin.kind === 'incident' ? form.origin.id : '', ...editBody(form, aim, isAimed) });

export const wishBody = (form: Form, aim: Aim): Body => ({ hazard: form.hazard, level: form.level, ...placeBody(form, aim), why: form.why.en.trim() ? form.why : { zh: form.why.zh }, ...spanBody(form) });

export type Field = 'hazard' | 'level' | 'expires' | 'area' | 'confirm' | 'why' | 'words' | 'whole' | `${PartKey}.${Spoken}`;

/** What is still missing, in the order of the page. */
export function lacking(form: Form, aim: Aim): readonly Field[] {
  const missing: Field[] = [];
  if (form.level === 'none') missing.push('level');
  // Groups alone are told in the name of a division.
  if (!hasPlace(aim) && !form.division) missing.push('area');
  for (const part of NEEDED) if (!form.wording[part].zh.trim()) missing.push(`${part}.zh`);
  // English without Chinese is no text of its own: the API takes none.
  for (const part of PARTS) if (!NEEDED.includes(part) && form.wording[part].en.trim() && !form.wording[part].zh.trim()) missing.push(`${part}.zh`);
  return missing;
}

/** Which field a refusal is about: by the place the server names, else by its code. */
export function fieldOf(code: string, where: string): Field {
  const [, first = '', second = ''] = where.split('.');
  if ((PARTS as readonly string[]).includes(first)) return `${first as PartKey}.${second === 'en' ? 'en' : 'zh'}`;
  const named: Readonly<Record<string, Field>> = { hazard: 'hazard', level: 'level', expires_in_s: 'expires', target: 'area', division: 'area', buffer_m: 'area', confirm: 'confirm', why: 'why' };
  return named[first] ?? BY_CODE[code] ?? 'whole';
}

const BY_CODE: Readonly<Record<string, Field>> = {
  bad_level: 'level',
  bad_expiry: 'expires',
  bad_target: 'area',
  empty_area: 'area',
  coarse_area: 'area',
  outside_authority: 'area',
  target_moved: 'area',
  large_area: 'confirm',
  enlarged_area: 'confirm',
  empty_text: 'headline.zh',
  wrong_mark: 'words',
  denied_mark: 'words',
  no_words: 'why',
};

/** A form that goes on with a draft. */
export function formOf(warning: OneWarning): { readonly form: Form; readonly aim: Aim } {
  const origin: Origin = { kind: 'draft', id: warning.id, hash: warning.content_hash, isCancel: warning.msgType === 'Cancel' };
  const form: Form = { ...BLANK, origin, hazard: warning.hazard, level: warning.level, wording: wordingOf(warning), division: '' };
  return { form, aim: warning.target ? aimOf(warning.target) : aimOf({ divisions: [warning.division] }) };
}
