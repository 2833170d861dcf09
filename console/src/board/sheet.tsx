import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { minutesBetween, nearTime, now } from '../beijing';
import { loadTasks } from '../city/load';
import { city } from '../city/store';
import { Sheet } from '../frame/sheet';
import { Badge } from '../level/badge';
import { Picture, Pictures } from '../stations/pictures';
import { openSheet } from '../view';
import { StatusMark } from '../warnings/mark';
import { get, Refusal } from '../wire/client';
import type { Incident, Moment } from '../wire/shapes';
import { named, told, words } from '../words';
import { Handling } from './handling';
import { actorOf, briefOf, lastWords, noteOf, standingOf, titleOf } from './sentence';
import { TasksPart } from './tasks';
import { said } from './words';

interface Story {
  readonly id: string;
  readonly moments: readonly Moment[];
  readonly isFault: boolean;
}
const story = signal<Story>({ id: '', moments: [], isFault: false });

async function load(id: string): Promise<void> {
  try {
    const [answer] = await Promise.all([get<{ items: Moment[] }>(`/incidents/${encodeURIComponent(id)}/timeline`), loadTasks(id)]);
    story.value = { id, moments: answer.items, isFault: false };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    story.value = { id, moments: story.value.id === id ? story.value.moments : [], isFault: true };
  }
}

/** One incident: how it stands, its tasks, its warnings, and everything that happened. */
export function IncidentSheet({ id }: { readonly id: string }) {
  const w = said.value;
  const incident = city.value.incidents.get(id);
  const warnings = [...city.value.warnings.values()].filter((each) => each.incident === id).sort((left, right) => (left.created < right.created ? 1 : -1));
  const mark = `${incident?.changed} ${warnings.map((each) => each.steps.length).join()}`;
  useEffect(() => void load(id), [id, mark]);
  if (!incident) return <Sheet label={w.gone} test="incident-sheet" head={<h2>{w.gone}</h2>} children={null} />;
  return (
    <Sheet label={titleOf(incident)} test="incident-sheet" head={<Head incident={incident} />}>
      <section class="leaf-part" aria-label={w.facts}>
        <p class="leaf-why">{lastWords(incident)}</p>
        <Facts incident={incident} />
        <Handling incident={incident} />
      </section>
      <TasksPart incident={incident} />
      {warnings.length ? (
        <section class="leaf-part" aria-label={w.warnings}>
          <h3>{w.warnings}</h3>
          <ul class="leaf-links">
            {warnings.map((warning) => (
              <li key={warning.id}>
                <Badge mark={warning.level} size={16} isSilent />
                <button class="link" onClick={() => openSheet('warning', warning.id)}>
                  {briefOf(warning)}
                </button>
                <StatusMark status={warning.status} />
                <span class="leaf-meta">{words.value.warning.stage[warning.stage]}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Evidence incident={incident} />
      {incident.station ? <Pictures station={incident.station} isLeaf /> : null}
      <Timeline id={id} />
    </Sheet>
  );
}

function Head({ incident }: { readonly incident: Incident }) {
  const w = words.value;
  return (
    <>
      <Badge mark={incident.level} size={34} kind={incident.kind} />
      <div class="leaf-name">
        <h2>{titleOf(incident)}</h2>
        <p class="leaf-meta">
          {[incident.kind === 'hazard' ? w.level[incident.level].full : w.board.kind[incident.kind], standingOf(incident), w.age(minutesBetween(Date.parse(incident.opened), now.value))].join(' · ')}
        </p>
      </div>
    </>
  );
}

function Facts({ incident }: { readonly incident: Incident }) {
  const w = said.value;
  const b = words.value.board;
  const greater = incident.inhibited_by.map((id) => city.value.incidents.get(id)).flatMap((each) => (each ? [titleOf(each)] : []));
  return (
    <dl class="facts">
      <div>
        <dt>{w.opened}</dt>
        <dd>{nearTime(Date.parse(incident.opened), now.value)}</dd>
      </div>
      <div>
        <dt>{w.owner}</dt>
        <dd>{incident.assignee || incident.acknowledged_by || w.nobody}</dd>
      </div>
      {incident.escalated_to ? (
        <div>
          <dt>{w.escalatedTo}</dt>
          <dd>{incident.escalated_to}</dd>
        </div>
      ) : null}
      {incident.inhibited_by.length ? (
        <div>
          <dt>{b.inhibited}</dt>
          <dd class="is-noted">{greater.length ? w.standsFor(greater.join(words.value.list)) : b.inhibitedHint}</dd>
        </div>
      ) : null}
      {incident.silenced_by.length ? (
        <div>
          <dt>{b.silenced}</dt>
          <dd class="is-noted">{b.silencedHint}</dd>
        </div>
      ) : null}
    </dl>
  );
}

function Evidence({ incident }: { readonly incident: Incident }) {
  const w = said.value;
  if (incident.evidence.length === 0) return null;
  return (
    <section class="leaf-part" aria-label={w.evidence}>
      <h3>{w.evidence}</h3>
      <ul class="leaf-meta">
        {incident.evidence.map((each, index) => (
          <li key={index}>{each.sha256 ? <Picture sha256={each.sha256} alt={each.note || w.evidence} /> : null}{[each.kind === 'series' ? `${each.station} ${each.property}` : `SHA-256 ${each.sha256?.slice(0, 16)}`, each.note].filter(Boolean).join(' · ')}</li>
        ))}
      </ul>
    </section>
  );
}

/** Everything that happened, the newest first. */
function Timeline({ id }: { readonly id: string }) {
  const w = said.value;
  const { moments, isFault } = story.value.id === id ? story.value : { moments: [], isFault: false };
  return (
    <section class="leaf-part" aria-label={w.timeline} data-testid="timeline">
      <h3>{w.timeline}</h3>
      {isFault ? <p class="leaf-meta">{w.timelineFault}</p> : null}
      <ol class="moments">
        {[...moments].reverse().map((moment, index) => (
          <li key={`${moment.t}${moment.kind}${moment.act}${index}`} class={`is-${moment.kind}`}>
            <time>{nearTime(Date.parse(moment.t), now.value)}</time>
            <div>
              <p>{told(moment.text) || moment.act}</p>
              <p class="leaf-meta">
                {[named(w.kind, moment.kind), moment.kind === 'warning' ? named(words.value.warning.act, moment.act) : '', actorOf(moment.actor), noteOf({ act: moment.act, note: String(moment.data['note'] ?? '') })].filter(Boolean).join(' · ')}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
