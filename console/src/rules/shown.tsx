import { useEffect } from 'preact/hooks';

import { nearTime, now } from '../beijing';
import { lastWords, titleOf } from '../board/sentence';
import { city } from '../city/store';
import { Badge } from '../level/badge';
import { bringIntoView, incident as selectedIncident, openStation, place } from '../view';
import type { RuleVersion } from '../wire/rules';
import type { Station } from '../wire/shapes';
import { words } from '../words';
import { texts, wantText } from './book';
import { stationsOf } from './document';
import { incidentsOf } from './rule';
import { Facts } from './versions';
import { said } from './words';

/** Stations that are named; of more only the number is told. */
const NAMED = 24;

/** What a version says, whom it judges, and what it has raised. */
export function DocumentPart({ version }: { readonly version: RuleVersion }) {
  return (
    <div class="rule-columns">
      <Text rule={version.id} version={version.version} />
      <div class="rule-beside">
        <Facts version={version} />
        <Judged version={version} />
        <Raised id={version.id} />
      </div>
    </div>
  );
}

/** The document as it was written. */
export function Text({ rule, version }: { readonly rule: string; readonly version: number }) {
  useEffect(() => void wantText(rule, version), [rule, version]);
  const text = texts.value.get(`${rule}@${version}`);
  return (
    <section class="yaml" aria-label={said.value.document.label(version)} data-testid="rule-text">
      {text === undefined ? (
        <p class="status-none">{words.value.loading}</p>
      ) : (
        <ol tabIndex={0}>
          {text.trimEnd().split('\n').map((line, at) => (
            <li key={at}>
              <Line text={line} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Keys are quieter than what they hold. */
function Line({ text }: { readonly text: string }) {
  const key = /^(\s*(?:- )?[\w.-]+:)(.*)$/.exec(text);
  if (/^\s*#/.test(text)) return <code class="yaml-key">{text}</code>;
  if (!key) return <code>{text || ' '}</code>;
  return (
    <code>
      <span class="yaml-key">{key[1]}</span>
      {key[2]}
    </code>
  );
}

function Judged({ version }: { readonly version: RuleVersion }) {
  const w = said.value.document;
  const judged = stationsOf(version.document, city.value.stations);
  return (
    <section class="drawer-part">
      <h3>
        {w.judges} {judged ? <span class="side-count">{judged.length}</span> : null}
      </h3>
      {judged === null ? <p class="rule-quiet">{w.every}</p> : <Stations list={judged} />}
    </section>
  );
}

function Stations({ list }: { readonly list: readonly Station[] }) {
  return (
    <p class="rule-stations">
      {list.slice(0, NAMED).map((station) => (
        <button key={station.id} class="link" title={station.id} onClick={() => openStation(station.id)}>
          {station.name}
        </button>
      ))}
      {list.length > NAMED ? <span>{said.value.document.more(list.length)}</span> : null}
    </p>
  );
}

function Raised({ id }: { readonly id: string }) {
  const w = said.value.document;
  const found = incidentsOf(id);
  const show = (incident: string): void => {
    place.value = 'map';
    selectedIncident.value = incident;
    bringIntoView(incident);
  };
  return (
    <section class="drawer-part" data-testid="rule-incidents">
      <h3>
        {w.incidents} <span class="side-count">{found.length}</span>
      </h3>
      {found.length ? null : <p class="rule-quiet">{w.noIncidents}</p>}
      <ul class="drawer-incidents">
        {found.slice(0, NAMED).map((each) => (
          <li key={each.id}>
            <Badge mark={each.level} size={20} isLost={each.kind === 'lost'} />
            <div>
              <button class="card-title" onClick={() => show(each.id)}>
                {titleOf(each)}
              </button>
              <p>{lastWords(each)}</p>
              <p class="drawer-where">
                {nearTime(Date.parse(each.opened), now.value)} · {w.raisedBy(each.rule_version)}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
