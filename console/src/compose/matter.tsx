import { nearTime, now } from '../beijing';
import { titleOf } from '../board/sentence';
import { openIncidents } from '../city/store';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import { said as ruleWords } from '../rules/words';
import { words } from '../words';
import { described, FaultList } from './fault';
import { compose } from './open';
import { begin, form, isBegun, preview, wanted, write } from './state';
import { said } from './words';

const HOURS = [1, 2, 3, 6, 12, 24, 48, 72, 168] as const;
const BLANK = '-';

/** What it is about: an incident or nothing, hazard, level, and how long it lasts. */
export function MatterPart({ isDraft }: { readonly isDraft: boolean }) {
  const w = said.value;
  const { hazard, level } = form.value;
  // What an incident is about is the incident's: the draft about it says the same.
  const isFixed = form.value.origin.kind !== 'blank';
  const names = ruleWords.value.hazard;
  return (
    <section class="leaf-part" aria-label={w.what}>
      <h3>{w.what}</h3>
      <div class="compose-grid">
        {isDraft ? null : <OriginField />}
        <label>
          <span>{w.hazard}</span>
          <select value={hazard} disabled={isFixed} title={isFixed ? w.fixed : undefined} data-testid="compose-hazard" {...described('hazard')} onChange={(event) => write({ hazard: event.currentTarget.value })}>
            {(hazard in names ? [] : [hazard]).concat(Object.keys(names)).map((code) => (
              <option key={code} value={code}>
                {[names[code], code].filter(Boolean).join(' ')}
              </option>
            ))}
          </select>
        </label>
        <Lasts isDraft={isDraft} />
      </div>
      <FaultList at={['hazard']} />
      <FaultList at={['expires']} />
      <div class="compose-levels" role="radiogroup" aria-label={w.level} tabIndex={-1} {...described('level')}>
        {RAISED.map((each) => (
          <label key={each} class={level === each ? 'is-chosen' : ''}>
            <input type="radio" name="compose-level" checked={level === each} disabled={isFixed} data-testid={`compose-level-${each}`} onChange={() => write({ level: each })} />
            <Badge mark={each} size={22} isSilent />
            {words.value.level[each].full}
          </label>
        ))}
      </div>
      <FaultList at={['level']} />
    </section>
  );
}

function OriginField() {
  const w = said.value;
  const { origin } = form.value;
  const chosen = origin.kind === 'incident' ? origin.id : BLANK;
  const open = openIncidents.value.filter((each) => each.kind === 'hazard' && each.level !== 'none');
  const choose = (id: string): void => {
    const next = id === BLANK ? {} : { incident: id };
    if (isBegun.value) wanted.value = next;
    else if (id === BLANK) void begin({});
    else compose(next);
  };
  return (
    <label class="is-wide">
      <span>{w.origin}</span>
      <select key={`${chosen}${wanted.value !== null}`} value={chosen} data-testid="compose-origin" onChange={(event) => choose(event.currentTarget.value)}>
        <option value={BLANK}>{w.fromBlank}</option>
        {open.map((each) => (
          <option key={each.id} value={each.id}>
            {words.value.level[each.level].short} · {titleOf(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Lasts({ isDraft }: { readonly isDraft: boolean }) {
  const w = said.value;
  const { hours } = form.value;
  const until = preview.value?.expires;
  return (
    <label>
      <span>{w.expires}</span>
      <select value={hours === null ? '' : String(hours)} data-testid="compose-hours" {...described('expires')} onChange={(event) => write({ hours: event.currentTarget.value ? Number(event.currentTarget.value) : null })}>
        <option value="">{isDraft ? w.asBefore : w.asUsual}</option>
        {HOURS.map((each) => (
          <option key={each} value={String(each)}>
            {w.hours(each)}
          </option>
        ))}
      </select>
      {until ? <small>{w.ends(nearTime(Date.parse(until), now.value))}</small> : null}
    </label>
  );
}
