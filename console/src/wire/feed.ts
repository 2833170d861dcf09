/**
 * The live feed: one WebSocket, resumed by sequence number.
 *
 * Frames are handed on in small batches, so that a storm of a thousand frames redraws the page a few times and
 * not a thousand times.
 */

import { backOff, type Pulse } from './health';
import type { Frame } from './shapes';

/** The first frame after a pause waits so long for others of its kind, ms: a reading is to be seen at once. */
const FIRST = 8;
/** While frames go on coming they are handed on this often, ms. */
const SPACING = 60;
/** The page rests this many times as long as it took over the frames before, so that hands and eyes come between. */
const REST = 2;
/** No frame waits longer, ms, however busy the page is. */
const LONGEST = 250;

/** How long to gather before frames are handed on, ms; pure. `handed`: when they were last, `took`: how long the page took over them. */
export function gatherFor({ now, handed, took }: { readonly now: number; readonly handed: number; readonly took: number }): number {
  const due = handed + Math.min(LONGEST, Math.max(SPACING, REST * took));
  return Math.min(LONGEST, Math.max(FIRST, due - now));
}

/** The server could not send what was missed (RFC 6455 "try again later"): begin anew instead of resuming. */
const TRY_AGAIN_LATER = 1013;

interface Options {
  readonly token: string;
  readonly frames: (frames: readonly Frame[]) => void;
  readonly pulse: (pulse: Pulse) => void;
  /** A connection was refused or broke; whether the token still holds is for the API to say. */
  readonly broken: () => void;
  /** Frames were missed for good: the lists have to be loaded again. */
  readonly gap: () => void;
}

export class Feed {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private gathering: ReturnType<typeof setTimeout> | null = null;
  private gathered: Frame[] = [];
  /** When frames were last handed on, and how long the page took over them, ms. */
  private handed = { at: -Infinity, took: 0 };
  private attempt = 0;
  private seq: number | null = null;
  private isOpen = false;
  private isStopped = false;
  private heard: number | null = null;
  private closedAt: number | null = null;
  private readonly began = Date.now();

  constructor(private readonly options: Options) {}

  start(): void {
    this.connect();
    addEventListener('online', this.hurry);
  }

  stop(): void {
    this.isStopped = true;
    removeEventListener('online', this.hurry);
    if (this.timer) clearTimeout(this.timer);
    if (this.gathering) clearTimeout(this.gathering);
    this.socket?.close();
  }

  /** Say something as a wall screen; false while there is nobody to say it to. */
  say(message: unknown): boolean {
    if (!this.isOpen || !this.socket) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private readonly hurry = (): void => {
    if (this.isOpen || !this.timer) return;
    clearTimeout(this.timer);
    this.connect();
  };

  private connect(): void {
    this.timer = null;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const since = this.seq === null ? '' : `?since=${this.seq}`;
    const protocols = ['fenghuo.v1', `bearer.${this.options.token}`];
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/feed${since}`, protocols);
    this.socket = socket;
    socket.onopen = () => {
      this.isOpen = true;
      this.tell();
    };
    socket.onmessage = (event: MessageEvent<string>) => this.take(event.data);
    socket.onclose = (event) => this.closed(event.code);
  }

  private take(text: string): void {
    const frame = JSON.parse(text) as Frame;
    this.heard = Date.now();
    this.attempt = 0;
    if (frame.kind === 'hello') this.greeted(frame.data.head);
    else if ('seq' in frame && frame.seq) this.seq = Math.max(this.seq ?? 0, frame.seq);
    this.gathered.push(frame);
    // Of many frames at once only the first says that something was heard.
    if (this.gathering) return;
    const wait = gatherFor({ now: performance.now(), handed: this.handed.at, took: this.handed.took });
    this.gathering = setTimeout(() => this.hand(), wait);
    this.tell();
  }

  /** A head behind our own place in the journal: the server has another journal than before. */
  private greeted(head: number | undefined): void {
    if (this.seq !== null && head !== undefined && head < this.seq) {
      this.seq = head;
      this.options.gap();
    }
    this.seq ??= head ?? null;
  }

  private hand(): void {
    const frames = this.gathered;
    this.gathered = [];
    this.gathering = null;
    const began = performance.now();
    try {
      this.options.frames(frames);
    } finally {
      const at = performance.now();
      this.handed = { at, took: at - began };
    }
  }

  private closed(code: number): void {
    if (this.isOpen || this.closedAt === null) this.closedAt = Date.now();
    this.isOpen = false;
    this.tell();
    if (this.isStopped) return;
    this.options.broken();
    if (code === TRY_AGAIN_LATER && this.seq !== null) {
      this.seq = null;
      this.options.gap();
    }
    this.timer = setTimeout(() => this.connect(), backOff(this.attempt, Math.random()));
    this.attempt += 1;
  }

  private tell(): void {
    this.options.pulse({ isOpen: this.isOpen, closed: this.closedAt, heard: this.heard, began: this.began });
  }
}
