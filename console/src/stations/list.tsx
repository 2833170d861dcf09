import { computed, signal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { mainProperty } from '../city/picture';
import { isLoaded, looks, properties, readings, readingsVersion, type Look } from '../city/store';
import { Empty, Loading } from '../frame/states';
import { SEARCH, Stroke } from '../frame/icons';
import { Badge } from '../level/badge';
import { printedUnit, readable } from '../reading';
import { openDesk, openStation, station as openedStation } from '../view';
import { named, told, words } from '../words';
import { isOff, signed } from './offset';
import { fits, isConspicuous, listOrder } from './order';
import { useSearch } from './searching';

/** Rows rendered at once; the filter finds the others. */
const PAGE = 200;

const search = signal('');
const isOnlyConspicuous = signal(false);
const shown = signal(PAGE);

function find(text: string): void {
  search.value = text;
  shown.value = PAGE;
}

const sorted = computed(() => [...looks.value.values()].sort(listOrder));

/** The map as a list: every station with its level and its main reading. */
export function StationList() {
  const w = words.value;
  const field = useRef<HTMLInputElement>(null);
  useSearch(field, find);
  const found = sorted.value.filter(
    (look) =>
      (!isOnlyConspicuous.value || isConspicuous(look)) &&
      fits(look, search.value.trim(), named(w.kind as Record<string, string>, look.station.kind)),
  );
  return (
    <section class="place-list" aria-label={w.stations.title}>
      <header class="side-head">
        <h2>
          {w.stations.title} <span class="side-count">{w.stations.count(found.length, sorted.value.length)}</span>
        </h2>
        <button class="link" data-testid="desk-table" onClick={() => openDesk('table')}>
          {w.stations.table}
        </button>
        <label class="check">
          <input
            type="checkbox"
            checked={isOnlyConspicuous.value}
            onChange={(event) => (isOnlyConspicuous.value = event.currentTarget.checked)}
          />
          {w.stations.only}
        </label>
      </header>
      <label class="search">
        <Stroke d={SEARCH} size={16} />
        <input
          ref={field}
          id="station-search"
          type="search"
          aria-label={w.stations.search}
          placeholder={w.stations.search}
          value={search.value}
          data-testid="station-search"
          onInput={(event) => find(event.currentTarget.value)}
        />
      </label>
      <div class="board-scroll">
        {found.length > 0 ? null : isLoaded.value ? <Empty title={w.stations.empty} text="" /> : <Loading />}
        <ul class="rows">
          {found.slice(0, shown.value).map((look) => (
            <Row key={look.station.id} look={look} />
          ))}
        </ul>
        {found.length > shown.value ? (
          <button class="button wide" onClick={() => (shown.value += PAGE)}>
            {w.stations.more(Math.min(PAGE, found.length - shown.value))}
          </button>
        ) : null}
      </div>
    </section>
  );
}

function Row({ look }: { readonly look: Look }) {
  void readingsVersion.value;
  const w = words.value;
  const { station, level, hearing, mark } = look;
  const key = mainProperty(station, look.raised);
  const table = key ? properties.value.get(key) : undefined;
  const latest = key ? readings.one(station.id, key) : undefined;
  const unit = table?.unit ?? '';
  return (
    <li>
      <button
        class="row"
        aria-current={openedStation.value === station.id ? 'true' : undefined}
        data-testid={`station-${station.id}`}
        data-level={level}
        data-hearing={hearing}
        onClick={() => openStation(station.id, true)}
      >
        <Badge mark={mark} size={20} isLost={hearing !== 'heard'} isUntold={look.isUntold} />
        <span class="row-name">
          {station.name}
          <small>
            {station.id} · {named(w.kind as Record<string, string>, station.kind)}
            {hearing === 'heard' ? '' : ` · ${w.hearing[hearing]}`}
            {look.isUntold ? ` · ${w.untold.mark}` : ''}
            {isOff(station) && station.clock_offset_s !== null ? ` · ${w.way.clock} ${signed(station.clock_offset_s)}` : ''}
            {station.lost ? ` · ${w.way.missing(station.lost)}` : ''}
          </small>
        </span>
        <span class="row-value">
          {latest && latest.q !== 'good' ? <em class="row-doubt">{w.quality[latest.q]}</em> : null}
          {latest ? (
            <>
              {readable(latest.v, unit)} <small>{printedUnit(unit)}</small>
            </>
          ) : key ? (
            '—'
          ) : (
            ''
          )}
          <small class="row-property">{table ? told(table) : ''}</small>
        </span>
      </button>
    </li>
  );
}

/** The same for assistive technology while another place is open: only what a person should look at. */
export function ConspicuousList() {
  const w = words.value;
  const found = sorted.value.filter(isConspicuous).slice(0, 200);
  return (
    <ul class="unseen" aria-label={w.map.raised(found.length)}>
      {found.map((look) => (
        <li
          key={look.station.id}
          data-testid={`station-${look.station.id}`}
          data-level={look.level}
          data-hearing={look.hearing}
        >
          {w.stations.sentence(
            look.station.name,
            look.level === 'none' ? w.hearing[look.hearing] : w.level[look.level].full,
          )}
        </li>
      ))}
    </ul>
  );
}
