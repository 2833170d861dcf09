import { computed, signal } from '@preact/signals';
import type { TargetedEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { layerOf, mainProperty } from '../city/picture';
import { city, fences, isLoaded, mapData, properties } from '../city/store';
import { PastBanner } from '../history/banner';
import { pastTime, shownLooks, shownReadings } from '../history/past';
import { nearTime, now } from '../beijing';
import { Empty } from '../frame/states';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import { printedUnit, readable } from '../reading';
import { ConspicuousList } from '../stations/list';
import { desk, hiddenLayers, place, sheet, station, toggleLayer } from '../view';
import { named, told, words } from '../words';
import { bindMapAddress } from './address';
import { isBasemapAway } from './away';
import { watchCalls } from './calls';
import { tally, type Cell } from './cells';
import { isOverlaid, OVERLAYS, rememberOff, STATIONS, toggleOverlay, type Overlay } from './layers';
import type { LiveMap, Over } from './live';
import { MeasurePanel } from './measurepanel';
import { Search } from './search';
import { Tools } from './tools';
import { said } from './words';
import './map.css';

interface Hovered {
  readonly over: Over;
  readonly x: number;
  readonly y: number;
}
const hovered = signal<Hovered | null>(null);
/** The map's own code could not be loaded, as after an update of the server. */
const isBroken = signal(false);

/** The map with what lies over it; the map library arrives after the first paint. */
export function MapStage({ isCovered }: { readonly isCovered: boolean }) {
  const w = words.value;
  const target = useRef<HTMLDivElement>(null);
  const scale = useRef<HTMLDivElement>(null);
  const live = useRef<LiveMap | null>(null);
  useEffect(() => {
    const stops = [bindMapAddress(), rememberOff(), watchCalls()];
    return () => stops.forEach((stop) => stop());
  }, []);
  useEffect(() => {
    let isGone = false;
    const begin = async (): Promise<void> => {
      const { openMap } = await import('./live');
      if (isGone || !target.current || !scale.current) return;
      live.current = openMap({ target: target.current, scale: scale.current, hover });
    };
    begin().catch((error: unknown) => {
      isBroken.value = true;
      throw error;
    });
    return () => {
      isGone = true;
      live.current?.close();
      live.current = null;
    };
  }, []);
  const isEmpty = isLoaded.value && stations.value.size === 0;
  return (
    <div class={['map', station.value && 'has-drawer', sheet.value && 'has-sheet', isCovered && 'is-covered', pastTime.value !== null && 'is-past'].filter(Boolean).join(' ')}>
      <div class="map-canvas" ref={target} tabIndex={0} role="application" aria-label={`${w.map.label}。${w.map.hint}`} data-testid="map" />
      {isBroken.value ? (
        <div class="map-empty" role="alert">
          <Empty title={w.fault.part(w.noun.map)} text={w.map.brokenText} />
        </div>
      ) : null}
      {isEmpty ? (
        <div class="map-empty">
          <Empty title={w.map.empty} text={w.map.emptyText} />
        </div>
      ) : null}
      <Layers />
      <Tools zoom={(by) => live.current?.zoom(by)} />
      <Search />
      <PastBanner />
      <MeasurePanel focus={() => target.current?.focus()} />
      <div class="map-foot">
        <Legend />
        <div class="map-credit">
          <div ref={scale} />
          <Credit />
        </div>
      </div>
      <Tip />
      {place.value === 'stations' && desk.value === 'map' ? null : <ConspicuousList />}
    </div>
  );
}

function hover(over: Over | null, pixel: readonly number[]): void {
  if (!over) hovered.value = null;
  else hovered.value = { over, x: pixel[0] ?? 0, y: pixel[1] ?? 0 };
}

const stations = computed(() => city.value.stations);
const present = computed(() => new Set([...stations.value.values()].map((each) => layerOf(each.kind))));

/** Whether there is anything to put away. */
function hasOverlay(overlay: Overlay): boolean {
  if (overlay === 'fences') return Boolean(fences.value?.features.length);
  return overlay !== 'basemap' || Boolean(mapData.value?.basemap);
}

/** One button that opens the list: eleven in a row would run under search, drawer and zoom. */
function Layers() {
  const w = words.value;
  const away = STATIONS.filter((each) => present.value.has(each) && hiddenLayers.value.has(each)).length + OVERLAYS.filter((each) => hasOverlay(each) && !isOverlaid(each)).length;
  return (
    <details class="layers" onFocusOut={leave} onKeyDown={escape}>
      <summary data-testid="layers" title={w.layer.hint}>
        {w.layer.label}
        {away > 0 ? <span class="layers-away">−{away}</span> : null}
      </summary>
      <div class="layers-list" role="group" aria-label={w.layer.label}>
        {STATIONS.filter((each) => present.value.has(each)).map((each) => (
          <button key={each} aria-pressed={!hiddenLayers.value.has(each)} data-testid={`layer-${each}`} onClick={() => toggleLayer(each)}>
            {w.layer[each]}
          </button>
        ))}
        {OVERLAYS.filter(hasOverlay).map((each) => (
          <button key={each} class="layer-over" aria-pressed={isOverlaid(each)} data-testid={`layer-${each}`} onClick={() => toggleOverlay(each)}>
            {said.value.overlay[each]}
          </button>
        ))}
      </div>
    </details>
  );
}

/** Whoever has gone on to something else needs the list no more. */
function leave({ currentTarget, relatedTarget }: TargetedEvent<HTMLDetailsElement, FocusEvent>): void {
  if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) currentTarget.open = false;
}

function escape(event: TargetedEvent<HTMLDetailsElement, KeyboardEvent>): void {
  if (event.key !== 'Escape' || !event.currentTarget.open) return;
  event.stopPropagation();
  event.currentTarget.open = false;
  event.currentTarget.querySelector('summary')?.focus();
}

function Legend() {
  const w = words.value;
  return (
    <ul class="legend" aria-label={w.map.legend}>
      {RAISED.map((level) => (
        <li key={level}>
          <Badge mark={level} size={18} isSilent /> {w.level[level].short}
        </li>
      ))}
      <li>
        <Badge mark="none" size={18} isSilent /> {w.mark.calm}
      </li>
      <li>
        <Badge mark="void" size={18} isSilent /> {w.mark.void}
      </li>
    </ul>
  );
}

function Credit() {
  const w = words.value;
  const data = mapData.value;
  if (!data) return null;
  const isSchematic = data.divisions.features.some((feature) => feature.properties['is_schematic']);
  const approval = data.approval ? said.value.approval(data.approval) : '';
  return (
    <>
      {isBasemapAway.value && isOverlaid('basemap') ? <p role="status">{said.value.basemapFault}</p> : null}
      <p data-testid="map-credit">{[isSchematic ? w.map.schematic : '', told(data.credit), approval].filter(Boolean).join(' · ')}</p>
    </>
  );
}

/** What is under the pointer: a station with its main reading, how many stand in a group, or a place that is called. */
function Tip() {
  const at = hovered.value;
  if (!at) return null;
  return (
    <div class="tip" aria-hidden="true" style={{ transform: `translate(${at.x + 16}px, ${at.y + 14}px)` }}>
      {'call' in at.over ? <CallTip name={at.over.call.name} state={said.value.call[at.over.call.mark]} /> : <CellTip cell={at.over.cell} />}
    </div>
  );
}

function CallTip({ name, state }: { readonly name: string; readonly state: string }) {
  return (
    <>
      <p class="tip-name">{name}</p>
      <p>
        {said.value.callTitle} · {state}
      </p>
    </>
  );
}

function CellTip({ cell }: { readonly cell: Cell }) {
  const s = said.value;
  const others = cell.members.length;
  return (
    <>
      <StationTip id={cell.worst.id} />
      {others > 1 ? (
        <p class="tip-group">
          {s.group(others)}：{tally(cell.members).map(({ mark, count }) => `${s.mark[mark]} ${count}`).join(' · ')} · {s.groupHint}
        </p>
      ) : null}
    </>
  );
}

function StationTip({ id }: { readonly id: string }) {
  const w = words.value;
  const look = shownLooks.value.get(id);
  if (!look) return null;
  const key = mainProperty(look.station, look.raised);
  const table = key ? properties.value.get(key) : undefined;
  const latest = key ? shownReadings.value.one(look.station.id, key) : undefined;
  const state = look.hearing === 'heard' ? w.level[look.level].full : w.hearing[look.hearing];
  return (
    <>
      <p class="tip-name">
        <Badge mark={look.mark} size={16} isSilent /> {look.station.name}
      </p>
      <p>
        {named(w.kind as Record<string, string>, look.station.kind)} · {state}
      </p>
      {table && latest ? (
        <p class="tip-value">
          {told(table)} <strong>{readable(latest.v, table.unit)}</strong> {printedUnit(table.unit)} · {nearTime(latest.t, pastTime.value ?? now.value)}
        </p>
      ) : null}
    </>
  );
}
