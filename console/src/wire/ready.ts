/**
 * What `/readyz` says, as people should hear it; pure.
 *
 * The server names parts: `database`, `broker:north`, `listener:hj212` … One cause often shows in several of them; a
 * database that is away stops everything that writes. People are told the cause once, and what else it takes along.
 */

/** The parts that this page has words for. */
export const PARTS = [
  'database',
  'disk',
  'broker',
  'lane',
  'listener',
  'pipeline',
  'gateway',
  'worker',
  'city_wide',
  'dispatcher',
  'sms',
  'warden',
  'feed',
  'clock',
  'reload',
  'review',
  'series',
  'links',
  'outlines',
  'drill',
  'evidence',
  'devices',
  'rules',
  'provisioning',
  'derive',
  'look_back',
  'cap',
  'foreign',
  'heartbeats',
  'bundle',
  'edge',
  'edge_link',
  'nodes',
] as const;
export type Part = (typeof PARTS)[number] | 'other';

/** Parts that stand still only because the database does. */
const WAITS_FOR_DATABASE: ReadonlySet<Part> = new Set(['pipeline', 'dispatcher', 'warden', 'foreign', 'heartbeats', 'feed', 'reload', 'review', 'series', 'links', 'outlines', 'evidence', 'devices', 'derive', 'look_back', 'disk']);

/** Parts that nobody on duty misses for a moment: they catch up by themselves. */
const BEHIND_THE_SCENES: ReadonlySet<Part> = new Set(['reload', 'review', 'series', 'links', 'outlines', 'evidence', 'devices', 'derive', 'look_back']);

/** Trouble that is shorter than this is no news, ms: a banner that flashes teaches people not to read it. */
const PATIENCE = 3_000;
const LONG_PATIENCE = 90_000;

export type Checks = Readonly<Record<string, true | string>>;

export interface Trouble {
  readonly part: Part;
  /** Which of several: the `north` of `broker:north`; empty for a part that is alone, the name itself for `other`. */
  readonly which: string;
  /** The server's own words. */
  readonly why: string;
  /** When it began, ms; null when the server does not say. */
  readonly since: number | null;
  /** What stands still because of it. */
  readonly takes: readonly Part[];
}

const SINCE = / \(since ([0-9T:.Z-]+)\)$/;
/** How databases and systems say that a disk is full. */
const FULL = /no space left|disk(?: is)? full|disk_full|53100|could not extend file|quota exceeded/i;

/** What is wrong, the gravest first. */
export function troublesOf(checks: Checks): readonly Trouble[] {
  const found = Object.entries(checks).flatMap(([name, said]) => (said === true ? [] : [troubleOf(name, said)]));
  const root = found.find((each) => each.part === 'database') ?? found.find((each) => each.part === 'disk');
  const taken = (each: Trouble): boolean => root !== undefined && each !== root && WAITS_FOR_DATABASE.has(each.part);
  const takes = [...new Set(found.filter(taken).map((each) => each.part))].filter((part) => part !== 'disk');
  return found
    .filter((each) => !taken(each))
    .map((each) => (each === root ? { ...root, takes } : each))
    .sort((left, right) => gravity(left.part) - gravity(right.part));
}

/** Those that have lasted long enough to be told. */
export const lasting = (troubles: readonly Trouble[], now: number): readonly Trouble[] =>
  troubles.filter(({ part, since }) => since === null || now - since >= (BEHIND_THE_SCENES.has(part) ? LONG_PATIENCE : PATIENCE));

/** Whether this screen is told of no new readings and incidents because of it: they come by way of the database. */
export const isBlind = ({ part }: Trouble): boolean => part === 'feed' || part === 'database' || part === 'disk';

const gravity = (part: Part): number => (part === 'other' ? PARTS.length : PARTS.indexOf(part));

function troubleOf(name: string, said: string): Trouble {
  const mark = name.indexOf(':');
  const head = mark < 0 ? name : name.slice(0, mark);
  const tail = mark < 0 ? '' : name.slice(mark + 1);
  const began = SINCE.exec(said)?.[1];
  const since = began ? Date.parse(began) : Number.NaN;
  const part = PARTS.find((each) => each === head && each !== 'disk') ?? 'other';
  const isFull = FULL.test(said) && (part === 'pipeline' || part === 'database');
  return {
    part: isFull ? 'disk' : part,
    which: part === 'other' ? name : tail,
    why: said.replace(SINCE, ''),
    since: Number.isNaN(since) ? null : since,
    takes: [],
  };
}
