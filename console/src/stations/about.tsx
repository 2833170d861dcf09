import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { nearTime, now } from '../beijing';
import { keepStation } from '../city/load';
import { gaugesVersion, properties, readings, readingsVersion, type Look } from '../city/store';
import { mayAct } from '../session/session';
import { everything, get, Refusal } from '../wire/client';
import type { GaugeMark, LatestItem, Page, Station } from '../wire/shapes';
import { told, words } from '../words';
import { MarkForm, EndMark } from './marking';
import { isOff, signed } from './offset';

/** How often the way to an open station is asked about again, ms. */
const AGAIN = 20_000;

/** Marks that hold for the open station. */
const marks = signal<readonly GaugeMark[]>([]);

/** The way to a station: is it there, when was it heard, how does its clock run, what got lost. */
export function About({ look }: { readonly look: Look }) {
  const { id } = look.station;
  const version = gaugesVersion.value;
  useEffect(() => {
    let isGone = false;
    const ask = (): void => {
      void load(id).then((found) => {
        if (found && !isGone) marks.value = found;
      });
    };
    ask();
    const timer = setInterval(ask, AGAIN);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [id, version]);
  return <Way station={look.station} />;
}

/** Ask for the station anew and for the marks that hold; null when the server was not reached. */
async function load(id: string): Promise<readonly GaugeMark[] | null> {
  const key = encodeURIComponent(id);
  try {
    const [station, latest, marks] = await Promise.all([
      get<Station>(`/stations/${key}`),
      get<Page<Omit<LatestItem, 'station'>>>(`/stations/${key}/latest`),
      everything<GaugeMark>(`/marks?station=${key}&open=true`, 2),
    ]);
    keepStation(station);
    // A review changes what is thought of a reading that is here already; the feed tells new ones only.
    readings.take(latest.items.map((item) => ({ ...item, station: id })), null);
    readingsVersion.value += 1;
    return marks;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return null;
  }
}

function Way({ station }: { readonly station: Station }) {
  const w = words.value;
  const { presence, lost } = station;
  const noted = station.heard === null ? undefined : Date.parse(station.heard);
  const heard = Math.min(now.value, Math.max(noted ?? -Infinity, readings.lastHeard(station.id) ?? -Infinity));
  const offset = station.clock_offset_s;
  return (
    <section class="drawer-part" data-testid="way">
      <h3>{w.way.title}</h3>
      <dl class="facts">
        <div>
          <dt>{w.way.presence}</dt>
          <dd class={presence === 'offline' ? 'is-noted' : ''} data-testid="way-presence">
            {w.way.is[presence]}
          </dd>
        </div>
        <div>
          <dt>{w.way.heard}</dt>
          <dd>{Number.isFinite(heard) ? nearTime(heard, now.value) : w.way.nothing}</dd>
        </div>
        <div>
          <dt>{w.way.clock}</dt>
          <dd class={isOff(station) ? 'is-noted' : ''} data-testid="way-clock">
            {offset === null ? w.way.unmeasured : `${signed(offset)} ${w.way.runs(offset)}`}
            {isOff(station) ? <small>{w.way.off}</small> : null}
          </dd>
        </div>
        <div>
          <dt>{w.way.lost}</dt>
          <dd class={lost ? 'is-noted' : ''} data-testid="way-lost">
            {lost === null ? w.way.uncounted : w.way.missing(lost)}
          </dd>
        </div>
      </dl>
      {mayAct.value ? <MarkForm station={station} /> : null}
    </section>
  );
}

/** What people say of the gauge: bad until when, by whom, why. */
export function Marks({ station }: { readonly station: string }) {
  const w = words.value;
  const held = marks.value.filter((mark) => mark.station === station);
  if (held.length === 0) return null;
  return (
    <ul class="marks" aria-label={w.gauge.title}>
      {held.map((mark) => (
        <li key={mark.id} class="mark" data-testid={`mark-${mark.id}`}>
          <p class="mark-head">
            <strong>{w.gauge.is[mark.quality]}</strong> {spanOf(mark)}
          </p>
          <p>{mark.reason}</p>
          <p class="drawer-where">
            {propertyName(mark.property)} · {w.gauge.by(mark.author, nearTime(Date.parse(mark.made), now.value))}
          </p>
          {mayAct.value ? <EndMark mark={mark} /> : null}
        </li>
      ))}
    </ul>
  );
}

const propertyName = (key: string): string => {
  const table = properties.value.get(key);
  return table ? told(table) : key || words.value.gauge.everything;
};

function spanOf(mark: GaugeMark): string {
  const from = nearTime(Date.parse(mark.from), now.value);
  const until = mark.until ? nearTime(Date.parse(mark.until), now.value) : words.value.gauge.open;
  return `${from} — ${until}`;
}
