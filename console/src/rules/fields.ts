/**
 * Single fields of a rule's document, read and changed in its text; pure.
 *
 * The text stays what is submitted: the form is another way to write it, so that both are held to the same schema, the
 * server's. A scalar is changed where it stands, so that comments and alignment around it stay as they were written.
 */

import { isMap, isScalar, isSeq, LineCounter, parseDocument, stringify, type Document, type Node, type ParsedNode } from 'yaml';

export type Path = readonly (string | number)[];
export type Scalar = string | number | boolean;

export interface Read {
  /** Null: the text is no YAML, or no mapping. */
  readonly document: Readonly<Record<string, unknown>> | null;
  /** What is wrong with it; empty: nothing. */
  readonly fault: string;
}

const parsed = (text: string): Document.Parsed => parseDocument(text, { keepSourceTokens: true });

export function readText(text: string): Read {
  const document = parsed(text);
  const [error] = document.errors;
  if (error) return { document: null, fault: error.message.split('\n')[0] ?? '' };
  if (!isMap(document.contents)) return { document: null, fault: 'a mapping was expected' };
  return { document: document.toJS() as Record<string, unknown>, fault: '' };
}

/** What stands at a path of a document that was read. */
export function at(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((held, key) => (held !== null && typeof held === 'object' ? (held as Record<string | number, unknown>)[key] : undefined), document);
}

/** The text with a scalar at a path; an empty text takes the field out, and what is left empty by that. */
export function withScalar(text: string, path: Path, value: Scalar): string {
  if (value === '') return without(text, path);
  const document = parsed(text);
  const node = document.getIn(path, true);
  if (isScalar(node) && node.range && node.value !== null) {
    const written = spelt(value, isQuoted(node, text), path);
    return text.slice(0, node.range[0]) + written + text.slice(node.range[1]);
  }
  document.setIn(path, value);
  return spoken(document);
}

/** The text with a list of words at a path; an empty list takes the field out: the schema refuses empty ones. */
export function withList(text: string, path: Path, values: readonly string[]): string {
  if (values.length === 0) return without(text, path);
  const document = parsed(text);
  const before = document.getIn(path, true);
  const isFlow = !isSeq(before) || before.flow !== false;
  document.setIn(path, document.createNode([...values], { flow: isFlow }));
  return spoken(document);
}

function without(text: string, path: Path): string {
  const document = parsed(text);
  if (!document.hasIn(path)) return text;
  document.deleteIn(path);
  for (let above = path.slice(0, -1); above.length > 0; above = above.slice(0, -1)) {
    const held = document.getIn(above);
    if (!isMap(held) || held.items.length > 0) break;
    document.deleteIn(above);
  }
  return spoken(document);
}

const spoken = (document: Document): string => document.toString({ lineWidth: 0, flowCollectionPadding: false });

const isQuoted = (node: { readonly range?: Node['range'] }, text: string): boolean => /["']/.test(text[node.range?.[0] ?? 0] ?? '');

/** A scalar as it stands in a document: quoted where it was, and where it would be taken for something else. */
function spelt(value: Scalar, isInQuotes: boolean, path: Path): string {
  if (typeof value !== 'string') return String(value);
  if (isInQuotes) return JSON.stringify(value);
  // Inside of a flow mapping commas and braces end a word.
  return /[,{}[\]]/.test(value) ? JSON.stringify(value) : stringify({ [String(path.at(-1))]: value }, { lineWidth: 0 }).replace(/^[^:]*: /, '').trimEnd();
}

/** The path of the innermost field that stands in a line, from 1; null where there is none. */
export function pathAt(text: string, line: number): Path | null {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  let found: Path | null = null;
  const walk = (node: ParsedNode | null, path: Path): void => {
    if (isMap(node)) {
      for (const pair of node.items) {
        const key = pair.key as ParsedNode;
        const inner = [...path, String(isScalar(key) ? key.value : '')];
        if (counter.linePos(key.range[0]).line === line) found = inner;
        walk(pair.value as ParsedNode | null, inner);
      }
    } else if (isSeq(node)) node.items.forEach((item, index) => walk(item as ParsedNode, [...path, index]));
  };
  walk(document.contents, []);
  return found;
}

/** Every scalar below a path, with the path of each: what a form shows of a condition that it has no own fields for. */
export function leaves(value: unknown, path: Path = []): readonly (readonly [Path, Scalar])[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => leaves(each, [...path, index]));
  if (value !== null && typeof value === 'object') return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[path, value]] : [];
}

/** What somebody typed, of the kind that stood there before: a number stays one. */
export function typed(text: string, before: unknown): Scalar {
  const trimmed = text.trim();
  if (typeof before === 'boolean') return trimmed === 'true';
  if (typeof before === 'string') return trimmed;
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}
