/** What the target and the words come to, asked of the server whenever one rests for a moment. */

import { batch, effect } from '@preact/signals';

import { aim, isAiming, stopAiming, understood } from '../map/drawing';
import { post, Refusal } from '../wire/client';
import type { Preview } from '../wire/compose';
import type { Reach } from '../wire/reach';
import { draftBody, lacking, placeBody } from './form';
import { faults, faultsOf, form, isAimed, isBegun, preview, previewFault, reach, reachFault, type Fault } from './state';
import { hasPlace, type Aim } from './target';

const AIM_PAUSE = 350;
const WORDS_PAUSE = 600;

/** Ask what the target and the words come to, whenever one rests for a moment; returns the way to stop. */
export function watch(): () => void {
  isAiming.value = true;
  let aimed: Aim = aim.peek();
  const stops = [
    effect(() => {
      if (aim.value === aimed) return;
      aimed = aim.value;
      isAimed.value = true;
      isBegun.value = true;
      if (form.peek().confirm) form.value = { ...form.peek(), confirm: '' };
      if (faults.peek().some((each) => each.field === 'area' || each.field === 'confirm')) faults.value = [];
    }),
    resting(AIM_PAUSE, () => [aim.value, form.value.division, preview.value?.texts[0]?.sms.text ?? ''], askReach),
    resting(WORDS_PAUSE, () => [form.value, aim.value], askPreview),
  ];
  return () => {
    for (const stop of stops) stop();
    stopAiming();
  };
}

/** Do something once what it depends on has not changed for a moment. */
function resting(pause: number, depends: () => unknown, act: (isLatest: () => boolean) => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const stop = effect(() => {
    depends();
    clearTimeout(timer);
    const own = (turn += 1);
    timer = setTimeout(() => void act(() => own === turn), pause);
  });
  return () => {
    stop();
    turn += 1;
    clearTimeout(timer);
  };
}

async function askReach(isLatest: () => boolean): Promise<void> {
  if (!hasPlace(aim.value) && !form.value.division) return show(reach, reachFault, null, null);
  const sms = preview.value?.texts[0]?.sms.text ?? '';
  try {
    const found = await post<Reach>('/warnings/preview-target', { ...placeBody(form.value, aim.value), ...(sms ? { sms } : {}) });
    if (isLatest()) show(reach, reachFault, found, null);
    if (isLatest()) understood.value = found.area.polygons;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isLatest()) show(reach, reachFault, null, faultsOf(error, 'area')[0] ?? null);
    if (isLatest()) understood.value = [];
  }
}

async function askPreview(isLatest: () => boolean): Promise<void> {
  const { origin } = form.value;
  if (lacking(form.value, aim.value).length || (origin.kind === 'draft' && origin.isCancel)) return show(preview, previewFault, null, null);
  try {
    const found = await post<Preview>('/warnings/preview', draftBody(form.value, aim.value));
    if (isLatest()) show(preview, previewFault, found, null);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isLatest()) show(preview, previewFault, null, faultsOf(error, 'whole')[0] ?? null);
  }
}

function show<Found>(found: { value: Found | null }, fault: { value: Fault | null }, answer: Found | null, refused: Fault | null): void {
  batch(() => {
    found.value = answer;
    fault.value = refused;
  });
}
