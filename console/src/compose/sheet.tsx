import './compose.css';

import { useEffect } from 'preact/hooks';

import { titleOf } from '../board/sentence';
import { city } from '../city/store';
import { Sheet } from '../frame/sheet';
import { Badge } from '../level/badge';
import { words } from '../words';
import { AreaPart } from './area';
import { FaultList } from './fault';
import { asked } from './open';
import { MatterPart } from './matter';
import { PreviewPart } from './shown';
import { begin, faults, form, giveUp, isBegun, isBusy, submit, wanted } from './state';
import { TextPart } from './text';
import { watch } from './watch';
import { said } from './words';

/** A warning while it is written: what, where, in which words, and what comes of it; the map beside it is drawn on. */
export function ComposeSheet() {
  const w = said.value;
  useEffect(watch, []);
  const opened = asked.value;
  useEffect(() => {
    if (!opened) return;
    asked.value = null;
    // A blank one goes on with whatever stands here.
    if (!isBegun.value) void begin(opened);
    else if (opened.incident || opened.warning) wanted.value = opened;
  }, [opened]);
  const { origin } = form.value;
  const isDraft = origin.kind === 'draft';
  return (
    <Sheet label={isDraft ? w.editing : w.title} test="compose-sheet" head={<Head />} foot={<Foot isDraft={isDraft} />}>
      {wanted.value ? <Stays /> : null}
      <FaultList at={['whole']} />
      <MatterPart isDraft={isDraft} />
      {origin.kind === 'draft' && origin.isCancel ? null : <AreaPart />}
      <TextPart />
      <PreviewPart />
    </Sheet>
  );
}

function Head() {
  const w = said.value;
  const { origin, level } = form.value;
  const incident = origin.kind === 'incident' ? city.value.incidents.get(origin.id) : undefined;
  const draft = origin.kind === 'draft' ? city.value.warnings.get(origin.id) : undefined;
  return (
    <>
      <Badge mark={level} size={34} />
      <div class="leaf-name">
        <h2>{draft ? w.editing : w.title}</h2>
        <p class="leaf-meta">{incident ? w.fromIncident(titleOf(incident)) : (draft?.identifier ?? w.blank)}</p>
      </div>
    </>
  );
}

/** Another one is asked for while this one is not handed in. */
function Stays() {
  const w = said.value;
  return (
    <div class="compose-stays" role="alert">
      <p>{w.stays}</p>
      <button class="button primary" onClick={() => (wanted.value = null)}>
        {w.goOn}
      </button>
      <button class="button" onClick={() => void begin(wanted.value ?? {})}>
        {w.other}
      </button>
    </div>
  );
}

function Foot({ isDraft }: { readonly isDraft: boolean }) {
  const w = said.value;
  const hand = async (): Promise<void> => {
    const field = await submit();
    if (field) document.querySelector<HTMLElement>(`[data-field="${field}"]`)?.focus();
  };
  return (
    <div class="compose-foot">
      <p class="leaf-meta" role="status">
        {isBusy.value ? words.value.loading : faults.value.length ? faults.value[0]?.text : isDraft ? w.saveHint : w.keepHint}
      </p>
      <button class="button" data-testid="compose-discard" onClick={giveUp}>
        {w.giveUp}
      </button>
      <button class="button primary" disabled={isBusy.value} data-testid="compose-submit" onClick={() => void hand()}>
        {isDraft ? w.save : w.submit}
      </button>
    </div>
  );
}
