import { useSignal } from '@preact/signals';

import { words } from '../words';
import type { Fault } from './document';
import { at, typed, withList, withScalar, type Path, type Scalar } from './fields';
import { formSaid } from './formwords';

/** A document as it is written. */
export interface Written {
  readonly text: string;
  /** The text as it reads now. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly isNew: boolean;
  readonly change: (text: string) => void;
  readonly fault: Fault | null;
}

/** What a field needs to show and to write itself. */
export interface Draft extends Written {
  /** Where the server found fault; null: nowhere, or not in one field. */
  readonly blamed: string | null;
}

export type Choice = readonly [string, string];

interface FieldProps {
  readonly draft: Draft;
  readonly path: Path;
  readonly label?: string;
  readonly hint?: string;
  readonly isNumber?: boolean;
  /** Suggestions. */
  readonly list?: readonly Choice[];
}

const shownAs = (value: unknown): string => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '');

/** What the field says; a wrong number stays as it was typed until it is left. */
export function Text({ draft, path, label, hint = '', isNumber = false, list }: FieldProps) {
  const key = path.join('.');
  const value = at(draft.document, path);
  const isBlamed = draft.blamed === key;
  const put = (text: string): void => {
    const next: Scalar = text.trim() === '' ? '' : typed(text, isNumber ? 0 : (value ?? ''));
    if (next !== value) draft.change(withScalar(draft.text, path, next));
  };
  return (
    <label class={isBlamed ? 'rule-field is-wrong' : 'rule-field'}>
      <span>{label ?? formSaid.value.field[key] ?? key}</span>
      <input
        value={shownAs(value)}
        inputMode={isNumber ? 'decimal' : 'text'}
        placeholder={hint}
        list={list ? `list-${key}` : undefined}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={isBlamed}
        data-testid={`field-${key}`}
        onChange={(event) => put(event.currentTarget.value)}
      />
      {list ? (
        <datalist id={`list-${key}`}>
          {list.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </datalist>
      ) : null}
      {isBlamed ? <em role="alert">{draft.fault?.text}</em> : null}
    </label>
  );
}

export function Select({ draft, path, choices }: { readonly draft: Draft; readonly path: Path; readonly choices: readonly Choice[] }) {
  const key = path.join('.');
  return (
    <label class="rule-field">
      <span>{formSaid.value.field[key] ?? key}</span>
      <select value={shownAs(at(draft.document, path))} data-testid={`field-${key}`} onChange={(event) => draft.change(withScalar(draft.text, path, event.currentTarget.value))}>
        {choices.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Check({ draft, path }: { readonly draft: Draft; readonly path: Path }) {
  const key = path.join('.');
  return (
    <label class="check rule-check">
      <input
        type="checkbox"
        checked={at(draft.document, path) !== false}
        data-testid={`field-${key}`}
        onChange={(event) => draft.change(withScalar(draft.text, path, event.currentTarget.checked))}
      />
      {formSaid.value.field[key]}
    </label>
  );
}

/** Which readings count; left out, the good ones. */
export function Quality({ draft }: { readonly draft: Draft }) {
  const given = at(draft.document, ['quality']);
  const held = Array.isArray(given) ? given.map(String) : ['good'];
  const isBlamed = draft.blamed === 'quality';
  return (
    <div class={isBlamed ? 'rule-field is-wrong' : 'rule-field'} role="group" aria-label={formSaid.value.field['quality']}>
      <span>{formSaid.value.field['quality']}</span>
      <div class="rule-chips">
        {Object.entries(words.value.quality).map(([code, name]) => (
          <label key={code} class="check">
            <input
              type="checkbox"
              checked={held.includes(code)}
              data-testid={`field-quality-${code}`}
              onChange={(event) => draft.change(withList(draft.text, ['quality'], event.currentTarget.checked ? [...held, code] : held.filter((each) => each !== code)))}
            />
            {name}
          </label>
        ))}
      </div>
      {isBlamed ? <em role="alert">{draft.fault?.text}</em> : null}
    </div>
  );
}

/** Words one by one; none means that it does not matter. */
export function List({ draft, path, choices }: { readonly draft: Draft; readonly path: Path; readonly choices: readonly Choice[] }) {
  const w = formSaid.value;
  const key = path.join('.');
  const text = useSignal('');
  const given = at(draft.document, path);
  const held = Array.isArray(given) ? given.map(String) : [];
  const names = new Map(choices);
  const add = (): void => {
    const found = text.value.trim();
    text.value = '';
    if (found && !held.includes(found)) draft.change(withList(draft.text, path, [...held, found]));
  };
  return (
    <div class={draft.blamed === key ? 'rule-field is-wrong' : 'rule-field'} role="group" aria-label={w.field[key]}>
      <span>{w.field[key]}</span>
      <div class="rule-chips">
        {held.map((each) => (
          <button key={each} type="button" title={each} aria-label={w.remove(names.get(each) ?? each)} onClick={() => draft.change(withList(draft.text, path, held.filter((other) => other !== each)))}>
            {names.get(each) ?? each} <span aria-hidden="true">×</span>
          </button>
        ))}
        <input
          value={text.value}
          list={choices.length ? `list-${key}` : undefined}
          placeholder={held.length ? w.add : w.any}
          aria-label={`${w.add} ${w.field[key] ?? key}`}
          autocomplete="off"
          data-testid={`field-${key}`}
          onInput={(event) => (text.value = event.currentTarget.value)}
          onChange={add}
          onKeyDown={(event) => event.key === 'Enter' && (event.preventDefault(), add())}
        />
        {choices.length ? (
          <datalist id={`list-${key}`}>
            {choices.map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </datalist>
        ) : null}
      </div>
      {draft.blamed === key ? <em role="alert">{draft.fault?.text}</em> : null}
    </div>
  );
}
