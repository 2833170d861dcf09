import { useSignal } from '@preact/signals';

import { attempt, tell } from '../acts';
import { fieldTime, now } from '../beijing';
import { properties, readings } from '../city/store';
import { Menu } from '../frame/menu';
import { printedUnit } from '../reading';
import { download } from '../wire/client';
import { told, words } from '../words';
import { csvOf, type Cell } from './comma';
import { shown } from './data';
import type { Row } from './rows';
import { save } from './save';
import { said } from './words';

/** The rows of the table as files: as they are seen, or as the registry has them. */
export function ExportMenu() {
  const w = said.value;
  const isOpen = useSignal(false);
  const isBusy = useSignal(false);
  const take = (make: () => Promise<Blob>, ending: string) => async (): Promise<void> => {
    isOpen.value = false;
    isBusy.value = true;
    await attempt(async () => {
      const name = `${w.export.file}-${fieldTime(now.value).slice(0, 16).replaceAll(':', '')}.${ending}`;
      save(await make(), name);
      tell(w.export.done(name));
    });
    isBusy.value = false;
  };
  const registry = (format: string) => () => download('/stations/export', { stations: shown.value.map((row) => row.look.station.id), format });
  return (
    <Menu
      isOpen={isOpen}
      button={
        <button class="button" aria-haspopup="true" aria-expanded={isOpen.value} disabled={isBusy.value || shown.value.length === 0} data-testid="export-open" onClick={() => (isOpen.value = !isOpen.value)}>
          {w.export.open}
        </button>
      }
    >
      <div class="menu-list export-menu">
        <p class="menu-who">{w.export.what(shown.value.length)}</p>
        <button data-testid="export-shown" onClick={() => void take(() => Promise.resolve(asShown()), 'csv')()}>
          <span>
            {w.export.shown}
            <small>{w.export.shownText}</small>
          </span>
        </button>
        {(['csv', 'xlsx'] as const).map((format) => (
          <button key={format} data-testid={`export-${format}`} onClick={() => void take(registry(format), format)()}>
            <span>
              {w.export[format]}
              <small>{w.export.registry}</small>
            </span>
          </button>
        ))}
      </div>
    </Menu>
  );
}

/** The table as it is seen, every row of it. */
function asShown(): Blob {
  const { column, export: texts } = said.value;
  const { head } = texts;
  const header = [head.id, column.name, column.kind, column.place, head.river, head.lon, head.lat, column.level, head.property, column.value, head.unit, head.time, column.quality, column.hearing];
  return new Blob([csvOf(header, shown.value.map(cellsOf))], { type: 'text/csv;charset=utf-8' });
}

function cellsOf(row: Row): readonly Cell[] {
  const { level, hearing, quality, mark } = words.value;
  const { station, mark: shape } = row.look;
  const table = properties.value.get(row.property);
  const latest = row.property ? readings.one(station.id, row.property) : undefined;
  return [
    station.id,
    station.name,
    row.kind,
    row.place,
    station.river,
    station.lon,
    station.lat,
    shape === 'void' ? mark.void : level[shape].short,
    table ? told(table) : row.property,
    latest?.v ?? null,
    printedUnit(table?.unit ?? ''),
    latest ? fieldTime(latest.t).replace('T', ' ') : '',
    latest ? quality[latest.q] : '',
    hearing[row.look.hearing],
  ];
}
