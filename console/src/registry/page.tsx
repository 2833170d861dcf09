import './registry.css';

import { isAdministrator } from '../session/session';
import { desk, openDesk, type Desk } from '../view';
import { ImportPage } from './import';
import { StationTable } from './table';
import { AdoptPage } from './waiting';
import { said } from './words';

const DESKS: readonly Desk[] = ['table', 'map', 'import', 'adopt'];

/** The desks of the stations: the table, an import, what waits to be adopted. */
export function RegistryPage() {
  return (
    <div class="registry">
      <Desks />
      {desk.value === 'import' ? <ImportPage /> : desk.value === 'adopt' ? <AdoptPage /> : <StationTable />}
    </div>
  );
}

function Desks() {
  const w = said.value;
  return (
    <nav class="registry-desks" aria-label={w.desk.label}>
      <h2>{w.title}</h2>
      <div class="segments">
        {DESKS.filter((each) => each !== 'import' || isAdministrator.value || desk.value === 'import').map((each) => (
          <button key={each} aria-pressed={desk.value === each} data-testid={`desk-${each}`} onClick={() => openDesk(each)}>
            {w.desk[each]}
          </button>
        ))}
      </div>
    </nav>
  );
}
