import { nearTime, now } from '../beijing';
import { looks, properties, readings, readingsVersion } from '../city/store';
import { TableCaption } from '../frame/tablecaption';
import { Badge } from '../level/badge';
import { printedUnit, readable } from '../reading';
import { openStation } from '../view';
import { words } from '../words';
import type { Adopted } from './adoption';
import { Credentials } from './credentials';
import { propertyName } from './waiting';
import { said } from './words';

interface Props {
  readonly adopted: Adopted;
  /** Goes on with the device that has waited longest; null where none waits. */
  readonly next: (() => void) | null;
}

/** A station that was just adopted, and its readings as they come. */
export function Welcome({ adopted, next }: Props) {
  const w = said.value.form;
  const { station } = adopted;
  const look = looks.value.get(station.id);
  return (
    <section class="adopt welcome" aria-label={w.done(station.name)} data-testid="adopted">
      <h4 role="status">
        {look ? <Badge mark={look.mark} size={22} /> : null} {w.done(station.name)}
      </h4>
      <p>{w.counts(adopted.messages, adopted.readings, adopted.refused)}</p>
      <Values adopted={adopted} />
      <div class="welcome-acts">
        <button class="button primary" data-testid="adopted-open" onClick={() => openStation(station.id, true)}>
          {w.open}
        </button>
        {next ? (
          <button class="button" onClick={next}>
            {w.next}
          </button>
        ) : null}
      </div>
      <Credentials station={station.id} />
    </section>
  );
}

function Values({ adopted }: { readonly adopted: Adopted }) {
  void readingsVersion.value;
  const w = said.value.form;
  const { id, datastreams } = adopted.station;
  return (
    <table class="values" aria-label={w.live}>
      <TableCaption name={w.live} test="welcome-export" />
      <tbody>
        {datastreams.map(({ property }) => {
          const latest = readings.one(id, property);
          const unit = properties.value.get(property)?.unit ?? '';
          return (
            <tr key={property} data-testid={`adopted-${property}`}>
              <th scope="row">{propertyName(property)}</th>
              <td>
                {latest ? readable(latest.v, unit) : '—'} <small>{printedUnit(unit)}</small>
              </td>
              <td>{latest ? nearTime(latest.t, now.value) : w.waits}</td>
              <td>{latest ? words.value.quality[latest.q] : ''}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
