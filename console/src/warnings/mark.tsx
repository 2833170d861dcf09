import type { Warning } from '../wire/shapes';
import { words } from '../words';

/** Says that a thing is a drill or a test; nothing on what is real. */
export function StatusMark({ status }: { readonly status: Warning['status'] }) {
  const text = words.value.warning.status[status];
  return text ? <span class={`mark-status is-${status.toLowerCase()}`}>{text}</span> : null;
}
