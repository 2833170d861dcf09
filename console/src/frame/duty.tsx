import { useLayoutEffect } from 'preact/hooks';

import { AdminPlace } from '../admin/place';
import { Board } from '../board/board';
import { loadAll } from '../city/load';
import { isForbidden, isLoaded, missing } from '../city/store';
import { DrillsPlace } from '../drills/place';
import { Timeline } from '../history/timeline';
import { MapStage } from '../map/stage';
import { PasswordDialog } from '../session/password';
import { RollCallPlace } from '../rollcall/place';
import { RollCallSummary } from '../rollcall/summary';
import { RegistryPlace } from '../registry/place';
import { RulesPlace } from '../rules/place';
import { StationList } from '../stations/list';
import { StatusPlace } from '../status/place';
import { desk, isCovering, place, sheet, station } from '../view';
import { Approvals } from '../warnings/approvals';
import { NewestWarnings, WarningList } from '../warnings/list';
import { words } from '../words';
import { Help } from './help';
import { bindKeys } from './keys';
import { lazy } from './lazy';
import { NewsStack } from './news';
import { Rail } from './rail';
import { StaleBanner } from './stale';
import { TopBar } from './topbar';
import { TroubleNotice } from './trouble';

const IncidentSheet = lazy(() => import('../board/sheet').then((found) => found.IncidentSheet));
const ComposeSheet = lazy(() => import('../compose/sheet').then((found) => found.ComposeSheet));
const WarningSheet = lazy(() => import('../warnings/sheet').then((found) => found.WarningSheet));
const Drawer = lazy(() => import('../stations/drawer').then((found) => found.Drawer));

/** The one page: rail, map, board, history; the same skeleton in every place. */
export function Duty() {
  // Before anything can be seen: a key pressed at what is seen is never lost.
  useLayoutEffect(bindKeys, []);
  return (
    <div class="duty">
      <TopBar />
      <StaleBanner />
      <TroubleNotice />
      <Rail />
      <main class="stage" id="stage">
        <MapStage isCovered={isCovering.value} />
        {place.value === 'rollcall' ? <RollCallPlace /> : null}
        {place.value === 'rules' ? <RulesPlace /> : null}
        {place.value === 'stations' && desk.value !== 'map' ? <RegistryPlace /> : null}
        {place.value === 'status' ? <StatusPlace /> : null}
        {place.value === 'admin' ? <AdminPlace /> : null}
        {place.value === 'drills' ? <DrillsPlace /> : null}
        {station.value ? <Drawer key={station.value} id={station.value} /> : null}
        <Sheets />
        <NewsStack />
      </main>
      <aside class="side">
        <Missing />
        <Side />
      </aside>
      <footer class="base">
        <Timeline />
        <RollCallSummary />
      </footer>
      <Help />
      <PasswordDialog />
    </div>
  );
}

function Sheets() {
  const open = sheet.value;
  if (!open || isCovering.value) return null;
  if (open.kind === 'compose') return <ComposeSheet />;
  return open.kind === 'warning' ? <WarningSheet key={open.id} id={open.id} /> : <IncidentSheet key={open.id} id={open.id} />;
}

function Side() {
  if (place.value === 'stations' && desk.value === 'map') return <StationList />;
  if (place.value === 'warnings') return <WarningList />;
  return (
    <>
      <Approvals />
      <Board />
      <NewestWarnings />
    </>
  );
}

/** Parts that could not be loaded are named, with a way to try again. */
function Missing() {
  const w = words.value;
  if (!isLoaded.value || missing.value.size === 0) return null;
  const names = [...missing.value].map((part) => w.noun[part]).join(' · ');
  return (
    <div class="missing" role="alert">
      <p>
        {w.fault.part(names)}
        {isForbidden.value ? <small>{w.fault.forbiddenText}</small> : null}
      </p>
      <button class="button" onClick={() => void loadAll()}>
        {w.retry}
      </button>
    </div>
  );
}
