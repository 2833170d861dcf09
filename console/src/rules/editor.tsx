import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { fromField } from '../beijing';
import { isAdministrator } from '../session/session';
import { openRule } from '../view';
import { Refusal } from '../wire/client';
import type { RuleVersion } from '../wire/rules';
import { words } from '../words';
import { proposalOf, book, putRule, texts, wantText, type Terms } from './book';
import { faultOf, idOf, type Fault } from './document';
import { attach, attached, drafts, dropDraft, keepDraft, NEW, TEMPLATE } from './draft';
import { formSaid } from './formwords';
import { Drawn } from './drawn';
import { tab } from './rule';
import { said } from './words';
import { Written } from './written';

interface Wrong extends Fault {
  readonly rule: string;
}
/** What the server said against the draft of a rule, until it is changed. */
export const wrong = signal<Wrong | null>(null);

/** Text that a draft of a rule begins with: the newest proposal, or else what is in force; null while it is asked for. */
export function beginningOf(id: string, current: RuleVersion | undefined): string | null {
  if (id === NEW) return TEMPLATE;
  const basis = proposalOf(book.value.versions) ?? current;
  return basis ? (texts.value.get(`${id}@${basis.version}`) ?? null) : null;
}

interface Props {
  readonly id: string;
  readonly current: RuleVersion | undefined;
}

/** A new version: the document, from when to when, and why. */
export function Editor({ id, current }: Props) {
  const w = said.value.edit;
  const basis = (proposalOf(book.value.versions) ?? current)?.version;
  useEffect(() => {
    if (id !== NEW && basis) void wantText(id, basis);
  }, [id, basis]);
  const beginning = beginningOf(id, current);
  if (beginning === null) return <p class="status-none">{words.value.loading}</p>;
  const text = drafts.value.get(id) ?? beginning;
  const change = (next: string): void => {
    wrong.value = null;
    if (next === beginning) dropDraft(id);
    else keepDraft(id, next);
  };
  return (
    <div class="rule-columns">
      <div>
        <Drawn text={text} change={change} />
        <p class="status-hint">
          {isAdministrator.value ? w.hint : w.only} {basis ? w.basis(basis) : ''}
        </p>
        <Written id={id} text={text} change={change} fault={wrong.value?.rule === id ? wrong.value : null} />
      </div>
      <Submit id={id} text={text} beginning={beginning} />
    </div>
  );
}

interface SubmitProps {
  readonly id: string;
  readonly text: string;
  readonly beginning: string;
}

function Submit({ id, text, beginning }: SubmitProps) {
  const w = said.value.edit;
  const isBusy = useSignal(false);
  const other = idOf(text);
  const isChanged = text !== beginning;
  const tried = attached.value.get(id);
  const isStale = tried !== undefined && tried.text !== text;
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const at = (name: string): string => {
      const instant = fromField(String(data.get(name) ?? ''));
      return instant === null ? '' : new Date(instant).toISOString();
    };
    const terms: Terms = {
      reason: String(data.get('reason') ?? '').trim(),
      from: at('from'),
      until: at('until'),
      backtest: tried && !isStale ? tried.summary.id : '',
    };
    isBusy.value = true;
    await put(id, other || id, text, terms);
    isBusy.value = false;
  };
  return (
    <form
      class="rule-beside rule-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {isAdministrator.value ? (
        <>
          <label>
            <span>{w.from}</span>
            <input type="datetime-local" name="from" step={1} />
          </label>
          <label>
            <span>{w.until}</span>
            <input type="datetime-local" name="until" step={1} />
          </label>
          <label>
            <span>{w.reason}</span>
            <textarea name="reason" rows={3} maxLength={4000} data-testid="rule-reason" />
          </label>
          {tried ? (
            <p class={isStale ? 'rule-tried is-stale' : 'rule-tried'}>
              {isStale ? w.stale : `${w.attached} ${tried.summary.id}`}
              <button type="button" class="link" onClick={() => attach(id, null)}>
                {said.value.trial.drop}
              </button>
            </p>
          ) : null}
          {isChanged && !tried ? <p class="is-noted">{formSaid.value.untried}</p> : null}
          {other === '' ? <p class="is-noted">{w.noId}</p> : other !== id && id !== NEW ? <p class="is-noted">{w.otherId(other)}</p> : null}
        </>
      ) : null}
      <div class="rule-acts">
        {isAdministrator.value ? (
          <button class="button primary" disabled={isBusy.value || other === ''} data-testid="rule-submit">
            {id === NEW ? w.create : w.submit}
          </button>
        ) : null}
        <button type="button" class="button" onClick={() => (tab.value = 'trial')}>
          {w.tryIt}
        </button>
        {isChanged ? (
          <button type="button" class="button quiet" onClick={() => (dropDraft(id), (wrong.value = null))}>
            {w.reset}
          </button>
        ) : null}
      </div>
    </form>
  );
}

/** Put the draft; what is wrong with it is shown at its line. */
async function put(id: string, target: string, text: string, terms: Terms): Promise<void> {
  try {
    await putRule(target, text, terms);
    wrong.value = null;
    dropDraft(id);
    tab.value = 'versions';
    if (target !== id) openRule(target);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    wrong.value = { rule: id, ...(error.code === 'network' ? { line: null, text: words.value.fault.network } : faultOf(error.detail || error.code)) };
  }
}
