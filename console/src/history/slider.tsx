import { dayTime, HOUR, MINUTE, now } from '../beijing';
import { said } from '../map/words';
import { backToNow, instantOf, pastTime, REACH, STEP } from './past';

const MOST = REACH / MINUTE;

/** Steps of the keys, minutes; what is not here the browser does. */
const JUMPS: Readonly<Record<string, number>> = { PageUp: HOUR / MINUTE, PageDown: -HOUR / MINUTE };

/** Over the three days of levels: when the map is. The right end is now. */
export function TimeSlider() {
  const s = said.value.past;
  const at = pastTime.value;
  const minutesAgo = at === null ? 0 : Math.round((now.value - at) / MINUTE);
  const go = (ago: number): void => {
    pastTime.value = instantOf(ago, now.peek());
  };
  return (
    <input
      class={at === null ? 'slider' : 'slider is-past'}
      type="range"
      min={-MOST}
      max={0}
      step={STEP / MINUTE}
      value={-Math.min(minutesAgo, MOST)}
      aria-label={s.slider}
      aria-valuetext={at === null ? s.now : dayTime(at)}
      title={s.hint}
      data-testid="time-slider"
      onInput={(event) => go(-Number(event.currentTarget.value))}
      onKeyDown={(event) => {
        const jump = JUMPS[event.key];
        if (jump === undefined) return;
        event.preventDefault();
        const ago = minutesAgo - jump;
        if (ago <= 0) backToNow();
        else go(ago);
      }}
    />
  );
}
