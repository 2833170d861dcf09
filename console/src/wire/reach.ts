/** Whom a warning would reach, as the API previews it. */

interface Village {
  readonly code: string;
  readonly name: string;
  readonly people: number | null;
  readonly contacts: number;
}

export interface Reach {
  readonly area: { readonly polygons: readonly (readonly (readonly [number, number])[])[] };
  readonly km2: number | null;
  readonly people: { readonly known: number | null; readonly unknown_for: number; readonly of: number };
  readonly villages: { readonly count: number; readonly items: readonly Village[] };
  /** Those without any address of their own. */
  readonly without_contact: { readonly count: number; readonly items: readonly Village[] };
  readonly sites: { readonly count: number; readonly items: readonly { readonly id: string; readonly name: string; readonly people: number; readonly contacts: number }[] };
  readonly contacts: number;
  readonly channels: Readonly<Record<string, number>>;
  readonly sms: { readonly segments: number; readonly contacts: number; readonly messages: number } | null;
  /** Why it must be confirmed; empty: it need not be. */
  readonly large: string;
  readonly problems: readonly { readonly code: string; readonly detail: string }[];
}
