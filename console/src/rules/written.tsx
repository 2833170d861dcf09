import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { scrollTo } from '../view';
import { words } from '../words';
import type { Fault } from './document';
import { NEW } from './draft';
import { readText } from './fields';
import { Form } from './form';
import { formSaid } from './formwords';
import { said } from './words';

interface SheetProps {
  readonly text: string;
  readonly change: (text: string) => void;
  readonly fault: Fault | null;
}

/** The text with numbered lines; what is wrong stands at its line. */
function Sheet({ text, change, fault }: SheetProps) {
  const w = said.value.edit;
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = text.split('\n');
  const line = fault?.line ?? null;
  useEffect(() => {
    const field = area.current;
    if (!field || line === null) return;
    const before = text.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    field.focus({ preventScroll: true });
    field.setSelectionRange(before, before);
    scrollTo(field.closest('.sheet'), '.status-scroll');
  }, [fault]);
  return (
    <>
      {fault && line === null ? <p class="sheet-whole" role="alert">{fault.text}</p> : null}
      <div class="sheet">
        <ol class="sheet-numbers" aria-hidden="true">
          {lines.map((_, at) => (
            <li key={at} class={line === at + 1 ? 'is-wrong' : ''}>{at + 1}</li>
          ))}
        </ol>
        <div class="sheet-text">
          {line !== null ? <span class="sheet-stripe" style={{ top: `calc(var(--row) * ${line - 1} + 6px)` }} /> : null}
          <textarea
            ref={area}
            aria-label={w.label}
            aria-invalid={fault !== null}
            spellcheck={false}
            autocomplete="off"
            wrap="off"
            rows={lines.length + 1}
            value={text}
            data-testid="rule-draft"
            onInput={(event) => change(event.currentTarget.value)}
          />
          {line !== null ? (
            <p class="sheet-fault" role="alert" data-testid="rule-fault" style={{ top: `calc(var(--row) * ${line} + 6px)` }}>
              {w.line(line)}
              {words.value.colon}
              {fault?.text}
            </p>
          ) : null}
        </div>
      </div>
    </>
  );
}

const way = signal<'form' | 'yaml'>('form');

interface WrittenProps extends SheetProps {
  readonly id: string;
}

/** The same text as a form or as it is. */
export function Written({ id, text, change, fault }: WrittenProps) {
  const w = formSaid.value;
  const { document, fault: broken } = readText(text);
  return (
    <>
      <div class="rule-ways">
        <div class="segments" role="group" aria-label={w.ways}>
          {(['form', 'yaml'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={way.value === each} data-testid={`rule-way-${each}`} onClick={() => (way.value = each)}>
              {w[each]}
            </button>
          ))}
        </div>
        <p class="status-hint">{w.same}</p>
      </div>
      {way.value === 'yaml' ? (
        <Sheet text={text} change={change} fault={fault} />
      ) : document ? (
        <Form text={text} document={document} isNew={id === NEW} change={change} fault={fault} />
      ) : (
        <p class="sheet-whole" role="alert">
          {w.broken(broken)}
        </p>
      )}
    </>
  );
}
