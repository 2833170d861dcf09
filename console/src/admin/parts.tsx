import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

import { dayTime } from '../beijing';
import { mapData } from '../city/store';
import { said } from './words';

/** The name of a division, of those that the map knows; the code itself of the others. */
export function divisionName(code: string): string {
  if (!code) return said.value.everywhere;
  const found = mapData.value?.divisions.features.find((each) => each.properties['code'] === code);
  return found ? String(found.properties['name']) : code;
}

export const instant = (text: string | null, none: string): string => (text ? dayTime(Date.parse(text)) : none);

interface SureProps {
  readonly act: () => void;
  readonly children: ComponentChildren;
  readonly label?: string;
  readonly test?: string;
}

/** A button that is asked twice, in its own place. */
export function Sure({ act, children, label, test }: SureProps) {
  const isAsked = useSignal(false);
  const press = (): void => {
    if (isAsked.value) act();
    isAsked.value = !isAsked.value;
  };
  return (
    <button type="button" class={isAsked.value ? 'button primary' : 'button quiet'} aria-label={label} data-testid={test} onBlur={() => (isAsked.value = false)} onClick={press}>
      {isAsked.value ? said.value.sure : children}
    </button>
  );
}

/** Something that is told this once, with a way to take it along. */
export function Secret({ name, text, test }: { readonly name: string; readonly text: string; readonly test?: string }) {
  const w = said.value;
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    // Without TLS a browser has no clipboard for pages; then the text is selected to be copied by hand.
    await navigator.clipboard?.writeText(text);
    isCopied.value = navigator.clipboard !== undefined;
  };
  return (
    <div class="secret">
      <label>
        <span>{name}</span>
        <input readOnly value={text} data-testid={test} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button type="button" class="button" onClick={() => void copy()}>
        {isCopied.value ? w.copied : w.copy}
      </button>
    </div>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly type?: string;
  readonly isRequired?: boolean;
  readonly pattern?: string;
}

export function Field({ name, label, value = '', type = 'text', isRequired = false, pattern }: FieldProps) {
  return (
    <label>
      <span>{label}</span>
      <input name={name} type={type} defaultValue={value} required={isRequired} pattern={pattern} autocomplete="off" data-testid={`field-${name}`} />
    </label>
  );
}

/** Fields of a form as texts without blanks around them. */
export function textsOf(form: HTMLFormElement): (name: string) => string {
  const data = new FormData(form);
  return (name) => String(data.get(name) ?? '').trim();
}
