import { words } from '../words';

/** Nothing to show, and why that is so. */
export function Empty({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div class="empty">
      <svg width="28" height="28" viewBox="0 0 24 24" aria-hidden="true">
        <circle class="badge-ring" cx="12" cy="12" r="8" />
      </svg>
      <p class="empty-title">{title}</p>
      <p>{text}</p>
    </div>
  );
}

/** Something is on its way: the outline of what will come. */
export function Loading() {
  return (
    <div class="skeleton" role="status" aria-label={words.value.loading}>
      <span />
      <span />
      <span />
    </div>
  );
}
