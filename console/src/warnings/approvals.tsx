import { signal } from '@preact/signals';

import { approve, reject } from '../acts';
import { nearTime, now, stopwatch } from '../beijing';
import { pendingWarnings } from '../city/store';
import { Badge } from '../level/badge';
import { mayAct } from '../session/session';
import { place } from '../view';
import type { Warning } from '../wire/shapes';
import { told, words } from '../words';

/** More than these wait in the list of warnings. */
const SHOWN = 2;

const notes = signal<ReadonlyMap<string, string>>(new Map());
const busy = signal<string | null>(null);
const lacksNote = signal<string | null>(null);

/** Warnings that wait for a person, the oldest first, above everything else. */
export function Approvals() {
  const w = words.value;
  const pending = pendingWarnings.value;
  if (pending.length === 0) return null;
  return (
    <section class="approvals" aria-label={w.approval.title}>
      <h2 class="unseen">{w.approval.title}</h2>
      {pending.slice(0, SHOWN).map((warning) => (
        <Approval key={warning.id} warning={warning} />
      ))}
      {pending.length > SHOWN ? (
        <button class="link approvals-more" onClick={() => (place.value = 'warnings')}>
          {w.approval.more(pending.length - SHOWN)}
        </button>
      ) : null}
    </section>
  );
}

export function Approval({ warning }: { readonly warning: Warning }) {
  const w = words.value;
  const review = warning.steps.findLast((step) => step.act.startsWith('review'));
  return (
    <article
      class={`approval tint-${warning.level}`}
      data-testid={`warning-${warning.id}`}
      data-stage={warning.stage}
      data-level={warning.level}
    >
      <Badge mark={warning.level} size={34} />
      <div class="approval-body">
        <div class="approval-head">
          <h3>{told(warning.headline)}</h3>
          <p class="approval-clock">
            <strong>{stopwatch(now.value - Date.parse(warning.created))}</strong>
            <span>{w.approval.waiting}</span>
          </p>
        </div>
        <p class="approval-meta">
          {[
            w.warning.type[warning.msgType],
            w.warning.status[warning.status],
            warning.area.description,
            w.approval.expires(nearTime(Date.parse(warning.expires), now.value)),
            review ? w.approval.reviewed(review.actor) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {mayAct.value ? <Decide warning={warning} /> : <p class="approval-meta">{w.approval.readOnly}</p>}
      </div>
    </article>
  );
}

function Decide({ warning }: { readonly warning: Warning }) {
  const w = words.value;
  const text = notes.value.get(warning.id) ?? '';
  const isLacking = lacksNote.value === warning.id;
  const decide = async (act: (warning: Warning, text: string) => Promise<boolean>): Promise<void> => {
    busy.value = warning.id;
    await act(warning, text.trim());
    busy.value = null;
  };
  const refuse = (): void => {
    if (text.trim()) void decide(reject);
    else lacksNote.value = warning.id;
  };
  return (
    <div class="approval-acts">
      <input
        class={isLacking ? 'is-lacking' : ''}
        aria-label={w.approval.note}
        placeholder={isLacking ? w.approval.noteNeeded : w.approval.note}
        aria-invalid={isLacking}
        value={text}
        maxLength={500}
        onInput={(event) => {
          lacksNote.value = null;
          notes.value = new Map(notes.value).set(warning.id, event.currentTarget.value);
        }}
      />
      <button
        class="button primary"
        disabled={busy.value === warning.id}
        data-testid={`warning-approve-${warning.id}`}
        onClick={() => void decide(approve)}
      >
        {w.approval.approve}
      </button>
      <button class="button" disabled={busy.value === warning.id} data-testid={`warning-reject-${warning.id}`} onClick={refuse}>
        {w.approval.reject}
      </button>
    </div>
  );
}
