import { fullTime, minutesBetween, now } from '../beijing';
import { ALERT, Stroke } from '../frame/icons';
import { said } from '../map/words';
import { words } from '../words';
import { backToNow, isUntellable, pastTime, picture } from './past';

/** Across the map while it shows the past, so that nobody takes it for now. */
export function PastBanner() {
  const at = pastTime.value;
  if (at === null) return null;
  const s = said.value.past;
  const ago = words.value.age(Math.max(1, minutesBetween(at, now.value)));
  return (
    <div class="past" role="alert" data-testid="past-banner">
      <Stroke d={ALERT} size={20} />
      <strong>{s.title}</strong>
      <span class="past-at">{s.at(fullTime(at).slice(0, 16), ago)}</span>
      <span>{isUntellable.value ? s.failed : picture.value ? s.beside : s.loading}</span>
      <button class="button" data-testid="past-back" onClick={backToNow}>
        {s.back} <kbd>N</kbd>
      </button>
    </div>
  );
}
