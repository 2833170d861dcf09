import { computed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { dayTime, HOUR, nearTime, now } from '../beijing';
import { lastWords, titleOf } from '../board/sentence';
import { laddersFor } from '../city/ladder';
import { isActive, mainProperty } from '../city/picture';
import { looks, mapData, openIncidents, properties, readings, readingsVersion, rules, type Look } from '../city/store';
import { CROSS, Stroke } from '../frame/icons';
import { TableCaption } from '../frame/tablecaption';
import { Badge } from '../level/badge';
import { NUMERALS } from '../level/level';
import { printedUnit, readable } from '../reading';
import { bringIntoView, incident as selectedIncident, openRule, openStation, place, question } from '../view';
import { Why } from '../why/panel';
import { named, told, words } from '../words';
import { Credentials } from '../registry/credentials';
import { About, Marks } from './about';
import { Chart } from './chart';
import { Pictures } from './pictures';
import { explain, reasonsOf } from './why';

const RANGES: readonly number[] = [1, 6, 24, 72, 168, 720];

/** County names by the first six digits of the division code. */
const countyNames = computed(
  () =>
    new Map(
      (mapData.value?.divisions.features ?? []).map((feature) => [
        String(feature.properties['code']).slice(0, 6),
        String(feature.properties['name']),
      ]),
    ),
);

/** Everything about one station, over the right edge of the map. */
export function Drawer({ id }: { readonly id: string }) {
  const w = words.value;
  const look = looks.value.get(id);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [id]);
  return (
    <section class="drawer" aria-label={w.drawer.label} data-testid="drawer">
      <header class="drawer-head">
        {look ? <Badge mark={look.mark} size={34} isLost={look.hearing !== 'heard'} isUntold={look.isUntold} /> : null}
        <div class="drawer-name">
          <h2 ref={heading} tabIndex={-1}>
            {look?.station.name ?? id}
          </h2>
          {look ? <Where look={look} /> : null}
        </div>
        <button class="button quiet square" aria-label={w.close} title="Esc" onClick={() => openStation(null)}>
          <Stroke d={CROSS} />
        </button>
      </header>
      {look ? <Inside look={look} /> : <p class="drawer-empty">{w.drawer.noValues}</p>}
    </section>
  );
}

function Where({ look }: { readonly look: Look }) {
  const w = words.value;
  const { station } = look;
  const parts = [
    named(w.kind as Record<string, string>, station.kind),
    station.river,
    countyNames.value.get(station.division.slice(0, 6)),
    station.id,
  ];
  return (
    <>
      <p class="drawer-where">{parts.filter(Boolean).join(' · ')}</p>
      <p class={look.hearing === 'heard' ? 'drawer-where' : 'drawer-where drawer-silent'}>
        {w.hearing[look.hearing]}
        {station.demo ? ` · ${w.drawer.demo}` : ''}
      </p>
    </>
  );
}

function Inside({ look }: { readonly look: Look }) {
  const { station } = look;
  const first = mainProperty(station, look.raised) ?? '';
  const property = useSignal(first);
  const asked = question.value?.station === station.id ? question.value : null;
  // Whoever asks why looks at the datastream that was asked about.
  useEffect(() => {
    if (asked) property.value = asked.property;
  }, [asked]);
  // A question is over when its station is closed, not when it leads from one station to another.
  useEffect(
    () => () => {
      if (question.value?.station === station.id) question.value = null;
    },
    [station.id],
  );
  const hours = useSignal(24);
  const table = properties.value.get(property.value);
  const ladders = laddersFor(rules.value, station, property.value);
  return (
    <div class="drawer-scroll">
      <Marks station={station.id} />
      {property.value ? (
        <>
          <Headline station={station.id} property={property.value} />
          <Ladder ladders={ladders} unit={table?.unit ?? ''} />
          <Range hours={hours.value} pick={(chosen) => (hours.value = chosen)} />
          <Chart station={station.id} property={property.value} span={hours.value * HOUR} ladders={ladders} />
          <Why station={station.id} property={property.value} />
        </>
      ) : null}
      <Pictures station={station.id} />
      <Incidents station={station.id} />
      <Values look={look} chosen={property.value} pick={(key) => (property.value = key)} />
      <About look={look} />
      <Credentials station={station.id} />
      <Notes look={look} />
    </div>
  );
}

function Headline({ station, property }: { readonly station: string; readonly property: string }) {
  void readingsVersion.value;
  const table = properties.value.get(property);
  const latest = readings.one(station, property);
  const unit = table?.unit ?? '';
  const doubt = latest ? explain(latest.q, latest.why) : '';
  return (
    <>
      <p class="drawer-value" data-testid="drawer-value">
        <span>{table ? told(table) : property}</span>
        <strong>{readable(latest?.v, unit)}</strong>
        <small>{printedUnit(unit)}</small>
        <time>{latest ? nearTime(latest.t, now.value) : ''}</time>
      </p>
      {doubt ? (
        <p class={latest?.q === 'good' ? 'drawer-doubt is-good' : 'drawer-doubt'} data-testid="drawer-doubt">
          {doubt}
        </p>
      ) : null}
    </>
  );
}

function Ladder({ ladders, unit }: { readonly ladders: ReturnType<typeof laddersFor>; readonly unit: string }) {
  const w = words.value;
  if (ladders.length === 0) return null;
  return (
    <ul class="ladder">
      {ladders.flatMap((ladder) =>
        ladder.rungs.map((rung) => (
          <li key={`${ladder.rule}${rung.level}`}>
            <Badge mark={rung.level} size={14} />
            {ladder.direction === 'above' ? '>' : '<'} {readable(rung.value, unit)}
            <span class="unseen">
              {w.level[rung.level].full} {NUMERALS[rung.level]}
            </span>
          </li>
        )),
      )}
    </ul>
  );
}

function Range({ hours, pick }: { readonly hours: number; readonly pick: (hours: number) => void }) {
  const w = words.value;
  return (
    <div class="segments segments-small" role="group" aria-label={w.drawer.chart}>
      {RANGES.map((each) => (
        <button key={each} aria-pressed={hours === each} onClick={() => pick(each)}>
          {w.drawer.range(each)}
        </button>
      ))}
    </div>
  );
}

function Incidents({ station }: { readonly station: string }) {
  const w = words.value;
  const found = openIncidents.value.filter((each) => each.station === station);
  if (found.length === 0) return null;
  const show = (id: string): void => {
    place.value = 'map';
    selectedIncident.value = id;
    bringIntoView(id);
  };
  return (
    <section class="drawer-part">
      <h3>{w.drawer.incidents}</h3>
      <ul class="drawer-incidents">
        {found.map((each) => (
          <li key={each.id} class={isActive(each) ? '' : 'is-past'}>
            <Badge mark={each.level} size={20} isLost={each.kind === 'lost'} />
            <div>
              <button class="card-title" onClick={() => show(each.id)}>
                {titleOf(each)}
              </button>
              <p>{lastWords(each)}</p>
              <p class="drawer-where">
                {dayTime(Date.parse(each.opened))} ·{' '}
                <button class="link" data-testid={`incident-rule-${each.id}`} onClick={() => openRule(each.rule)}>
                  {each.rule} v{each.rule_version}
                </button>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ValuesProps {
  readonly look: Look;
  readonly chosen: string;
  readonly pick: (key: string) => void;
}

function Values({ look, chosen, pick }: ValuesProps) {
  void readingsVersion.value;
  const w = words.value;
  const { station } = look;
  if (station.datastreams.length === 0) return null;
  return (
    <section class="drawer-part">
      <h3>{w.drawer.values}</h3>
      <table class="values">
        <TableCaption name={`${station.name} ${w.drawer.values}`} test="values-export" />
        <thead class="unseen">
          <tr>
            <th>{w.drawer.property}</th>
            <th>{w.drawer.value}</th>
            <th>{w.drawer.time}</th>
            <th>{w.drawer.quality}</th>
          </tr>
        </thead>
        <tbody>
          {station.datastreams.map((stream) => {
            const table = properties.value.get(stream.property);
            const latest = readings.one(station.id, stream.property);
            return (
              <tr key={stream.property} class={chosen === stream.property ? 'is-chosen' : ''}>
                <th scope="row">
                  <button onClick={() => pick(stream.property)} aria-pressed={chosen === stream.property}>
                    {table ? told(table) : stream.property}
                  </button>
                </th>
                <td>
                  {readable(latest?.v, table?.unit ?? '')} <small>{printedUnit(table?.unit ?? '')}</small>
                </td>
                <td>{latest ? nearTime(latest.t, now.value) : '—'}</td>
                <td class={latest && latest.q !== 'good' ? 'is-doubtful' : ''} title={latest ? reasonsOf(latest.why) : ''}>
                  {latest ? w.quality[latest.q] : ''}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Notes({ look }: { readonly look: Look }) {
  const w = words.value;
  const { station } = look;
  return (
    <section class="drawer-part">
      <h3>{w.drawer.notes}</h3>
      <dl class="facts">
        <div>
          <dt>{w.drawer.place}</dt>
          <dd>
            {station.lon.toFixed(4)}, {station.lat.toFixed(4)} (CGCS2000)
          </dd>
        </div>
        {Object.entries(station.notes).map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
