import { computed, signal, useSignal } from '@preact/signals';

import { retract } from '../acts';
import { dayTime, nearTime, now } from '../beijing';
import { allWarnings, city, isLoaded } from '../city/store';
import { Empty, Loading } from '../frame/states';
import { actorOf, briefOf } from '../board/sentence';
import { Badge } from '../level/badge';
import { mayAct } from '../session/session';
import { openStation, place } from '../view';
import type { Delivery, Warning } from '../wire/shapes';
import { named, told, words } from '../words';
import { Approval } from './approvals';
import { byWarning, isInForce, ORDER, tally } from './count';

type Filter = 'all' | 'pending' | 'force' | 'past';
const FILTERS: readonly Filter[] = ['all', 'pending', 'force', 'past'];

const filter = signal<Filter>('all');
const groups = computed(() => byWarning(city.value.deliveries.values()));

const isPending = (warning: Warning): boolean => warning.stage === 'draft' || warning.stage === 'reviewed';

function passes(warning: Warning): boolean {
  if (filter.value === 'pending') return isPending(warning);
  if (filter.value === 'force') return isInForce(warning, now.value);
  return filter.value === 'all' || !(isPending(warning) || isInForce(warning, now.value));
}

/** The newest warnings that have been decided, below the board. */
export function NewestWarnings() {
  const w = words.value;
  const newest = allWarnings.value.filter((warning) => !isPending(warning)).slice(0, 3);
  if (newest.length === 0) return null;
  return (
    <section class="newest" aria-label={w.warning.title}>
      <header class="side-head">
        <h2>{w.warning.title}</h2>
        <button class="link" onClick={() => (place.value = 'warnings')}>
          {w.warning.all} {allWarnings.value.length}
        </button>
      </header>
      <ul>
        {newest.map((warning) => (
          <Row key={warning.id} warning={warning} />
        ))}
      </ul>
    </section>
  );
}

/** Every warning this page knows, with its history and deliveries. */
export function WarningList() {
  const w = words.value;
  const shown = allWarnings.value.filter(passes);
  return (
    <section class="place-list" aria-label={w.place.warnings}>
      <header class="side-head">
        <h2>
          {w.place.warnings} <span class="side-count">{shown.length}</span>
        </h2>
      </header>
      <div class="segments" role="group" aria-label={w.place.warnings}>
        {FILTERS.map((each) => (
          <button key={each} aria-pressed={filter.value === each} onClick={() => (filter.value = each)}>
            {w.warning.filter[each]}
          </button>
        ))}
      </div>
      <div class="board-scroll">
        {shown.length > 0 ? null : isLoaded.value ? <Empty title={w.warning.empty} text={w.warning.emptyText} /> : <Loading />}
        <ul>
          {shown.map((warning) =>
            isPending(warning) ? (
              <li key={warning.id}>
                <Approval warning={warning} />
              </li>
            ) : (
              <Row key={warning.id} warning={warning} canOpen />
            ),
          )}
        </ul>
      </div>
    </section>
  );
}

function Row({ warning, canOpen = false }: { readonly warning: Warning; readonly canOpen?: boolean }) {
  const w = words.value;
  const isOpen = useSignal(false);
  const sent = groups.value.get(warning.id) ?? [];
  const isPast = !isInForce(warning, now.value);
  const at = Date.parse(warning.sent ?? warning.created);
  return (
    <li
      class={`warning${isPast ? ' is-past' : ''}`}
      data-testid={`warning-${warning.id}`}
      data-stage={warning.stage}
      data-level={warning.level}
    >
      <Badge mark={warning.level} size={24} />
      <div class="warning-body">
        <div class="warning-head">
          <h3 title={told(warning.headline)}>
            {canOpen ? (
              <button class="card-title" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
                {told(warning.headline)}
              </button>
            ) : (
              briefOf(warning)
            )}
          </h3>
          <time>{nearTime(at, now.value)}</time>
        </div>
        <p class="warning-meta">
          <span class={`stand stage-${warning.stage}`}>{w.warning.stage[warning.stage]}</span>
          <span>{[w.warning.type[warning.msgType], w.warning.status[warning.status]].filter(Boolean).join(' · ')}</span>
          <Arrived deliveries={sent} />
          {warning.sent ? (
            <a class="link" href={`/feeds/cap/${encodeURIComponent(warning.identifier)}.xml`} target="_blank" rel="noopener">
              {w.warning.cap}
            </a>
          ) : null}
        </p>
        {isOpen.value ? <Detail warning={warning} deliveries={sent} /> : null}
      </div>
    </li>
  );
}

function Arrived({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const w = words.value;
  const counts = tally(deliveries);
  if (counts.all === 0) return <span>{w.warning.noDeliveries}</span>;
  if (counts.failed > 0) return <span class="is-failed">{w.warning.failed(counts.failed)}</span>;
  return <span>{w.warning.deliveries(counts.all)}</span>;
}

function Detail({ warning, deliveries }: { readonly warning: Warning; readonly deliveries: readonly Delivery[] }) {
  const w = words.value;
  const from = dayTime(Date.parse(warning.effective));
  const to = dayTime(Date.parse(warning.expires));
  const sorted = [...deliveries].sort((left, right) => ORDER.indexOf(left.state) - ORDER.indexOf(right.state));
  return (
    <div class="detail">
      <p>{told(warning.description)}</p>
      <p>{told(warning.instruction)}</p>
      <p class="detail-meta">
        {w.warning.area} {warning.area.description} · {w.warning.valid(from, to)}
        <br />
        {warning.identifier} · {warning.sender_name}
      </p>
      <h4>{w.warning.steps}</h4>
      <ol class="steps">
        {warning.steps.map((step) => (
          <li key={`${step.at}${step.act}`}>
            <time>{dayTime(Date.parse(step.at))}</time> {actorOf(step.actor)} {named(w.warning.act, step.act)}
            {step.note ? `：${step.note}` : ''}
          </li>
        ))}
      </ol>
      {sorted.length > 0 ? <h4>{w.delivery.title}</h4> : null}
      <ul class="recipients">
        {sorted.slice(0, 30).map((delivery) => (
          <li key={delivery.id} class={`state-${delivery.state}`}>
            <span>{delivery.recipient_name || named(w.delivery.channel, delivery.recipient)}</span>
            <span>{[named(w.delivery.channel, delivery.channel), delivery.address].filter(Boolean).join(' ')}</span>
            <span>{w.delivery.state[delivery.state]}</span>
          </li>
        ))}
      </ul>
      <div class="card-acts">
        {warning.station ? (
          <button class="button" onClick={() => openStation(warning.station, true)}>
            {w.board.show}
          </button>
        ) : null}
        {mayAct.value && isInForce(warning, now.value) ? <Retract warning={warning} /> : null}
      </div>
    </div>
  );
}

function Retract({ warning }: { readonly warning: Warning }) {
  const w = words.value;
  const isSure = useSignal(false);
  if (!isSure.value) {
    return (
      <button class="button" data-testid={`warning-cancel-${warning.id}`} onClick={() => (isSure.value = true)}>
        {w.warning.retract}
      </button>
    );
  }
  return (
    <span class="sure">
      {w.warning.retractSure}
      <button class="button primary" onClick={() => void retract(warning)}>
        {w.warning.retract}
      </button>
      <button class="button" onClick={() => (isSure.value = false)}>
        {w.cancel}
      </button>
    </span>
  );
}
