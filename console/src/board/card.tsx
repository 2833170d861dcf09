import { useEffect, useRef } from 'preact/hooks';

import { acknowledge, assign, start } from '../acts';
import { minutesBetween, nearTime, now } from '../beijing';
import { ARROWS, draw, trendOf } from '../city/curve';
import { curveKey, curves, want } from '../city/curves';
import { isMuted } from '../city/reducer';
import { properties, readings, readingsVersion, tasksByIncident } from '../city/store';
import { Badge } from '../level/badge';
import { printedUnit, readable } from '../reading';
import { mayAct, session } from '../session/session';
import { assigning, incident as selectedIncident, openRule, openSheet, openStation } from '../view';
import { explainIncident } from '../why/asked';
import type { Incident, Reason } from '../wire/shapes';
import { words } from '../words';
import { lastWords, standingOf, titleOf } from './sentence';

/** One incident: how bad, where, why, how long, and what one can do. */
export function Card({ incident }: { readonly incident: Incident }) {
  const isSelected = selectedIncident.value === incident.id;
  const isCleared = incident.state === 'cleared';
  const classes = ['card', isSelected && 'is-selected', isCleared && 'is-cleared', isMuted(incident) && 'is-muted'].filter(Boolean).join(' ');
  return (
    <li
      id={`incident-${incident.id}`}
      class={classes}
      data-testid={`incident-${incident.id}`}
      data-level={incident.level}
      data-state={incident.state}
      data-kind={incident.kind}
      onClick={() => (selectedIncident.value = incident.id)}
    >
      <Badge mark={incident.level} size={30} kind={incident.kind} />
      <div class="card-body">
        <div class="card-head">
          <h3>
            <button
              class="card-title"
              onClick={() => (incident.station ? openStation(incident.station, true) : openSheet('incident', incident.id))}
              onFocus={() => (selectedIncident.value = incident.id)}
            >
              {titleOf(incident)}
            </button>
          </h3>
          <Age incident={incident} />
        </div>
        <Marks incident={incident} />
        {lastWords(incident) === titleOf(incident) ? null : <p class="card-why">{lastWords(incident)}</p>}
        {incident.kind === 'dark_village' ? <p class="card-dark">{words.value.board.darkText}</p> : null}
        <Measure incident={incident} isSelected={isSelected} />
        {isSelected ? <Acts incident={incident} /> : null}
      </div>
    </li>
  );
}

function Age({ incident }: { readonly incident: Incident }) {
  const opened = Date.parse(incident.opened);
  return <time class="card-age">{words.value.age(minutesBetween(opened, now.value))}</time>;
}

/** Who has it, or that nobody has; the button where it can be taken with one click. */
function Standing({ incident, isSelected }: { readonly incident: Incident; readonly isSelected: boolean }) {
  const w = words.value;
  const canTake = needsAck(incident) && mayAct.value && !isSelected;
  const state = standingOf(incident);
  return (
    <div class="card-standing">
      {canTake && incident.state === 'open' ? null : (
        <span class={incident.state === 'open' || incident.state === 'cleared' ? 'card-open' : ''}>{state}</span>
      )}
      {incident.assignee ? <span>{w.board.assignee(incident.assignee)}</span> : null}
      {canTake ? <AckButton incident={incident} /> : null}
    </div>
  );
}

/** What kind it is, when it is no danger itself; whether it is muted; how its tasks stand. */
function Marks({ incident }: { readonly incident: Incident }) {
  const w = words.value;
  const tasks = tasksByIncident.value.get(incident.id) ?? [];
  const overdue = tasks.filter((each) => each.state === 'overdue').length;
  const done = tasks.filter((each) => each.state === 'done' || each.state === 'refused').length;
  if (incident.kind === 'hazard' && tasks.length === 0 && !isMuted(incident) && !incident.escalated_to) return null;
  return (
    <p class="card-marks">
      {incident.kind === 'hazard' ? null : <span class={`card-kind is-${incident.kind}`}>{w.board.kind[incident.kind]}</span>}
      {incident.inhibited_by.length ? <span title={w.board.inhibitedHint}>{w.board.inhibited}</span> : null}
      {incident.silenced_by.length ? <span title={w.board.silencedHint}>{w.board.silenced}</span> : null}
      {tasks.length ? <span>{w.board.tasks(done, tasks.length)}</span> : null}
      {overdue ? <strong class="is-failed">{w.board.overdue(overdue)}</strong> : null}
      {incident.escalated_to ? <span>{w.board.escalated(incident.escalated_to)}</span> : null}
    </p>
  );
}

/** The reason that names a reading: the newest one that has a property. */
const judged = (incident: Incident): Reason | undefined => (incident.station ? incident.reasons.findLast((reason) => reason.property) : undefined);

function Measure({ incident, isSelected }: { readonly incident: Incident; readonly isSelected: boolean }) {
  void readingsVersion.value;
  const w = words.value;
  const reason = judged(incident);
  useEffect(() => {
    if (reason) want(incident.station, reason.property);
  }, [incident.station, reason?.property]);
  const latest = reason ? readings.one(incident.station, reason.property) : undefined;
  const unit = properties.value.get(reason?.property ?? '')?.unit ?? '';
  const curve = curves.value.get(curveKey(incident.station, reason?.property ?? '')) ?? [];
  const isLost = incident.kind === 'lost';
  return (
    <div class="card-measure">
      {isLost ? (
        <p class="card-value card-silent">
          — <small>{latest ? w.board.last(nearTime(latest.t, now.value)) : w.board.lost}</small>
        </p>
      ) : reason ? (
        <p class="card-value">
          {readable(latest?.v ?? reason.value, unit)} <small>{printedUnit(unit)}</small>
          {curve.length > 1 ? <Arrow curve={curve} /> : null}
        </p>
      ) : null}
      <Spark curve={curve} threshold={reason?.threshold ?? null} level={incident.level} />
      <Standing incident={incident} isSelected={isSelected} />
    </div>
  );
}

function Arrow({ curve }: { readonly curve: Parameters<typeof trendOf>[0] }) {
  const trend = trendOf(curve);
  return (
    <span class="card-arrow" role="img" aria-label={words.value.board.trend[trend]}>
      {ARROWS[trend]}
    </span>
  );
}

interface SparkProps {
  readonly curve: Parameters<typeof draw>[0];
  readonly threshold: number | null;
  readonly level: string;
}

function Spark({ curve, threshold, level }: SparkProps) {
  const box = { width: 120, height: 32 };
  const drawn = draw(curve, threshold, box);
  return (
    <svg class="spark" width={box.width} height={box.height} viewBox={`0 0 ${box.width} ${box.height}`} preserveAspectRatio="none" aria-hidden="true">
      {drawn.threshold === null ? null : (
        <path class={`spark-threshold stroke-${level}`} d={`M0 ${drawn.threshold.toFixed(1)}H${box.width}`} />
      )}
      <path class="spark-line" d={drawn.line} />
    </svg>
  );
}

const needsAck = (incident: Incident): boolean => incident.state === 'open' || incident.state === 'cleared';

function AckButton({ incident, isPrimary = false }: { readonly incident: Incident; readonly isPrimary?: boolean }) {
  const w = words.value;
  const act = (event: Event): void => {
    event.stopPropagation();
    void acknowledge(incident);
  };
  return (
    <button class={`button ${isPrimary ? 'primary' : 'card-ack'}`} data-testid={`incident-ack-${incident.id}`} onClick={act}>
      {w.board.ack}
      {isPrimary ? <kbd>A</kbd> : null}
    </button>
  );
}

function Acts({ incident }: { readonly incident: Incident }) {
  const w = words.value;
  if (assigning.value === incident.id) return <Assign incident={incident} />;
  return (
    <div class="card-acts">
      {needsAck(incident) && mayAct.value ? <AckButton incident={incident} isPrimary /> : null}
      {mayAct.value ? (
        <button class="button" data-testid={`incident-assign-${incident.id}`} onClick={() => (assigning.value = incident.id)}>
          {w.board.assign} <kbd>G</kbd>
        </button>
      ) : null}
      {mayAct.value && ['open', 'acknowledged', 'assigned'].includes(incident.state) ? (
        <button class="button" data-testid={`incident-start-${incident.id}`} onClick={() => void start(incident)}>
          {w.board.start} <kbd>S</kbd>
        </button>
      ) : null}
      <button class="button" data-testid={`incident-details-${incident.id}`} onClick={() => openSheet('incident', incident.id)}>
        {w.board.details} <kbd>D</kbd>
      </button>
      {incident.station ? (
        <button class="button" onClick={() => openStation(incident.station, true)}>
          {w.board.show} <kbd>↵</kbd>
        </button>
      ) : null}
      {incident.station ? (
        <button class="button" data-testid={`incident-why-${incident.id}`} onClick={() => explainIncident(incident)}>
          {w.board.why} <kbd>Y</kbd>
        </button>
      ) : incident.rule.includes(':') ? null : (
        <button class="button" onClick={() => openRule(incident.rule)}>
          {w.place.rules}
        </button>
      )}
      {mayAct.value ? null : <span class="card-readonly">{w.board.readOnly}</span>}
    </div>
  );
}

function Assign({ incident }: { readonly incident: Incident }) {
  const w = words.value;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <form
      class="card-acts"
      onSubmit={(event) => {
        event.preventDefault();
        const name = field.current?.value.trim();
        if (name) void assign(incident, name);
      }}
    >
      <input
        ref={field}
        aria-label={w.board.assignTo}
        placeholder={w.board.assignTo}
        value={incident.assignee || session.value?.user.name}
        maxLength={64}
      />
      <button class="button primary">{w.board.assign}</button>
      <button type="button" class="button" onClick={() => (assigning.value = null)}>
        {w.cancel}
      </button>
    </form>
  );
}
