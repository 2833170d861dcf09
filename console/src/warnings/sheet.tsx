import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { dayTime, fullTime, nearTime, now } from '../beijing';
import { actorOf, noteOf, titleOf } from '../board/sentence';
import { chooseRollCall, rollCalls } from '../city/rollcalls';
import { city } from '../city/store';
import { Sheet } from '../frame/sheet';
import { Loading } from '../frame/states';
import { TableFile, type Table } from '../frame/tablefile';
import { Badge } from '../level/badge';
import { compose } from '../compose/open';
import { mayAct, mayApprove } from '../session/session';
import { area, openSheet, openStation, place } from '../view';
import { get, Refusal } from '../wire/client';
import type { Delivery, Warning } from '../wire/shapes';
import { named, told, words } from '../words';
import { Decide, Afterwards } from './approvals';
import { byWarning, isInForce, ORDER } from './count';
import { StatusMark } from './mark';
import { ReachPart } from './reaching';
import { Retract } from './retract';
import { printSlip } from './slip';
import { TextsPart } from './texts';
import { Asked, Progress, Ring } from './ticking';
import { said } from './words';

/** Reasons of the incident that are shown as evidence. */
const REASONS = 3;
/** Deliveries that are listed. */
const SHOWN = 60;

/** Frames bring warnings without their outline, so what is opened is asked for. */
const whole = signal<Warning | null>(null);
const isGone = signal(false);

async function load(id: string): Promise<void> {
  try {
    whole.value = await get<Warning>(`/warnings/${encodeURIComponent(id)}`);
    isGone.value = false;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    isGone.value = error.status === 404;
  }
}

/** One warning, everything that an approver must have seen, and the decision below it. */
export function WarningSheet({ id }: { readonly id: string }) {
  const w = said.value;
  const live = city.value.warnings.get(id);
  useEffect(() => {
    void load(id);
  }, [id, live?.content_hash]);
  const full = whole.value?.id === id ? whole.value : null;
  useEffect(() => {
    area.value = full ? { level: full.level, polygons: full.area.polygons ?? [], circles: full.area.circles ?? [] } : null;
    return () => {
      area.value = null;
    };
  }, [full?.id, full?.content_hash]);
  // The words of what was read, the standing of what is.
  const warning = live && full && live.content_hash === full.content_hash ? { ...full, ...live, area: full.area } : (live ?? full);
  if (!warning) {
    return (
      <Sheet label={w.texts} test="warning-sheet" head={<h2>{isGone.value ? w.gone : w.loading}</h2>}>
        {isGone.value ? null : <Loading />}
      </Sheet>
    );
  }
  const isWaiting = warning.stage === 'draft' || warning.stage === 'reviewed';
  return (
    <Sheet label={told(warning.headline)} test="warning-sheet" head={<Head warning={warning} />} foot={isWaiting && mayApprove.value ? <Decide warning={warning} where="sheet" /> : null}>
      {isWaiting && warning.asking ? <Release warning={warning} /> : null}
      {warning.review?.due || (warning.renewal_due && warning.stage === 'issued') ? <Afterwards warning={warning} /> : null}
      <Evidence warning={warning} />
      <ReachPart warning={warning} />
      <TextsPart warning={warning} />
      <History warning={warning} />
    </Sheet>
  );
}

function Head({ warning }: { readonly warning: Warning }) {
  const w = words.value;
  return (
    <>
      <Badge mark={warning.level} size={34} />
      <div class="leaf-name">
        <h2>{told(warning.headline)}</h2>
        <p class="leaf-meta">
          <StatusMark status={warning.status} /> <span class={`stand stage-${warning.stage}`}>{w.warning.stage[warning.stage]}</span>
          {` · ${[w.warning.type[warning.msgType], warning.area.description, w.warning.valid(dayTime(Date.parse(warning.effective)), dayTime(Date.parse(warning.expires)))].filter(Boolean).join(' · ')}`}
        </p>
      </div>
    </>
  );
}

function Release({ warning }: { readonly warning: Warning }) {
  const { asking } = warning;
  if (!asking) return null;
  return (
    <section class={`leaf-release tint-${warning.level}`} aria-label={said.value.release}>
      <Ring asking={asking} />
      <div>
        <Asked asking={asking} />
        <Progress warning={warning} asking={asking} />
      </div>
    </section>
  );
}

function Evidence({ warning }: { readonly warning: Warning }) {
  const w = said.value;
  const incident = warning.incident ? city.value.incidents.get(warning.incident) : undefined;
  const situation = incident?.situation ? city.value.situations.get(incident.situation) : undefined;
  if (!incident) return warning.author ? <p class="leaf-meta leaf-part">{w.noEvidence}</p> : null;
  return (
    <section class="leaf-part" aria-label={w.evidence}>
      <header class="leaf-row">
        <h3>{w.evidence}</h3>
        <button class="link" onClick={() => openSheet('incident', incident.id)}>
          {titleOf(incident)}
        </button>
      </header>
      <ol class="leaf-reasons">
        {incident.reasons.slice(-REASONS).map((reason) => (
          <li key={`${reason.t}${reason.change}`}>
            <time>{nearTime(Date.parse(reason.t), now.value)}</time> {told(reason.text)}
          </li>
        ))}
      </ol>
      <p class="leaf-meta">
        {[situation && situation.open > 1 ? w.situation(situation.open) : '', incident.evidence.length ? w.exhibits(incident.evidence.length) : '', words.value.warning.byRule(incident.rule)].filter(Boolean).join(' · ')}
      </p>
    </section>
  );
}

function History({ warning }: { readonly warning: Warning }) {
  const w = words.value;
  const own = said.value;
  const deliveries = byWarning(city.value.deliveries.values()).get(warning.id) ?? [];
  const roll = rollCalls.value.find((each) => each.warning === warning.id || each.id === warning.id);
  const openRoll = (): void => {
    if (roll) chooseRollCall(roll.id);
    place.value = 'rollcall';
  };
  return (
    <section class="leaf-part" aria-label={own.steps}>
      <h3>{own.steps}</h3>
      <ol class="steps leaf-steps">
        {warning.steps.map((step) => (
          <li key={`${step.at}${step.act}${step.actor}`}>
            <time>{dayTime(Date.parse(step.at))}</time> {actorOf(step.actor)} {named(w.warning.act, step.act)}
            {step.note ? `${w.colon}${noteOf(step)}` : ''}
          </li>
        ))}
      </ol>
      <Recipients deliveries={deliveries} />
      <p class="leaf-meta leaf-hash">
        {warning.identifier} · {warning.sender_name} · {own.hash} {warning.content_hash.slice(0, 12)}
      </p>
      <div class="card-acts">
        {warning.station ? (
          <button class="button" onClick={() => openStation(warning.station, true)}>
            {own.station}
          </button>
        ) : null}
        {roll ? (
          <button class="button" data-testid="warning-rollcall" onClick={openRoll}>
            {own.rollcall}
          </button>
        ) : null}
        {mayAct.value && (warning.stage === 'draft' || warning.stage === 'reviewed') ? (
          <button class="button" data-testid="warning-change" onClick={() => compose({ warning: warning.id })}>
            {w.warning.change}
          </button>
        ) : null}
        <button class="button" data-testid="warning-print" onClick={() => printSlip(warning)}>
          {own.print}
        </button>
        {mayApprove.value && isInForce(warning, now.value) ? <Retract warning={warning} /> : null}
      </div>
    </section>
  );
}

/** Every delivery as a file, those that did not arrive first. */
function asTable(deliveries: readonly Delivery[]): Table {
  const w = words.value.delivery;
  const { who, channel, address, state, attempts, changed } = w.head;
  return {
    header: [who, channel, address, state, attempts, changed],
    rows: deliveries.map((each) => [each.recipient_name || each.recipient, named(w.channel, each.channel), each.address, w.state[each.state], each.attempts, fullTime(Date.parse(each.changed))]),
  };
}

function Recipients({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const w = words.value;
  if (deliveries.length === 0) return null;
  const sorted = [...deliveries].sort((left, right) => ORDER.indexOf(left.state) - ORDER.indexOf(right.state));
  return (
    <details class="leaf-more" open={sorted.some((each) => each.state === 'failed' || each.state === 'dead')}>
      <summary>
        {w.delivery.title} {deliveries.length}
      </summary>
      <TableFile name={w.delivery.title} test="deliveries-export" table={() => asTable(sorted)} />
      <ul class="recipients">
        {sorted.slice(0, SHOWN).map((delivery) => (
          <li key={delivery.id} class={`state-${delivery.state}`}>
            <span>{delivery.recipient_name || named(w.delivery.channel, delivery.recipient)}</span>
            <span>{[named(w.delivery.channel, delivery.channel), delivery.address].filter(Boolean).join(' ')}</span>
            <span>{w.delivery.state[delivery.state]}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
