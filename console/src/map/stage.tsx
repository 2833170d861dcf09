import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { layerOf, mainProperty, type LayerKey } from '../city/picture';
import { city, fences, isLoaded, looks, mapData, properties, readings } from '../city/store';
import { nearTime, now } from '../beijing';
import { Empty } from '../frame/states';
import { FIT, MINUS, PLUS, Stroke } from '../frame/icons';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import { printedUnit, readable } from '../reading';
import { ConspicuousList } from '../stations/list';
import { fitRequest, hasFences, hiddenLayers, place, sheet, station, toggleLayer } from '../view';
import { named, told, words } from '../words';
import type { LiveMap } from './live';

const ORDER: readonly LayerKey[] = ['water', 'rain', 'weather', 'air', 'quality', 'soil', 'camera', 'moving', 'other'];

interface Hovered {
  readonly id: string;
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
  const isEmpty = isLoaded.value && city.value.stations.size === 0;
  return (
    <div class={['map', station.value && 'has-drawer', sheet.value && 'has-sheet', isCovered && 'is-covered'].filter(Boolean).join(' ')}>
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
      <div class="map-zoom">
        <button aria-label={w.map.zoomIn} title={w.map.zoomIn} onClick={() => live.current?.zoom(1)}>
          <Stroke d={PLUS} />
        </button>
        <button aria-label={w.map.zoomOut} title={w.map.zoomOut} onClick={() => live.current?.zoom(-1)}>
          <Stroke d={MINUS} />
        </button>
        <button aria-label={w.map.fit} title={`${w.map.fit} (0)`} onClick={() => (fitRequest.value += 1)}>
          <Stroke d={FIT} size={16} />
        </button>
      </div>
      <div class="map-foot">
        <Legend />
        <div class="map-credit">
          <div ref={scale} />
          <Credit />
        </div>
      </div>
      <Tip />
      {place.value === 'stations' ? null : <ConspicuousList />}
    </div>
  );
}

function hover(id: string | null, pixel: readonly number[]): void {
  if (!id) hovered.value = null;
  else hovered.value = { id, x: pixel[0] ?? 0, y: pixel[1] ?? 0 };
}

function Layers() {
  const w = words.value;
  const present = new Set([...city.value.stations.values()].map((each) => layerOf(each.kind)));
  return (
    <div class="layers" role="group" aria-label={w.layer.label} title={w.layer.hint}>
      {ORDER.filter((each) => present.has(each)).map((each) => (
        <button
          key={each}
          aria-pressed={!hiddenLayers.value.has(each)}
          data-testid={`layer-${each}`}
          onClick={() => toggleLayer(each)}
        >
          {w.layer[each]}
        </button>
      ))}
      {fences.value?.features.length ? (
        <button aria-pressed={hasFences.value} data-testid="layer-fences" onClick={() => (hasFences.value = !hasFences.value)}>
          {w.layer.fences}
        </button>
      ) : null}
    </div>
  );
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
  return <p>{[isSchematic ? w.map.schematic : '', told(data.credit)].filter(Boolean).join(' · ')}</p>;
}

/** Name and main reading of the station under the pointer. */
function Tip() {
  const w = words.value;
  const at = hovered.value;
  const look = at ? looks.value.get(at.id) : undefined;
  if (!at || !look) return null;
  const key = mainProperty(look.station, look.raised);
  const table = key ? properties.value.get(key) : undefined;
  const latest = key ? readings.one(look.station.id, key) : undefined;
  const state = look.hearing === 'heard' ? w.level[look.level].full : w.hearing[look.hearing];
  return (
    <div class="tip" aria-hidden="true" style={{ transform: `translate(${at.x + 16}px, ${at.y + 14}px)` }}>
      <p class="tip-name">
        <Badge mark={look.mark} size={16} isSilent /> {look.station.name}
      </p>
      <p>
        {named(w.kind as Record<string, string>, look.station.kind)} · {state}
      </p>
      {table && latest ? (
        <p class="tip-value">
          {told(table)} <strong>{readable(latest.v, table.unit)}</strong> {printedUnit(table.unit)} · {nearTime(latest.t, now.value)}
        </p>
      ) : null}
    </div>
  );
}
