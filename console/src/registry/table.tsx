import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { dayTime, minutesBetween, now } from '../beijing';
import { isLoaded, properties, readingsVersion } from '../city/store';
import { Empty, Loading } from '../frame/states';
import { Badge } from '../level/badge';
import { printedUnit, readable } from '../reading';
import { openStation, station as opened } from '../view';
import { told, words } from '../words';
import { chosen, columns, order, shown, total } from './data';
import { Bar, Filters } from './filters';
import { sortedBy, type Column, type Row } from './rows';
import { revealed, spanOf, stepped, type Sight } from './window';
import { said } from './words';

/** Height of a row, CSS pixels; the style sheet says the same. */
const ROW = 38;

/** Every station, only the rows in sight rendered. */
export function StationTable() {
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const sight = useSignal<Sight>({ top: 0, height: 800 });
  const head = useRef<HTMLTableSectionElement>(null);

  /** Where rows are seen: below the head, which stays. */
  const look = (): void => {
    const { current } = box;
    if (!current) return;
    const next = { top: current.scrollTop, height: current.clientHeight - (head.current?.offsetHeight ?? 0) };
    const { top, height } = sight.peek();
    if (next.top !== top || next.height !== height) sight.value = next;
  };
  useEffect(() => {
    look();
    const watch = new ResizeObserver(look);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  const step = (by: number): void => {
    const list = shown.peek();
    const at = stepped(list.findIndex((row) => row.look.station.id === chosen.peek()), by, list.length);
    const next = list[at];
    if (!next) return;
    chosen.value = next.look.station.id;
    look();
    if (box.current) box.current.scrollTop = revealed(sight.peek(), ROW, at);
    grid.current?.focus({ preventScroll: true });
    if (opened.peek()) openStation(next.look.station.id);
  };
  useTableKeys(step, sight);

  return (
    <>
      <Bar />
      <div class="grid-box" ref={box} onScroll={look}>
        <table
          class="grid"
          role="grid"
          ref={grid}
          tabIndex={0}
          aria-label={said.value.title}
          aria-rowcount={shown.value.length + 2}
          aria-colcount={columns.value.length}
          aria-activedescendant={chosen.value ? `row-${chosen.value}` : undefined}
          data-testid="station-table"
        >
          <thead ref={head}>
            <Head />
            <Filters />
          </thead>
          <Body sight={sight.value} />
        </table>
        <Nothing />
      </div>
    </>
  );
}

/** j, k and the arrows choose, Enter opens; they come before the keys of the board. */
function useTableKeys(step: (by: number) => void, sight: { readonly value: Sight }): void {
  useLayoutEffect(() => {
    const page = (): number => Math.max(1, Math.floor(sight.value.height / ROW) - 1);
    const acts: Readonly<Record<string, () => void>> = {
      j: () => step(1),
      k: () => step(-1),
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      PageDown: () => step(page()),
      PageUp: () => step(-page()),
      Home: () => step(-Infinity),
      End: () => step(Infinity),
      Enter: () => chosen.value && openStation(chosen.value),
    };
    const press = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      const isGrid = target === document.body || target.matches('.grid, .grid-box');
      const isLetter = event.key === 'j' || event.key === 'k';
      const act = acts[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      if (target.matches('input, textarea, select') || !(isGrid || (isLetter && !target.closest('.drawer')))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act();
    };
    addEventListener('keydown', press, { capture: true });
    return () => removeEventListener('keydown', press, { capture: true });
  }, []);
}

function Head() {
  const w = said.value;
  const { column, isDescending } = order.value;
  return (
    <tr class="grid-head" aria-rowindex={1}>
      {columns.value.map((each) => (
        <th key={each} class={`is-${each}`} scope="col" aria-sort={column === each ? (isDescending ? 'descending' : 'ascending') : undefined}>
          <button title={w.sortBy(w.column[each])} data-testid={`sort-${each}`} onClick={() => (order.value = sortedBy(order.value, each))}>
            {w.column[each]}
            <Arrow isShown={column === each} isDown={isDescending} />
          </button>
        </th>
      ))}
    </tr>
  );
}

function Arrow({ isShown, isDown }: { readonly isShown: boolean; readonly isDown: boolean }) {
  return (
    <svg class={isShown ? 'grid-arrow' : 'grid-arrow is-idle'} width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      <path d={isDown ? 'M1.5 3h7L5 8z' : 'M1.5 7h7L5 2z'} />
    </svg>
  );
}

function Body({ sight }: { readonly sight: Sight }) {
  const list = shown.value;
  const { first, end } = spanOf(sight, ROW, list.length);
  return (
    <tbody>
      {first > 0 ? <Gap rows={first} /> : null}
      {list.slice(first, end).map((row, at) => (
        <StationRow key={row.look.station.id} row={row} index={first + at + 3} />
      ))}
      {end < list.length ? <Gap rows={list.length - end} /> : null}
    </tbody>
  );
}

/** The room of rows that are not rendered. */
const Gap = ({ rows }: { readonly rows: number }) => (
  <tr class="grid-gap" aria-hidden="true">
    <td colSpan={columns.value.length} style={{ height: `${rows * ROW}px` }} />
  </tr>
);

function StationRow({ row, index }: { readonly row: Row; readonly index: number }) {
  const { id } = row.look.station;
  const { level, hearing } = row.look;
  const isChosen = useComputed(() => chosen.value === id);
  return (
    <tr
      id={`row-${id}`}
      class={opened.value === id ? 'grid-row is-open' : 'grid-row'}
      aria-rowindex={index}
      aria-selected={isChosen.value}
      data-testid={`row-${id}`}
      data-level={level}
      data-hearing={hearing}
      onClick={() => {
        chosen.value = id;
        openStation(id);
      }}
    >
      {columns.value.map((column) => (
        <Cell key={column} column={column} row={row} />
      ))}
    </tr>
  );
}

function Cell({ column, row }: { readonly column: Column; readonly row: Row }) {
  const { station, hearing, mark, isUntold } = row.look;
  switch (column) {
    case 'level':
      return (
        <td class="is-level">
          <Badge mark={mark} size={20} isLost={mark !== 'void' && hearing !== 'heard'} isUntold={isUntold} />
        </td>
      );
    case 'name':
      return (
        <th scope="row" class="is-name">
          <span>{station.name}</span>
          <small>{[station.id, station.river].filter(Boolean).join(' · ')}</small>
        </th>
      );
    case 'kind':
      return <td class="is-kind">{row.kind}</td>;
    case 'place':
      return <td class="is-place">{row.place}</td>;
    case 'hearing':
      return <td class={hearing === 'heard' ? 'is-hearing' : 'is-hearing is-noted'}>{words.value.hearing[hearing]}</td>;
    default:
      return <Measured column={column} row={row} />;
  }
}

/** What it measured last: as of now, not of when the rows were put in order. */
function Measured({ column, row }: { readonly column: 'value' | 'age' | 'quality'; readonly row: Row }) {
  const w = words.value;
  // The row stays the same while its station only goes on measuring.
  void readingsVersion.value;
  const latest = row.reading;
  if (column === 'quality') return <td class={latest && latest.q !== 'good' ? 'is-quality is-noted' : 'is-quality'}>{latest ? w.quality[latest.q] : '—'}</td>;
  if (column === 'age') {
    return (
      <td class={row.look.hearing === 'heard' ? 'is-age' : 'is-age is-noted'} title={latest ? dayTime(latest.t) : ''}>
        {latest ? w.age(minutesBetween(latest.t, now.value)) : '—'}
      </td>
    );
  }
  const table = properties.value.get(row.property);
  const unit = table?.unit ?? '';
  return (
    <td class="is-value">
      <span class="grid-value">
        <small>{table ? told(table) : row.property}</small>
        <strong>{readable(latest?.v, unit)}</strong>
        <small>{latest ? printedUnit(unit) : ''}</small>
      </span>
    </td>
  );
}

function Nothing() {
  const w = said.value;
  if (shown.value.length) return null;
  if (!isLoaded.value) return <Loading />;
  return total.value ? <Empty title={w.empty} text={w.emptyText} /> : <Empty title={w.none} text={w.noneText} />;
}
