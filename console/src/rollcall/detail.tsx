import { useSignal } from '@preact/signals';

import { answerFor, call } from '../acts';
import { exactTime, nearTime, now } from '../beijing';
import { callees } from '../city/rollcalls';
import { mayAct } from '../session/session';
import type { Answer, Callee, Place, RollCall, Standing } from '../wire/rollcall';
import { named, words } from '../words';
import { groupOf, newestFirst, peopleOf } from './order';
import { PlaceSign } from './sign';
import { said } from './words';

/** Calls of a person that are listed. */
const SHOWN = 6;
const STANDINGS: readonly Standing[] = ['heard', 'safe', 'moving', 'help'];

/** One place: who answers for it, each call, each answer, and the way to write one down. */
export function PlaceDetail({ roll, place }: { readonly roll: RollCall; readonly place: Place }) {
  const w = said.value;
  const people = peopleOf(callees.value, place.id);
  const isOpen = roll.state === 'active' || roll.state === 'stopped';
  return (
    <aside class="roll-detail" aria-label={place.name} data-testid="roll-detail">
      <header>
        <PlaceSign group={groupOf(place)} />
        <div>
          <h3>{place.name}</h3>
          <p class="roll-meta">{[place.kind === 'site' ? w.sites : w.villages, place.people ? w.living(place.people) : '', w.tries(place.tries)].filter(Boolean).join(' · ')}</p>
        </div>
        {mayAct.value && roll.state === 'active' && place.state !== 'answered' ? (
          <button class="button" data-testid="roll-call" onClick={() => void call(roll.id, place.id)}>
            {w.call}
          </button>
        ) : null}
      </header>
      <h4>{w.responders}</h4>
      <ul class="roll-people">
        {people.map((each) => (
          <Person key={each.id} person={each} canCall={mayAct.value && roll.state === 'active'} call={() => void call(roll.id, place.id, each.id)} />
        ))}
      </ul>
      <h4>{w.answers}</h4>
      {place.answers.length === 0 ? <p class="roll-meta">{w.noAnswers}</p> : null}
      <ol class="roll-answers">
        {newestFirst(place.answers).map((answer) => (
          <Said key={answer.id} answer={answer} people={people} />
        ))}
      </ol>
      {mayAct.value && isOpen ? <Behalf roll={roll} place={place} people={people} /> : null}
    </aside>
  );
}

function Person({ person, canCall, call: callAgain }: { readonly person: Callee; readonly canCall: boolean; readonly call: () => void }) {
  const w = said.value;
  const { answer } = person;
  const calls = [...person.calls].sort((left, right) => (left.at < right.at ? 1 : -1)).slice(0, SHOWN);
  return (
    <li class={answer ? 'is-answered' : person.tries ? 'is-silent' : 'is-uncalled'} data-testid={`callee-${person.id}`}>
      <p class="roll-who">
        <strong>{person.name}</strong>
        <span>{named(w.duty, person.duty)}</span>
        <em>{answer ? named(w.standing, answer.standing) : person.tries ? w.silent : w.never}</em>
        {canCall && !answer ? (
          <button class="link" onClick={callAgain}>
            {w.callOne}
          </button>
        ) : null}
      </p>
      {calls.length ? (
        <p class="roll-calls">
          {calls.map((each) => (
            <span key={each.id}>
              {exactTime(Date.parse(each.at))} {named(words.value.delivery.channel, each.channel)}
              {each.kind === 'ask' ? '' : ` ${named(w.kind, each.kind)}`}
            </span>
          ))}
        </p>
      ) : null}
    </li>
  );
}

function Said({ answer, people }: { readonly answer: Answer; readonly people: readonly Callee[] }) {
  const w = said.value;
  const name = people.find((each) => each.id === answer.person)?.name ?? '';
  return (
    <li class={answer.standing === 'help' ? 'is-help' : ''}>
      <time>{nearTime(Date.parse(answer.at), now.value)}</time>
      <span>
        <strong>{named(w.standing, answer.standing)}</strong>
        {answer.headcount === null ? '' : ` · ${w.people(answer.headcount)}`}
        {answer.words ? ` · ${answer.words}` : ''}
        <small>{[name, named(w.source, answer.source), answer.by ? w.by(answer.by.replace(/^user:/, '')) : ''].filter(Boolean).join(' · ')}</small>
      </span>
    </li>
  );
}

/** Write down what somebody said by telephone or at the door. */
function Behalf({ roll, place, people }: { readonly roll: RollCall; readonly place: Place; readonly people: readonly Callee[] }) {
  const w = said.value;
  const person = useSignal('');
  const standing = useSignal<Standing>('heard');
  const count = useSignal('');
  const text = useSignal('');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const headcount = /^\d+$/.test(count.value.trim()) ? Number(count.value) : null;
    const isTaken = await answerFor({ rollcall: roll.id, place: place.id, person: person.value, standing: standing.value, headcount, text: text.value.trim() });
    if (!isTaken) return;
    count.value = '';
    text.value = '';
  };
  return (
    <form class="roll-behalf" onSubmit={(event) => void submit(event)} data-testid="roll-behalf">
      <h4>{w.behalf}</h4>
      <div class="segments" role="group" aria-label={w.behalf}>
        {STANDINGS.map((each) => (
          <button key={each} type="button" aria-pressed={standing.value === each} data-testid={`behalf-${each}`} onClick={() => (standing.value = each)}>
            {w.standing[each]}
          </button>
        ))}
      </div>
      <div class="roll-fields">
        <select aria-label={w.who} value={person.value} onChange={(event) => (person.value = event.currentTarget.value)}>
          <option value="">
            {w.who}
            {words.value.colon}
            {w.somebody}
          </option>
          {people.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
        <input aria-label={w.count} placeholder={w.count} inputMode="numeric" pattern="[0-9]*" maxLength={5} value={count.value} onInput={(event) => (count.value = event.currentTarget.value)} data-testid="behalf-count" />
        <input aria-label={w.note} placeholder={w.note} maxLength={500} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
        <button class="button primary" data-testid="behalf-record">
          {w.record}
        </button>
      </div>
    </form>
  );
}
