import { minutesBetween, now } from '../beijing';
import { chooseRollCall, foremost } from '../city/rollcalls';
import { city } from '../city/store';
import { place } from '../view';
import { briefOf } from '../board/sentence';
import { DeliverySummary } from '../warnings/deliveries';
import { undeliveredOf } from '../warnings/count';
import { words } from '../words';
import { BAR, missingOf, totals } from './order';

/** Who answers, below the board; while nobody is called, what was delivered. */
export function RollCallSummary() {
  const w = words.value;
  const roll = foremost.value;
  if (!roll) return <DeliverySummary />;
  const counts = totals(roll);
  const missing = missingOf(counts);
  const warning = city.value.warnings.get(roll.warning);
  const missed = undeliveredOf(city.value.deliveries.values(), roll.warning);
  const open = (): void => {
    chooseRollCall(roll.id);
    place.value = 'rollcall';
  };
  return (
    <section class="delivery" aria-label={w.rollcall.title} data-testid="rollcall-summary">
      <header class="delivery-head">
        <h2>{w.rollcall.title}</h2>
        <button class="link delivery-what" onClick={open} title={w.rollcall.open}>
          {warning ? briefOf(warning) : roll.identifier}
        </button>
        <span class="delivery-age">{w.age(minutesBetween(Date.parse(roll.started), now.value))}</span>
        <strong class={counts.help || missing || counts.total === 0 ? 'is-failed' : 'delivery-good'}>
          {counts.help ? w.rollcall.help(counts.help) : missing ? w.rollcall.missing(missing) : counts.waiting ? '' : counts.total === 0 ? w.rollcall.nobody : w.rollcall.allAnswered}
        </strong>
      </header>
      <div class="delivery-bar" aria-hidden="true">
        {BAR.map((state) => (counts[state] ? <span key={state} class={`roll-${state}`} style={{ flexGrow: counts[state] }} /> : null))}
      </div>
      <ul class="delivery-counts">
        {BAR.map((state) => (
          <li key={state} class={(state === 'unanswered' || state === 'dark') && counts[state] ? 'is-failed' : ''}>
            <i class={`roll-${state}`} />
            <strong>{counts[state]}</strong> {w.rollcall.bar[state]}
          </li>
        ))}
        {roll.site_counts.total ? <li>{w.rollcall.sites(roll.site_counts.answered, roll.site_counts.total)}</li> : null}
        {missed.failed ? <li class="is-failed">{w.delivery.undelivered(missed.failed)}</li> : null}
        {missed.unconfirmed ? <li>{w.delivery.unconfirmed(missed.unconfirmed)}</li> : null}
      </ul>
    </section>
  );
}
