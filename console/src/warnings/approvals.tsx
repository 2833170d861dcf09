import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { approve, reject, renew, retract, sign } from '../acts';
import { nearTime, now, stopwatch } from '../beijing';
import { city, pendingWarnings, renewalWarnings, reviewWarnings } from '../city/store';
import { briefOf, lastWords } from '../board/sentence';
import { Badge } from '../level/badge';
import { mayApprove } from '../session/session';
import { openSheet, place, sheet } from '../view';
import type { Warning } from '../wire/shapes';
import { told, words } from '../words';
import { StatusMark } from './mark';
import { watchPolicies } from './policies';
import { Asked, Progress, Ring } from './ticking';

/** More than these wait in the list of warnings. */
const SHOWN = 2;

const notes = signal<ReadonlyMap<string, string>>(new Map());
const busy = signal<string | null>(null);
const lacksNote = signal<string | null>(null);

/** What waits for a person: to be released, looked at afterwards, or renewed; above everything else. */
export function Approvals() {
  useEffect(watchPolicies, []);
  const w = words.value;
  const pending = pendingWarnings.value;
  const after = [...reviewWarnings.value, ...renewalWarnings.value.filter((each) => !each.review?.due)];
  const rest = pending.length + after.length - SHOWN;
  if (pending.length + after.length === 0) return null;
  return (
    <section class="approvals" aria-label={w.approval.title}>
      <h2 class="unseen">{w.approval.title}</h2>
      {pending.slice(0, SHOWN).map((warning) => (
        <Approval key={warning.id} warning={warning} />
      ))}
      {after.slice(0, Math.max(0, SHOWN - pending.length)).map((warning) => (
        <Afterwards key={warning.id} warning={warning} />
      ))}
      {rest > 0 ? (
        <button class="link approvals-more" onClick={() => (place.value = 'warnings')}>
          {w.approval.more(rest)}
        </button>
      ) : null}
    </section>
  );
}

export function Approval({ warning }: { readonly warning: Warning }) {
  const w = words.value;
  const { asking } = warning;
  const incident = warning.incident ? city.value.incidents.get(warning.incident) : undefined;
  const before = warning.renewal && warning.replaces ? city.value.warnings.get(warning.replaces) : undefined;
  return (
    <article
      class={`approval tint-${warning.level}`}
      data-testid={`warning-${warning.id}`}
      data-stage={warning.stage}
      data-level={warning.level}
    >
      {asking ? <Ring asking={asking} /> : <Badge mark={warning.level} size={34} />}
      <div class="approval-body">
        {warning.renewal ? <Again warning={warning} until={before?.expires} /> : null}
        <div class="approval-head">
          <h3>
            <button class="card-title" title={w.approval.read} data-testid={`warning-open-${warning.id}`} onClick={() => openSheet('warning', warning.id)}>
              {told(warning.headline)}
            </button>
          </h3>
          {asking ? (
            <Badge mark={warning.level} size={26} />
          ) : (
            <p class="approval-clock">
              <strong>{stopwatch(now.value - Date.parse(warning.created))}</strong>
              <span>{w.approval.waiting}</span>
            </p>
          )}
        </div>
        {asking ? <Asked asking={asking} /> : null}
        {incident ? <p class="approval-why">{lastWords(incident)}</p> : null}
        {asking ? <Progress warning={warning} asking={asking} /> : null}
        <p class="approval-meta">
          <StatusMark status={warning.status} />{' '}
          {[w.warning.type[warning.msgType], warning.area.description, w.approval.expires(nearTime(Date.parse(warning.expires), now.value))].filter(Boolean).join(' · ')}
        </p>
        {sheet.value?.id === warning.id ? null : mayApprove.value ? <Decide warning={warning} /> : <p class="approval-meta">{w.approval.readOnly}</p>}
      </div>
    </article>
  );
}

/** Why a draft says the same again. */
function Again({ warning, until }: { readonly warning: Warning; readonly until: string | undefined }) {
  const w = words.value;
  const end = until === undefined ? '' : nearTime(Date.parse(until), now.value);
  return (
    <p class="approval-flag" data-testid={`warning-again-${warning.id}`}>
      {warning.author ? w.approval.againByHand(end) : w.approval.again(end)}
    </p>
  );
}

/** Issued without anybody, or about to end: somebody must look. */
export function Afterwards({ warning }: { readonly warning: Warning }) {
  const w = words.value;
  const { review } = warning;
  const isReview = review?.due === true;
  const waiting = pendingWarnings.value.find((each) => each.replaces === warning.id && each.renewal);
  const decide = async (act: () => Promise<boolean>): Promise<void> => {
    busy.value = warning.id;
    await act();
    busy.value = null;
  };
  return (
    <article class={`approval tint-${warning.level}`} data-testid={`warning-after-${warning.id}`} data-level={warning.level}>
      <Badge mark={warning.level} size={34} />
      <div class="approval-body">
        <p class="approval-flag">{isReview ? w.approval.review : w.approval.renewal}</p>
        <h3>
          <button class="card-title" onClick={() => openSheet('warning', warning.id)}>
            {briefOf(warning)}
          </button>
        </h3>
        <p class="approval-meta">
          {isReview ? w.approval.reviewWhy(review.why) : w.approval.expires(nearTime(Date.parse(warning.expires), now.value))}
        </p>
        {mayApprove.value ? (
          <div class="approval-acts">
            {isReview ? (
              <button class="button primary" disabled={busy.value === warning.id} data-testid={`warning-sign-${warning.id}`} onClick={() => void decide(() => sign(warning, ''))}>
                {w.approval.sign}
              </button>
            ) : waiting ? (
              <button class="button primary" data-testid={`warning-waiting-${warning.id}`} onClick={() => openSheet('warning', waiting.id)}>
                {w.approval.readRenewal}
              </button>
            ) : (
              <button class="button primary" disabled={busy.value === warning.id} data-testid={`warning-renew-${warning.id}`} onClick={() => void decide(() => renew(warning))}>
                {w.approval.renew}
              </button>
            )}
            {warning.stage === 'issued' ? (
              <button class="button" disabled={busy.value === warning.id} onClick={() => void decide(() => retract(warning))}>
                {w.approval.retract}
              </button>
            ) : null}
          </div>
        ) : null}
      </div>
    </article>
  );
}

interface DecideProps {
  readonly warning: Warning;
  /** A warning may stand on the page twice. */
  readonly where?: 'side' | 'sheet';
}

export function Decide({ warning, where = 'side' }: DecideProps) {
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
        data-testid={`${where === 'sheet' ? 'sheet' : 'warning'}-approve-${warning.id}`}
        onClick={() => void decide(approve)}
      >
        {w.approval.approve}
      </button>
      <button class="button" disabled={busy.value === warning.id} data-testid={`${where === 'sheet' ? 'sheet' : 'warning'}-reject-${warning.id}`} onClick={refuse}>
        {w.approval.reject}
      </button>
    </div>
  );
}
