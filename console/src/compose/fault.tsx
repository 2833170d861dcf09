import type { Field } from './form';
import { faultsAt } from './state';

export const faultId = (field: Field): string => `fault-${field.replace('.', '-')}`;

/** What is wrong with a field, beside it: the page's words, and the server's own where they say more. */
export function FaultList({ at }: { readonly at: readonly Field[] }) {
  const found = at.flatMap(faultsAt);
  if (found.length === 0) return null;
  return (
    <div class="compose-faults" role="alert" id={faultId(at[0] ?? 'whole')} data-testid={`compose-fault-${at[0]}`}>
      {found.map((fault) => (
        <p key={`${fault.code}${fault.detail}`} data-code={fault.code}>
          {fault.text}
          {fault.detail ? <small lang="en">{fault.detail}</small> : null}
        </p>
      ))}
    </div>
  );
}

/** What a field is told by, for those who do not see what stands below it. */
export const described = (field: Field): { readonly 'data-field': Field; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string | undefined } => {
  const isWrong = faultsAt(field).length > 0;
  return { 'data-field': field, 'aria-invalid': isWrong, 'aria-describedby': isWrong ? faultId(field) : undefined };
};
