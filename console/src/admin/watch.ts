/** Who stands which watch when, by the plan; the same reckoning as the server's, for the week that is drawn; pure. */

import { DAY, midnight, MINUTE } from '../beijing';
import type { Shift } from '../wire/admin';

export interface Span {
  /** ms */
  readonly from: number;
  readonly until: number;
  /** The first has the watch, the others are deputies; empty: nobody stands it. */
  readonly people: readonly string[];
  readonly isOverride: boolean;
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** Monday is 1, in Beijing. */
const weekdayOf = (instant: number): number => ((Math.floor((instant + 8 * 60 * MINUTE) / DAY) + 3) % 7) + 1;

function lengthOf(shift: Shift): number {
  const minutes = (((minutesOf(shift.ends) - minutesOf(shift.begins)) % 1440) + 1440) % 1440;
  return (minutes || 1440) * MINUTE;
}

/** The team of a shift at an instant; nobody while it is not stood. */
export function teamAt(shift: Shift, at: number): readonly string[] {
  const since = Date.parse(shift.since);
  if (at < since || (shift.until !== null && at >= Date.parse(shift.until))) return [];
  let begun = midnight(at) + minutesOf(shift.begins) * MINUTE;
  if (begun > at) begun -= DAY;
  if (begun + lengthOf(shift) <= at || !shift.weekdays.includes(weekdayOf(begun))) return [];
  const turns = Math.floor(Math.round((midnight(begun) - midnight(since)) / DAY) / shift.turn_days);
  const count = shift.teams.length;
  return shift.teams[((turns % count) + count) % count] ?? [];
}

/** Who has a watch at an instant: the override that began last, or everybody whom the plan names. */
export function onDuty(shifts: readonly Shift[], at: number): Pick<Span, 'people' | 'isOverride'> {
  const overrides = shifts.filter((each) => each.override).sort((left, right) => Date.parse(right.since) - Date.parse(left.since));
  for (const shift of overrides) {
    const team = teamAt(shift, at);
    if (team.length) return { people: team, isOverride: true };
  }
  const planned = shifts.filter((each) => !each.override).flatMap((each) => teamAt(each, at));
  return { people: [...new Set(planned)], isOverride: false };
}

/** One watch of one division from an instant on, cut wherever it goes to somebody else. */
export function spansOf(shifts: readonly Shift[], from: number, until: number): readonly Span[] {
  const cuts = new Set<number>([from]);
  const cut = (instant: number): void => {
    if (instant > from && instant < until) cuts.add(instant);
  };
  for (const shift of shifts) {
    cut(Date.parse(shift.since));
    if (shift.until !== null) cut(Date.parse(shift.until));
    for (let day = midnight(from) - DAY; day < until; day += DAY) {
      const begun = day + minutesOf(shift.begins) * MINUTE;
      cut(begun);
      cut(begun + lengthOf(shift));
    }
  }
  const starts = [...cuts].sort((left, right) => left - right);
  const spans: Span[] = [];
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? until;
    const now = onDuty(shifts, start);
    const last = spans.at(-1);
    if (last && last.isOverride === now.isOverride && last.people.join('\n') === now.people.join('\n')) spans[spans.length - 1] = { ...last, until: end };
    else spans.push({ from: start, until: end, ...now });
  }
  return spans;
}

export interface Watch {
  readonly division: string;
  readonly post: string;
  readonly shifts: readonly Shift[];
}

/** The watches that a roster speaks of, the whole city first. */
export function watchesOf(shifts: readonly Shift[]): readonly Watch[] {
  const found = new Map<string, Watch>();
  for (const shift of shifts) {
    const { division, post } = shift;
    const key = `${division} ${post}`;
    found.set(key, { division, post, shifts: [...(found.get(key)?.shifts ?? []), shift] });
  }
  return [...found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, watch]) => watch);
}
