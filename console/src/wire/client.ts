/** Requests to the API: the token goes along, refusals come back as `Refusal`. */

export class Refusal extends Error {
  constructor(
    readonly status: number,
    /** Stable code of the problem; `network` when the server was not reached. */
    readonly code: string,
    readonly detail: string,
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

export async function request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await reach(method, path, body);
  if (response.status === 204) return undefined as Answer;
  if (response.ok) return (await response.json()) as Answer;
  const refusal = await refusalOf(response);
  session.refused(refusal);
  throw refusal;
}

export const get = <Answer>(path: string): Promise<Answer> => request<Answer>('GET', path);
export const post = <Answer>(path: string, body: unknown): Promise<Answer> => request<Answer>('POST', path, body);

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

async function reach(method: string, path: string, body: unknown): Promise<Response> {
  const token = session.token();
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (token) headers['Authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      headers,
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new Refusal(0, 'network', String(error));
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  try {
    const problem = (await response.json()) as { code?: string; detail?: unknown; title?: string };
    const detail = typeof problem.detail === 'string' ? problem.detail : (problem.title ?? response.statusText);
    return new Refusal(response.status, problem.code ?? 'unknown', detail);
  } catch {
    return new Refusal(response.status, 'unknown', response.statusText);
  }
}
