import { computed } from '@preact/signals';

import { DAY, dayOnly, dayTime, midnight, now } from '../beijing';
import { allWarnings, city, isLoaded } from '../city/store';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import { told, words } from '../words';
import { pastTime } from './past';
import { TimeSlider } from './slider';
import { issuedAt, spansAt } from './spans';

const DAYS = 3;
/** Time that the instant at the left end takes up on the axis, ms. */
const ROOM = DAY / 3;

/** Minutes are enough for a strip of three days; it is redrawn once a minute and with every change. */
// The end of the running minute: what began in it is shown as well.
const minute = computed(() => Math.ceil(now.value / 60_000) * 60_000);
const frame = computed(() => ({ from: minute.value - DAYS * DAY, to: minute.value }));

const incidents = computed(() => city.value.incidents);

const bars = computed(() => {
  const all = [...incidents.value.values()];
  return RAISED.map((level) => ({ level, spans: spansAt(level, all, frame.value) }));
});

const share = (instant: number): string => {
  const { from, to } = frame.value;
  return `${(((instant - from) / (to - from)) * 100).toFixed(3)}%`;
};

/** Three days of levels, the same four rows on every screen. */
export function Timeline() {
  const w = words.value;
  const { from, to } = frame.value;
  const days = Array.from({ length: DAYS }, (_, index) => midnight(to) - index * DAY).filter((each) => each > from);
  const isQuiet = isLoaded.value && bars.value.every((row) => row.spans.length === 0);
  const issued = issuedAt(allWarnings.value, from);
  return (
    <section class="history" aria-label={w.history.title} data-testid="history">
      <h2 class="unseen">{w.history.title}</h2>
      <div class="history-plot">
        {days.map((day) => (
          <span key={day} class="history-day" style={{ left: share(day) }} />
        ))}
        {bars.value.map(({ level, spans }) => (
          <ul key={level} class="history-row" aria-label={w.level[level].full}>
            <li class="history-key" aria-hidden="true">
              <Badge mark={level} size={12} isSilent />
            </li>
            {spans.map((span) => (
              <li
                key={span.from}
                class={`history-bar fill-${level}`}
                style={{ left: share(span.from), width: `calc(${share(span.to)} - ${share(span.from)})` }}
                title={w.history.bar(
                  w.level[level].full,
                  dayTime(span.from),
                  span.isNow ? w.history.now : dayTime(span.to),
                  span.most,
                )}
              >
                <span class="unseen">
                  {w.history.bar(w.level[level].full, dayTime(span.from), span.isNow ? w.history.now : dayTime(span.to), span.most)}
                </span>
              </li>
            ))}
          </ul>
        ))}
        {issued.map(({ at, first, count }) => (
          <span key={at} class="history-issued" style={{ left: share(at) }} title={`${w.history.issued} · ${told(first.headline)}${count > 1 ? ` +${count - 1}` : ''}`} />
        ))}
        <span class="history-now" />
        {pastTime.value === null ? null : <span class="history-then" style={{ left: share(pastTime.value) }} />}
        <TimeSlider />
        {isQuiet ? <p class="history-none">{w.history.none}</p> : null}
      </div>
      <div class="history-axis" aria-hidden="true">
        <span class="history-first">{dayTime(from)}</span>
        {days.filter((day) => day - from > ROOM).map((day) => (
          <span key={day} style={{ left: share(day) }}>
            {dayOnly(day)}
          </span>
        ))}
        <span class="history-last">{w.history.now}</span>
      </div>
    </section>
  );
}
