import './alarm.css';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { now, stopwatch } from '../beijing';
import { Stroke } from '../frame/icons';
import { Menu } from '../frame/menu';
import { Badge } from '../level/badge';
import { words } from '../words';
import { isLoud, mute, preview, setVolume, settings, snooze, soundAlarms, sounded } from './alarm';
import { CUES, type Cue, type Loud } from './pattern';
import { output } from './player';
import { isSnoozed, MUTABLE, QUIETEST, SNOOZES } from './policy';
import { said } from './words';

const SPEAKER = 'M4 9.5v5h3.5L12 18V6L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11';
const SILENT = 'M4 9.5v5h3.5L12 18V6L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5';

/** What the sound does not do now, in words: a mute that nobody sees is a missed alarm. */
function standing(): { readonly text: string; readonly isOff: boolean } {
  const w = said.value;
  // This computer's own clock: a snooze is a matter of this room, also in a drill.
  void now.value;
  const { snoozedUntil, muted } = settings.value;
  if (isSnoozed(settings.value, Date.now())) return { text: w.snoozed(stopwatch((snoozedUntil ?? 0) - Date.now())), isOff: true };
  if (output.value === 'none') return { text: w.none, isOff: true };
  if (output.value === 'blocked') return { text: w.blocked, isOff: true };
  if (muted.length) return { text: w.off(muted.map((level) => words.value.level[level].short).join(words.value.list)), isOff: true };
  return { text: w.on, isOff: false };
}

/** The loudspeaker of the top bar: what sounds, what does not, and until when. */
export function SoundMenu() {
  const w = said.value;
  const isOpen = useSignal(false);
  useEffect(soundAlarms, []);
  const { text, isOff } = standing();
  return (
    <Menu
      isOpen={isOpen}
      button={
        <button
          class={isOff ? 'button quiet sound is-off' : 'button quiet sound'}
          aria-haspopup="true"
          aria-expanded={isOpen.value}
          aria-label={`${w.title}${words.value.colon}${text}`}
          title={text}
          data-testid="sound"
          data-cue={sounded.value.cue ?? ''}
          data-count={sounded.value.count}
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          <Stroke d={isOff ? SILENT : SPEAKER} />
          {isOff ? <span class="sound-text">{text}</span> : null}
        </button>
      }
    >
      <Panel />
    </Menu>
  );
}

function Panel() {
  const w = said.value;
  const isQuiet = isSnoozed(settings.value, Date.now());
  return (
    <div class="menu-list sound-panel" role="group" aria-label={w.title} data-testid="sound-panel">
      <p class="menu-who">{w.title}</p>
      <ul>
        {CUES.map((cue) => (
          <CueRow key={cue} cue={cue} />
        ))}
      </ul>
      <label class="sound-volume">
        {w.volume}
        <input type="range" min={QUIETEST} max={1} step={0.1} value={settings.value.volume} onInput={(event) => setVolume(Number(event.currentTarget.value))} />
      </label>
      <fieldset class="sound-snooze">
        <legend>
          {w.snooze} <kbd>Q</kbd>
        </legend>
        {SNOOZES.map((minutes) => (
          <button key={minutes} class="button" data-testid={`snooze-${minutes}`} onClick={() => snooze(minutes)}>
            {w.minutes(minutes)}
          </button>
        ))}
        {isQuiet ? (
          <button class="button primary" data-testid="snooze-end" onClick={() => snooze(0)}>
            {w.resume}
          </button>
        ) : null}
      </fieldset>
      <p class="sound-note">{w.limits}</p>
    </div>
  );
}

function CueRow({ cue }: { readonly cue: Cue }) {
  const w = said.value;
  const level = cue === 'stale' ? null : cue;
  return (
    <li>
      {level ? <Badge mark={level} size={20} /> : <span />}
      <span class="sound-name">
        {w.cue[cue]}
        <small>{w.rhythm[cue]}</small>
      </span>
      <button class="button" data-testid={`sound-preview-${cue}`} aria-label={`${w.preview} ${w.cue[cue]}`} onClick={() => preview(cue)}>
        {w.preview}
      </button>
      {level && isLoud(level) && MUTABLE.includes(level) ? <Mute level={level} /> : <small title={cue === 'red' ? w.never : ''}>{cue === 'red' ? w.never : ''}</small>}
    </li>
  );
}

function Mute({ level }: { readonly level: Loud }) {
  const w = said.value;
  return (
    <label class="check">
      <input type="checkbox" data-testid={`mute-${level}`} checked={settings.value.muted.includes(level)} onChange={(event) => mute(level, event.currentTarget.checked)} />
      {w.mute}
    </label>
  );
}
