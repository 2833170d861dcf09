import { useSignal } from '@preact/signals';

import { SoundMenu } from '../alarm/menu';
import { fullTime, now } from '../beijing';
import { city, health, lag, onlineCount, system } from '../city/store';
import { logOut, session } from '../session/session';
import { isHelpOpen, isPasswordOpen } from '../view';
import { words } from '../words';
import { Beacon, PERSON, Stroke } from './icons';
import { Menu } from './menu';
import { Preferences } from './preferences';

export function TopBar() {
  const w = words.value;
  const info = system.value;
  return (
    <header class="top">
      <h1 class="brand">
        <Beacon size={22} />
        <span>
          <span class="brand-zh">{w.brand}</span> FENGHUO
        </span>
      </h1>
      <p class="top-name">{info?.name ?? ''}</p>
      {info?.demo ? (
        <p class="top-demo" title={w.top.demoHint} data-testid="demo-mark">
          {w.top.demo}
        </p>
      ) : null}
      <span class="gap" />
      <Liveness />
      <Clock />
      <SoundMenu />
      <Preferences />
      <UserMenu />
    </header>
  );
}

function Liveness() {
  const w = words.value;
  const state = health.value;
  const late = lag.value;
  const said = state === 'live' ? w.top.live : state === 'stale' ? w.top.stale : w.top.connecting;
  return (
    <p class="top-live">
      <span class={`dot dot-${state}`} data-testid="live-dot" data-health={state} />
      <span>{said}</span>
      {state === 'live' && late !== null ? <span class="top-lag">{w.top.lag((late / 1000).toFixed(1))}</span> : null}
      <span class="top-stations">{w.top.stations(onlineCount.value, city.value.stations.size)}</span>
    </p>
  );
}

function Clock() {
  return (
    <p class="top-clock">
      <time>{fullTime(now.value)}</time>
      <span>{words.value.zone}</span>
    </p>
  );
}

function UserMenu() {
  const w = words.value;
  const isOpen = useSignal(false);
  const user = session.value?.user;
  if (!user) return null;
  const pick = (act: () => void) => () => {
    isOpen.value = false;
    act();
  };
  return (
    <Menu
      isOpen={isOpen}
      button={
        <button
          class="button quiet"
          aria-haspopup="true"
          aria-expanded={isOpen.value}
          aria-label={`${w.top.user}: ${user.name}`}
          data-testid="user-menu"
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          <Stroke d={PERSON} />
          <span class="menu-name">{user.name}</span>
        </button>
      }
    >
      <div class="menu-list">
        <p class="menu-who">
          {user.name} · {w.role[user.role]}
        </p>
        <button onClick={pick(() => (isHelpOpen.value = true))}>
          {w.top.help} <kbd>?</kbd>
        </button>
        <button onClick={pick(() => (isPasswordOpen.value = true))}>{w.top.password}</button>
        <button data-testid="logout" onClick={pick(() => void logOut())}>
          {w.top.logout}
        </button>
      </div>
    </Menu>
  );
}
