import { exactTime, minutesBetween, now, serverAt } from '../beijing';
import { isAnswered } from '../city/ready';
import { blindSince, health, pulse } from '../city/store';
import { causeOf } from '../wire/health';
import { words } from '../words';
import { ALERT, Stroke } from './icons';

/** Says across the full width that what is shown is the past. */
export function StaleBanner() {
  // While the server itself says that it cannot tell us, the notice of that trouble says so.
  const isExplained = causeOf(pulse.value) === 'quiet' && blindSince.value !== null && isAnswered.value;
  if (health.value !== 'stale' || isExplained) return <div class="stale-place" />;
  const w = words.value;
  const { heard } = pulse.value;
  const said = heard === null ? w.stale.never : sinceThen(serverAt(heard));
  return (
    <div class="stale" role="alert" data-testid="stale-banner">
      <Stroke d={ALERT} size={20} />
      <strong>{w.stale.title}</strong>
      <span>{said}</span>
      <span class="stale-next">{causeOf(pulse.value) === 'cut' ? w.stale.retrying : w.stale.quiet}</span>
    </div>
  );
}

function sinceThen(heard: number): string {
  const w = words.value;
  const minutes = minutesBetween(heard, now.value);
  const ago = minutes < 1 ? `${Math.max(0, Math.round((now.value - heard) / 1000))} s` : w.age(minutes);
  return w.stale.since(exactTime(heard), ago);
}
