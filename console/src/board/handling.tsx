import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { acknowledge, comment, escalate, move, silence, splitOff, start } from '../acts';
import { city } from '../city/store';
import { compose } from '../compose/open';
import { mayAct } from '../session/session';
import type { Incident } from '../wire/shapes';
import { asking, mayAsk, type Asking } from './asking';
import { words } from '../words';
import { said } from './words';

const HOURS = [1, 4, 12, 24, 72];

/** What the table of moves allows a person to do with an incident as it stands. */
export function Handling({ incident }: { readonly incident: Incident }) {
  const w = said.value;
  const b = words.value.board;
  if (!mayAct.value) return <p class="leaf-meta">{b.readOnly}</p>;
  const { state } = incident;
  const isTaken = state === 'acknowledged' || state === 'assigned' || state === 'in_progress';
  const members = city.value.situations.get(incident.situation)?.open ?? 1;
  if (asking.value && mayAsk(incident, asking.value)) return <Form incident={incident} asking={asking.value} done={() => (asking.value = null)} />;
  return (
    <div class="card-acts">
      {state === 'open' || state === 'cleared' ? (
        <button class="button primary" onClick={() => void acknowledge(incident)}>
          {b.ack}
        </button>
      ) : null}
      {state === 'open' || state === 'acknowledged' || state === 'assigned' ? (
        <button class="button" onClick={() => void start(incident)}>
          {b.start}
        </button>
      ) : null}
      {isTaken ? (
        <button class="button" data-testid="incident-unack" onClick={() => void move(incident, 'unack')}>
          {w.unack}
        </button>
      ) : null}
      {mayAsk(incident, 'escalate') ? (
        <button class="button" onClick={() => (asking.value = 'escalate')}>
          {w.escalate} <kbd>E</kbd>
        </button>
      ) : null}
      {mayAsk(incident, 'silence') ? (
        <button class="button" data-testid="incident-silence" onClick={() => (asking.value = 'silence')}>
          {w.silence} <kbd>M</kbd>
        </button>
      ) : null}
      {incident.kind === 'hazard' && incident.level !== 'none' && state !== 'closed' ? (
        <button class="button" data-testid="incident-compose" onClick={() => compose({ incident: incident.id })}>
          {words.value.warning.compose}
        </button>
      ) : null}
      {members > 1 && state !== 'closed' ? (
        <button class="button" onClick={() => void splitOff(incident)}>
          {words.value.situation.split}
        </button>
      ) : null}
      {mayAsk(incident, 'close') ? (
        <button class="button" onClick={() => (asking.value = 'close')}>
          {w.close} <kbd>C</kbd>
        </button>
      ) : null}
      <button class="button quiet" onClick={() => (asking.value = 'comment')}>
        {w.comment} <kbd>R</kbd>
      </button>
    </div>
  );
}

interface FormProps {
  readonly incident: Incident;
  readonly asking: Asking;
  readonly done: () => void;
}

function Form({ incident, asking, done }: FormProps) {
  const w = said.value;
  const text = useSignal('');
  const hours = useSignal(4);
  const label = { escalate: w.escalateTo, silence: w.silenceWhy, close: w.closeWhy, comment: w.comment }[asking];
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const given = text.value.trim();
    if (!given && asking !== 'close') return;
    const acts = {
      escalate: () => escalate(incident, given),
      silence: () => silence(incident, hours.value, given),
      close: () => move(incident, 'close', given),
      comment: () => comment(incident, given),
    };
    if (await acts[asking]()) done();
  };
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), [asking]);
  return (
    <form class="card-acts" data-testid={`incident-form-${asking}`} onSubmit={(event) => void submit(event)}>
      <input ref={field} aria-label={label} placeholder={label} maxLength={500} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      {asking === 'silence' ? (
        <select aria-label={w.silence} value={String(hours.value)} onChange={(event) => (hours.value = Number(event.currentTarget.value))}>
          {HOURS.map((each) => (
            <option key={each} value={String(each)}>
              {w.hours(each)}
            </option>
          ))}
        </select>
      ) : null}
      <button class="button primary">{{ escalate: w.escalate, silence: w.silence, close: w.close, comment: w.send }[asking]}</button>
      <button type="button" class="button" onClick={done}>
        {w.cancel}
      </button>
    </form>
  );
}
