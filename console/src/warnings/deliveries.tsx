import { computed } from '@preact/signals';

import { allWarnings, city } from '../city/store';
import { minutesBetween, now } from '../beijing';
import { place } from '../view';
import type { Delivery } from '../wire/shapes';
import { words } from '../words';
import { briefOf } from '../board/sentence';
import { byWarning, isInForce, ORDER, tally } from './count';

const groups = computed(() => byWarning(city.value.deliveries.values()));

const missedStates: ReadonlySet<Delivery['state']> = new Set<Delivery['state']>(['failed', 'dropped', 'dead']);
const missedOf = (deliveries: readonly Delivery[] = []): readonly Delivery[] => deliveries.filter((each) => missedStates.has(each.state));

/** The feed tells everybody the same, so names are cut short there: with the end of the number they are told apart. */
const calledOf = ({ recipient_name: name, recipient, address }: Delivery): string => (name.includes('*') ? `${name}${address.slice(-4)}` : name || recipient);

/** Did it arrive? The newest warning in force that did not reach everybody; else the newest in force. */
export function DeliverySummary() {
  const w = words.value;
  const inForce = allWarnings.value.filter((each) => isInForce(each, now.value));
  const warning = inForce.find((each) => missedOf(groups.value.get(each.id)).length > 0) ?? inForce[0];
  if (!warning) {
    return (
      <section class="delivery" aria-label={w.delivery.title}>
        <h2>{w.delivery.title}</h2>
        <p class="delivery-none">{w.delivery.none}</p>
        <p class="delivery-text">{w.delivery.noneText}</p>
      </section>
    );
  }
  const deliveries = groups.value.get(warning.id) ?? [];
  const counts = tally(deliveries);
  const missed = missedOf(deliveries);
  return (
    <section class="delivery" aria-label={w.delivery.title}>
      <header class="delivery-head">
        <h2>{w.delivery.title}</h2>
        <button class="link delivery-what" onClick={() => (place.value = 'warnings')}>
          {briefOf(warning)}
        </button>
        <span class="delivery-age">{w.age(minutesBetween(Date.parse(warning.sent ?? warning.created), now.value))}</span>
        <strong class={missed.length ? 'is-failed' : 'delivery-good'}>
          {missed.length ? w.delivery.undelivered(missed.length) : counts.all ? w.delivery.allGood : w.warning.noDeliveries}
        </strong>
      </header>
      <div class="delivery-bar" aria-hidden="true">
        {[...ORDER].reverse().map((state) => (counts[state] ? <span key={state} class={`bar-${state}`} style={{ flexGrow: counts[state] }} /> : null))}
      </div>
      <ul class="delivery-counts">
        {ORDER.map((state) =>
          counts[state] || state === 'delivered' || state === 'sent' ? (
            <li key={state} class={counts[state] && missedStates.has(state) ? 'is-failed' : ''}>
              <i class={`bar-${state}`} />
              <strong>{counts[state]}</strong> {w.delivery.state[state]}
            </li>
          ) : null,
        )}
      </ul>
      {missed.length > 0 ? (
        <p class="delivery-who">{w.delivery.who(missed.map(calledOf).join('、'))}</p>
      ) : null}
    </section>
  );
}
