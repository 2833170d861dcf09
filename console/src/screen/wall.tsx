import { output } from '../alarm/player';
import { exactTime, fullTime, minutesBetween, now, serverAt, stopwatch } from '../beijing';
import { troubles } from '../city/ready';
import { blindSince, health, lag, pulse, system } from '../city/store';
import { Beacon } from '../frame/icons';
import { causeOf } from '../wire/health';
import { words } from '../words';
import { isStrong, pairing, presence } from './link';
import { WallIncidents } from './incidents';
import { WallMap } from './map';
import { WallRollCall } from './rollcall';
import { sounded } from './sounding';
import { WallWarnings } from './warnings';
import { said } from './words';

/** What a room sees from five metres: where, what, who was told, who answers, and whether this is still true. */
export function Wall() {
  const state = health.value;
  return (
    <div class={`wall is-${state}`} data-testid="wall" data-health={state}>
      <Top />
      <Stale />
      <Troubles />
      <main class="wall-body">
        <WallMap />
        <WallIncidents />
        <WallRollCall />
        <WallWarnings />
      </main>
    </div>
  );
}

function Top() {
  const w = said.value;
  const frame = words.value;
  const info = system.value;
  const [day = '', time = ''] = fullTime(now.value).split(' ');
  return (
    <header class="wall-top">
      <h1 class="wall-brand">
        <Beacon size={40} />
        {info?.name.includes(frame.brand) ? null : <span class="brand-zh">{frame.brand}</span>}
        <span class="wall-name">{info?.name ?? w.title}</span>
      </h1>
      {info?.demo ? <p class="wall-demo">{frame.top.demo}</p> : null}
      <Watched />
      <Silent />
      <Lag />
      <p class="wall-clock" aria-label={w.serverTime}>
        <span>{day}</span>
        <time data-testid="wall-clock">{time}</time>
        <span>{frame.zone}</span>
      </p>
    </header>
  );
}

function Lag() {
  const w = said.value;
  const late = lag.value;
  if (health.value === 'connecting') return <p class="wall-lag">{w.connecting}</p>;
  if (health.value === 'stale' || late === null) return null;
  return (
    <p class="wall-lag" data-testid="wall-lag">
      {w.lag} {(late / 1000).toFixed(1)} s
    </p>
  );
}

/** Only what is wrong with the watch over this screen; that it is watched goes without saying. */
function Watched() {
  const w = said.value;
  const { isKnown, fault } = presence.value;
  const text = isStrong.value ? w.strongKey : fault ? w.notWatched(fault) : isKnown || health.value !== 'live' ? '' : w.notYetWatched;
  return (
    <p class="wall-watched" role="status" data-testid="wall-watched" data-known={isKnown}>
      {text}
    </p>
  );
}

/** That nobody would hear a red: the browser keeps quiet until somebody touches it, unless it was told otherwise. */
function Silent() {
  const isHeard = pairing.value?.isSilent || output.value === 'ready';
  return (
    <p class="wall-lag" data-testid="wall-sound" data-sounded={sounded.value.count} data-cue={sounded.value.cue ?? ''}>
      {isHeard ? '' : said.value.noSound}
    </p>
  );
}

/** Across the full width, larger than anything else: what is below is the past. */
function Stale() {
  if (health.value !== 'stale') return null;
  const w = said.value;
  const since = lastSign();
  const minutes = since === null ? 0 : minutesBetween(since, now.value);
  const ago = since === null ? '' : minutes < 60 ? stopwatch(now.value - since) : words.value.age(minutes);
  const why = blindSince.value !== null && causeOf(pulse.value) === 'quiet' ? w.staleBlind : causeOf(pulse.value) === 'cut' ? w.staleCut : w.staleQuiet;
  return (
    <div class="wall-stale" role="alert" data-testid="wall-stale">
      <strong>{w.staleTitle}</strong>
      <span>
        {since === null ? w.staleNever : w.staleSince(exactTime(since), ago)} · {why}
      </span>
    </div>
  );
}

/** When this screen was told of anything last, the server's time. */
function lastSign(): number | null {
  const { heard } = pulse.value;
  const told = heard === null ? null : serverAt(heard);
  return blindSince.value === null ? told : Math.min(blindSince.value, told ?? Infinity);
}

/** The gravest thing that does not work, in one line. */
function Troubles() {
  const [first, ...others] = troubles.value;
  if (!first) return null;
  const { title, works } = words.value.trouble.part[first.part];
  return (
    <p class="wall-trouble" role="status" data-testid="wall-trouble">
      <strong>
        {title}
        {first.which ? ` · ${first.which}` : ''}
        {others.length ? ` +${others.length}` : ''}
      </strong>{' '}
      {works}
    </p>
  );
}
