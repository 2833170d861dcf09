import { minutesBetween, now } from '../beijing';
import { briefOf } from '../board/sentence';
import { activeRollCalls, foremost } from '../city/rollcalls';
import { city } from '../city/store';
import { Badge } from '../level/badge';
import { BAR, missingOf, totals } from '../rollcall/order';
import { isInForce, tally } from '../warnings/count';
import { words } from '../words';
import { said } from './words';

/** Who answers: help and silence are the largest figures. */
export function WallRollCall() {
  const w = said.value;
  const roll = foremost.value;
  const others = activeRollCalls.value.length - 1;
  const counts = roll ? totals(roll) : null;
  if (!roll || !counts?.total) return <Told />;
  const missing = missingOf(counts);
  const warning = city.value.warnings.get(roll.warning);
  const figures: readonly (readonly [number, string, boolean])[] = [
    ...(counts.help ? ([[counts.help, w.help, true]] as const) : []),
    [missing, w.missing, missing > 0],
    [counts.waiting, w.waiting, false],
    [counts.answered, w.answered, false],
  ];
  return (
    <section class="wall-rollcall" aria-label={w.rollcall} data-testid="wall-rollcall">
      <header class="wall-head">
        <h2>{w.rollcall}</h2>
        <Badge mark={roll.level} size={34} />
        <span class="wall-roll-what">{warning ? briefOf(warning) : roll.identifier}</span>
        <time>{words.value.age(minutesBetween(Date.parse(roll.started), now.value))}</time>
        {others > 0 ? <span class="wall-page">{w.more(others)}</span> : null}
      </header>
      <dl class="wall-figures">
        {figures.map(([count, name, isLoud]) => (
          <Figure key={name} count={count} of={counts.total} name={name} isLoud={isLoud} />
        ))}
      </dl>
      <div class="delivery-bar wall-bar" aria-hidden="true">
        {BAR.map((state) => (counts[state] ? <span key={state} class={`roll-${state}`} style={{ flexGrow: counts[state] }} /> : null))}
      </div>
    </section>
  );
}

/** While nobody is called: whom the warnings in force have reached. */
function Told() {
  const w = said.value;
  const held = [...city.value.deliveries.values()].filter((each) => {
    const warning = city.value.warnings.get(each.warning);
    return warning !== undefined && isInForce(warning, now.value);
  });
  const counts = tally(held);
  const failed = counts.failed + counts.dead + counts.dropped;
  return (
    <section class="wall-rollcall" aria-label={w.rollcall} data-testid="wall-rollcall">
      <header class="wall-head">
        <h2>{w.rollcall}</h2>
        <span class="wall-none">{w.noRollcall}</span>
      </header>
      {counts.all ? (
        <dl class="wall-figures">
          <Figure count={failed} of={counts.all} name={w.failed} isLoud={failed > 0} />
          <Figure count={counts.queued + counts.sent + counts.unconfirmed} of={counts.all} name={w.underway} isLoud={false} />
          <Figure count={counts.delivered} of={counts.all} name={w.delivered} isLoud={false} />
        </dl>
      ) : null}
    </section>
  );
}

interface FigureProps {
  readonly count: number;
  readonly of: number;
  readonly name: string;
  readonly isLoud: boolean;
}

function Figure({ count, of, name, isLoud }: FigureProps) {
  return (
    <div class={isLoud ? 'is-loud' : ''}>
      <dt>{name}</dt>
      <dd>
        {count}
        <small> / {of}</small>
      </dd>
    </div>
  );
}
