import { exactTime, minutesBetween, nearTime, now, stopwatch } from '../beijing';
import { troubles } from '../city/ready';
import { blindSince } from '../city/store';
import { place } from '../view';
import { isBlind, type Trouble } from '../wire/ready';
import { words } from '../words';
import { ALERT, Stroke } from './icons';

/** More than these are counted; the page of the installation names all. */
const SHOWN = 2;

/** Says across the full width which part does not work, since when, and what goes on all the same. */
export function TroubleNotice() {
  const list = troubles.value;
  const w = words.value;
  return (
    <div class="trouble-place" role="status" aria-live="polite">
      {list.slice(0, SHOWN).map((each) => (
        <Notice key={each.part + each.which} trouble={each} />
      ))}
      {list.length > SHOWN ? (
        <p class="trouble-more">
          <button class="link" onClick={() => (place.value = 'status')}>
            {w.trouble.more(list.length - SHOWN)}
          </button>
        </p>
      ) : null}
    </div>
  );
}

function Notice({ trouble }: { readonly trouble: Trouble }) {
  const w = words.value;
  const { part, which, since } = trouble;
  const said = w.trouble.part[part];
  const frozen = isBlind(trouble) ? blindSince.value : null;
  return (
    <div class={frozen === null ? 'trouble' : 'trouble is-blind'} data-testid={`trouble-${part}`}>
      <Stroke d={ALERT} size={20} />
      <div class="trouble-text">
        <p class="trouble-head">
          <strong>
            {said.title}
            {which ? ` · ${which}` : ''}
          </strong>
          {since === null ? null : <span>{w.trouble.since(nearTime(since, now.value), lasted(since))}</span>}
          {frozen === null ? null : <span>{w.trouble.frozen(exactTime(frozen))}</span>}
        </p>
        <p>
          {said.works}
          {trouble.takes.length ? ` ${w.trouble.takes(trouble.takes.map((each) => w.trouble.part[each].name).join(w.list))}` : ''}
        </p>
      </div>
      {place.value === 'status' ? null : (
        <button class="button trouble-show" onClick={() => (place.value = 'status')}>
          {w.trouble.show}
        </button>
      )}
    </div>
  );
}

function lasted(since: number): string {
  const minutes = minutesBetween(since, now.value);
  return minutes < 60 ? stopwatch(now.value - since) : words.value.age(minutes);
}
