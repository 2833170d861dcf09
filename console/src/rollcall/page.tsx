import './rollcall.css';

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { fullTime, minutesBetween, nearTime, now } from '../beijing';
import { briefOf } from '../board/sentence';
import { board, chooseRollCall, rollCalls, strangers, uncoveredNames, watchBoard } from '../city/rollcalls';
import { city } from '../city/store';
import { Empty } from '../frame/states';
import { TableFile, type Table } from '../frame/tablefile';
import { Badge } from '../level/badge';
import { openSheet } from '../view';
import { undeliveredOf } from '../warnings/count';
import { StatusMark } from '../warnings/mark';
import type { Answer, Place, RollCall, RollCallRow } from '../wire/rollcall';
import { named, words } from '../words';
import { PlaceDetail } from './detail';
import { BAR, GROUPS, groupsOf, missingOf, totals, type Group } from './order';
import { Tile } from './tile';
import { said } from './words';

/** Place whose people are shown. */
export const chosen = signal<string | null>(null);

/** The live board of one roll call. */
export function RollCallPage() {
  useEffect(watchBoard, []);
  const w = said.value;
  const roll = board.value;
  const place = roll?.places.find((each) => each.id === chosen.value) ?? firstOf(roll);
  return (
    <div class="rolls">
      <div class="rolls-main">
        <header class="status-head">
          <h2>{w.title}</h2>
          <Picker />
          {roll ? <TableFile name={w.title} test="rollcall-export" table={() => asTable(roll)} /> : null}
        </header>
        {roll ? <Head roll={roll} /> : <Empty title={w.noneTitle} text={w.noneText} />}
        {roll ? <Places roll={roll} kind="village" chosen={place?.id ?? ''} /> : null}
        {roll ? <Places roll={roll} kind="site" chosen={place?.id ?? ''} /> : null}
        <Strangers answers={strangers.value} />
      </div>
      {roll && place ? <PlaceDetail key={`${roll.id} ${place.id}`} roll={roll} place={place} /> : null}
    </div>
  );
}

/** Every place as a file, in the order of the board: what one acts on first. */
function asTable(roll: RollCall): Table {
  const w = said.value;
  const groups = [groupsOf(roll.places, 'village'), groupsOf(roll.places, 'site')];
  const places = GROUPS.flatMap((group) => groups.flatMap((each) => each.get(group) ?? []).map((place) => ({ place, group })));
  const { id, name, division, state, standing, headcount, since, deadline, tries } = w.head;
  return {
    header: [id, name, division, state, standing, headcount, since, deadline, tries],
    rows: places.map(({ place, group }) => [place.id, place.name, place.division, w.group[group], named(w.standing, place.standing ?? ''), place.headcount, fullTime(Date.parse(place.since)), place.deadline ? fullTime(Date.parse(place.deadline)) : '', place.tries]),
  };
}

/** Who nobody chose: the most urgent place. */
function firstOf(roll: RollCall | null): Place | undefined {
  if (!roll) return undefined;
  const groups = [groupsOf(roll.places, 'village'), groupsOf(roll.places, 'site')];
  for (const group of GROUPS) for (const each of groups) if (each.get(group)?.[0]) return each.get(group)?.[0];
  return undefined;
}

function Picker() {
  const w = said.value;
  const list = rollCalls.value;
  if (list.length < 2) return null;
  const label = (row: RollCallRow): string => {
    const warning = city.value.warnings.get(row.warning);
    return [nearTime(Date.parse(row.started), now.value), warning ? briefOf(warning) : row.identifier, w.state[row.state] ?? row.state].join(' · ');
  };
  return (
    <select aria-label={w.pick} value={board.value?.id ?? ''} onChange={(event) => chooseRollCall(event.currentTarget.value)} data-testid="rollcall-pick">
      {list.map((row) => (
        <option key={row.id} value={row.id}>
          {label(row)}
        </option>
      ))}
    </select>
  );
}

function Head({ roll }: { readonly roll: RollCall }) {
  const w = said.value;
  const all = totals(roll);
  const warning = city.value.warnings.get(roll.warning);
  const began = Date.parse(roll.started);
  const way = undeliveredOf(city.value.deliveries.values(), roll.warning);
  return (
    <section class={`roll-head tint-${roll.level}`} data-testid={`rollcall-${roll.id}`} data-state={roll.state}>
      <div class="roll-what">
        <Badge mark={roll.level} size={34} />
        <div>
          <h3>
            <button class="card-title" title={w.warning} onClick={() => openSheet('warning', roll.warning)}>
              {warning ? briefOf(warning) : roll.identifier}
            </button>{' '}
            <StatusMark status={roll.status} />
          </h3>
          <p class="roll-meta">
            {[w.state[roll.state] ?? roll.state, w.started(nearTime(began, now.value), words.value.age(minutesBetween(began, now.value))), w.deadline(Math.round(roll.deadline_s / 60)), w.quorum(roll.quorum)].join(' · ')}
          </p>
        </div>
      </div>
      <dl class="roll-figures">
        <Figure group="help" count={all.help} isLoud={all.help > 0} />
        <Figure group="unanswered" count={all.unanswered} isLoud={all.unanswered > 0} />
        <Figure group="dark" count={all.dark} isLoud={all.dark > 0} />
        <Figure group="waiting" count={all.waiting} />
        <Figure group="answered" count={all.answered} of={all.total} />
      </dl>
      <div class="delivery-bar roll-bar" aria-hidden="true">
        {BAR.map((state) => (all[state] ? <span key={state} class={`roll-${state}`} style={{ flexGrow: all[state] }} /> : null))}
      </div>
      <p class="roll-way">
        {way.failed ? <strong class="is-failed">{w.undelivered(way.failed)}</strong> : null}
        {way.unconfirmed ? <strong>{w.unconfirmed(way.unconfirmed)}</strong> : null}
        <span>{w.totals(roll.people['safe'] ?? 0, roll.people['moving'] ?? 0, roll.people['help'] || (all.help ? null : 0))}</span>
        {way.sent ? <span class="roll-quiet">{w.sent(way.sent)}</span> : null}
      </p>
      {roll.uncovered.length ? (
        <p class="roll-uncovered" role="alert">
          {w.uncovered(roll.uncovered.length)}
          {words.value.colon}
          {roll.uncovered.slice(0, 12).map((code) => uncoveredNames.value.get(code) ?? code).join(words.value.list)}
          {roll.uncovered.length > 12 ? '…' : ''}
        </p>
      ) : null}
    </section>
  );
}

function Figure({ group, count, of, isLoud = false }: { readonly group: Group; readonly count: number; readonly of?: number; readonly isLoud?: boolean }) {
  return (
    <div class={isLoud ? `roll-figure is-loud is-${group}` : 'roll-figure'} data-testid={`figure-${group}`}>
      <dt>{said.value.group[group]}</dt>
      <dd>
        {count}
        {of === undefined ? null : <small> / {of}</small>}
      </dd>
    </div>
  );
}

function Places({ roll, kind, chosen: open }: { readonly roll: RollCall; readonly kind: Place['kind']; readonly chosen: string }) {
  const w = said.value;
  const groups = groupsOf(roll.places, kind);
  const count = kind === 'village' ? roll.counts : roll.site_counts;
  if (count.total === 0) return null;
  return (
    <section class="roll-places" aria-label={kind === 'village' ? w.villages : w.sites}>
      <h3>
        {kind === 'village' ? w.villages : w.sites} <span class="side-count">{`${count.answered} / ${count.total}`}</span>
        {kind === 'site' ? <small>{w.sitesHint}</small> : null}
        {missingOf(count) ? <strong class="is-failed">{words.value.rollcall.missing(missingOf(count))}</strong> : null}
      </h3>
      <ul class="roll-tiles">
        {GROUPS.flatMap((group) =>
          (groups.get(group) ?? []).map((place) => <Tile key={place.id} place={place} group={group} isChosen={place.id === open} choose={() => (chosen.value = place.id)} />),
        )}
      </ul>
    </section>
  );
}

/** Answers of numbers that nobody called: kept and shown, not trusted. */
function Strangers({ answers }: { readonly answers: readonly Answer[] }) {
  const w = said.value;
  if (answers.length === 0) return null;
  return (
    <section class="roll-places" aria-label={w.strangers} data-testid="strangers">
      <h3>
        {w.strangers} <span class="side-count">{answers.length}</span> <small>{w.strangersHint}</small>
      </h3>
      <ul class="roll-strangers">
        {answers.slice(0, 20).map((answer) => (
          <li key={answer.id}>
            <time>{nearTime(Date.parse(answer.at), now.value)}</time>
            <span>{answer.address}</span>
            <strong class={answer.standing === 'help' ? 'is-failed' : ''}>{named(w.standing, answer.standing)}</strong>
            <span>{answer.words}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
