/** Requests to the API: the token goes along, refusals come back as `Refusal`. */

export class Refusal extends Error {
  constructor(
    readonly status: number,
    /** Stable code of the problem; `network` when the server was not reached. */
    readonly code: string,
    readonly detail: string,
    /** Of `invalid_request`: which part of the request, e.g. `body.headline.zh`, and what is wrong with it. */
    readonly errors: readonly { readonly where: string; readonly message: string }[] = [],
  ) {
    super(`${status} ${code}: ${detail}`);
    this.name = 'Refusal';
  }
}

interface Session {
  /** The bearer token, or null before login. */
  readonly token: () => string | null;
  /** Told of refusals that end or suspend the session. */
  readonly refused: (refusal: Refusal) => void;
}

let session: Session = { token: () => null, refused: () => undefined };

/** Say where the token comes from and who hears of refusals. */
export function bindSession(bound: Session): void {
  session = bound;
}

export async function request<Answer>(method: string, path: string, body?: unknown, match?: string): Promise<Answer> {
  const response = await answered(method, path, body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json', ...(match ? { match } : {}) });
  return response.status === 204 ? (undefined as Answer) : ((await response.json()) as Answer);
}

/** A document as YAML text. */
export async function document(path: string): Promise<string> {
  return (await answered('GET', path, { accept: 'application/yaml' })).text();
}

/** Put a document as it was written. */
export async function putDocument<Answer>(path: string, text: string): Promise<Answer> {
  return (await (await answered('PUT', path, { body: text, type: 'application/yaml' })).json()) as Answer;
}

/** Send a file as it is. */
export async function upload<Answer>(path: string, file: Blob, type: string): Promise<Answer> {
  return (await (await answered('POST', path, { body: file, type })).json()) as Answer;
}

/** A file, asked for by `body` when there is one. */
export async function download(path: string, body?: unknown): Promise<Blob> {
  const asked = body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' };
  return (await answered(body === undefined ? 'GET' : 'POST', path, { ...asked, accept: '*/*' })).blob();
}

/** Lines of JSON while they come, until the last one or until `stop` is aborted. */
export async function* lines<Line>(path: string, body: unknown, stop: AbortSignal): AsyncGenerator<Line> {
  const asked = { body: JSON.stringify(body), type: 'application/json', accept: 'application/x-ndjson', stop };
  const reader = (await answered('POST', path, asked)).body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const piece = await reader?.read().catch((error: unknown) => {
      throw new Refusal(0, 'network', String(error));
    });
    const whole = (rest + (piece?.value ?? '')).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) if (line) yield JSON.parse(line) as Line;
    if (!piece || piece.done) return;
  }
}

async function answered(method: string, path: string, asked: Asked): Promise<Response> {
  const response = await reach(method, path, asked);
  if (response.ok) return response;
  const refusal = await refusalOf(response);
  session.refused(refusal);
  throw refusal;
}

export const get = <Answer>(path: string): Promise<Answer> => request<Answer>('GET', path);
export const post = <Answer>(path: string, body: unknown): Promise<Answer> => request<Answer>('POST', path, body);

/** Change something, if it still is what was read: `match` is its fingerprint then. */
export const putOver = <Answer>(path: string, body: unknown, match: string): Promise<Answer> => request<Answer>('PUT', path, body, `"${match}"`);

/** Every item of a paged list, up to a number of pages. */
export async function everything<Item>(path: string, pages = 100): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const mark = path.includes('?') ? '&' : '?';
    const answer: { items: readonly Item[]; next: string | number | null } = await get(
      cursor === null ? path : `${path}${mark}cursor=${encodeURIComponent(cursor)}`,
    );
    items.push(...answer.items);
    if (answer.next === null || answer.next === undefined) break;
    cursor = String(answer.next);
  }
  return items;
}

interface Asked {
  readonly body?: string | Blob;
  /** Content type of the body. */
  readonly type?: string;
  readonly accept?: string;
  /** What must still be there. */
  readonly match?: string;
  /** Hangs up. */
  readonly stop?: AbortSignal;
}

async function reach(method: string, path: string, { body, type, accept = 'application/json', match, stop }: Asked): Promise<Response> {
  const token = session.token();
  const headers: Record<string, string> = { Accept: accept };
  if (token) headers['Authorization'] = `Bearer ${token}`;
  if (type) headers['Content-Type'] = type;
  if (match) headers['If-Match'] = match;
  try {
    return await fetch(`/api/v1${path}`, { method, headers, cache: 'no-store', ...(body === undefined ? {} : { body }), ...(stop ? { signal: stop } : {}) });
  } catch (error) {
    throw new Refusal(0, 'network', String(error));
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  try {
    const problem = (await response.json()) as { code?: string; detail?: unknown; title?: string; errors?: Refusal['errors'] };
    const detail = typeof problem.detail === 'string' ? problem.detail : (problem.title ?? response.statusText);
    return new Refusal(response.status, problem.code ?? 'unknown', detail, problem.errors);
  } catch {
    return new Refusal(response.status, 'unknown', response.statusText);
  }
}
