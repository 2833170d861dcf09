import { computed, signal } from '@preact/signals';

import { nearTime, now } from '../beijing';
import { allWarnings, city, isLoaded, pendingWarnings, renewalWarnings, reviewWarnings } from '../city/store';
import { Empty, Loading } from '../frame/states';
import { briefOf } from '../board/sentence';
import { Badge } from '../level/badge';
import { compose } from '../compose/open';
import { mayAct } from '../session/session';
import { openSheet, place, sheet } from '../view';
import type { Delivery, Warning } from '../wire/shapes';
import { told, words } from '../words';
import { Afterwards, Approval } from './approvals';
import { ForeignList } from './foreign';
import { StatusMark } from './mark';
import { byWarning, isInForce, tally } from './count';

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
  // What waits for a person stands above what is only told, the gravest first.
  const shown = [...pendingWarnings.value, ...allWarnings.value.filter((each) => !isPending(each))].filter(passes);
  return (
    <section class="place-list" aria-label={w.place.warnings}>
      <header class="side-head">
        <h2>
          {w.place.warnings} <span class="side-count">{shown.length}</span>
        </h2>
        {mayAct.value ? (
          <button class="button" data-testid="compose-open" onClick={() => compose({})}>
            {w.warning.compose} <kbd>W</kbd>
          </button>
        ) : null}
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
        {filter.value === 'pending' || filter.value === 'all' ? [...new Set([...reviewWarnings.value, ...renewalWarnings.value])].map((warning) => <Afterwards key={warning.id} warning={warning} />) : null}
        <ForeignList />
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
  const sent = groups.value.get(warning.id) ?? [];
  const isPast = !isInForce(warning, now.value);
  const at = Date.parse(warning.sent ?? warning.created);
  return (
    <li
      class={`warning${isPast ? ' is-past' : ''}`}
      aria-current={sheet.value?.id === warning.id}
      data-testid={`warning-${warning.id}`}
      data-stage={warning.stage}
      data-level={warning.level}
    >
      <Badge mark={warning.level} size={24} />
      <div class="warning-body">
        <div class="warning-head">
          <h3 title={told(warning.headline)}>
            {canOpen ? (
              <button class="card-title" data-testid={`warning-open-${warning.id}`} onClick={() => openSheet('warning', warning.id)}>
                {told(warning.headline)}
              </button>
            ) : (
              <button class="card-title" onClick={() => openSheet('warning', warning.id)}>
                {briefOf(warning)}
              </button>
            )}
          </h3>
          <time>{nearTime(at, now.value)}</time>
        </div>
        <p class="warning-meta">
          <span class={`stand stage-${warning.stage}`}>{w.warning.stage[warning.stage]}</span>
          <span>{w.warning.type[warning.msgType]}</span>
          <StatusMark status={warning.status} />
          <Arrived deliveries={sent} />
          {warning.sent ? (
            <a class="link" href={`/feeds/cap/${encodeURIComponent(warning.identifier)}.xml`} target="_blank" rel="noopener">
              {w.warning.cap}
            </a>
          ) : null}
        </p>
      </div>
    </li>
  );
}

function Arrived({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const w = words.value;
  const counts = tally(deliveries);
  if (counts.all === 0) return <span>{w.warning.noDeliveries}</span>;
  const missed = counts.failed + counts.dead;
  if (missed > 0) return <span class="is-failed">{w.warning.failed(missed)}</span>;
  if (counts.unconfirmed > 0) return <strong>{w.delivery.unconfirmed(counts.unconfirmed)}</strong>;
  return <span>{w.warning.deliveries(counts.all)}</span>;
}
