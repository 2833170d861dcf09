import './drills.css';

import { signal } from '@preact/signals';

import { nearTime } from '../beijing';
import { Loading } from '../frame/states';
import { mayAct } from '../session/session';
import { named, told, words } from '../words';
import { comment, drill, isOrganiser, order } from './exercise';
import { aboutOf } from './inject';
import { tried } from './reports';
import type { Comment, DrillState, Inject } from './state';
import { said } from './words';

const isBusy = signal(false);

/** Send what a form says, and empty it once that was taken. */
function send(event: SubmitEvent, act: (text: string) => Promise<void>): void {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  const text = String(new FormData(form).get('text') ?? '').trim();
  if (!text) return;
  isBusy.value = true;
  void tried(async () => {
    await act(text);
    form.reset();
  }).finally(() => (isBusy.value = false));
}

/** The drill that this console belongs to: its story, what was thrown in, and what was said to it. */
export function DrillBoard() {
  const state = drill.value;
  const w = said.value;
  if (!state) return <Loading />;
  const others = state.comments.filter((each) => !state.injects.some((inject) => inject.id === each.inject));
  return (
    <div class="status-scroll">
      <header class="status-head">
        <h2>{told(state.title)}</h2>
      </header>
      <section class="status-part" aria-label={w.story}>
        <h3>{w.story}</h3>
        <p class="drill-story">{told(state.story)}</p>
      </section>
      <section class="status-part" aria-label={w.timeline}>
        <h3>{w.timeline}</h3>
        {isOrganiser.value ? <p class="status-hint">{w.timelineHint}</p> : null}
        {state.injects.length === 0 ? <p class="status-none">{w.nothing}</p> : null}
        <ol class="injects">
          {state.injects.map((each) => (
            <Row key={each.id} inject={each} state={state} />
          ))}
        </ol>
        {isOrganiser.value && !state.is_over ? <Free /> : null}
      </section>
      {mayAct.value || others.length ? (
        <section class="status-part" aria-label={w.notes}>
          <h3>{w.notes}</h3>
          <Comments list={others} state={state} />
          {mayAct.value && !state.is_over ? <Reply inject="" label={w.note} hint={w.noteHint} /> : null}
        </section>
      ) : null}
    </div>
  );
}

function Row({ inject, state }: { readonly inject: Inject; readonly state: DrillState }) {
  const w = said.value;
  const now = Date.parse(state.now);
  const said_to = inject.roles.map((each) => named(w.role, each)).join(words.value.list);
  const isOpen = inject.is_thrown && inject.kind === 'call';
  return (
    <li class={inject.is_thrown ? 'inject' : 'inject is-coming'} data-testid={`inject-${inject.id}`} data-thrown={inject.is_thrown}>
      <time>{nearTime(Date.parse(inject.at), now)}</time>
      <div class="inject-what">
        <p>
          <strong>{aboutOf(inject)}</strong>
          <span class="inject-state">{inject.is_thrown ? w.thrown : w.coming}</span>
        </p>
        <p class="inject-more">
          {[said_to ? w.to(said_to) : '', inject.by ? w.answerBy(nearTime(Date.parse(inject.by), now)) : ''].filter(Boolean).join(' · ')}
        </p>
        <Comments list={state.comments.filter((each) => each.inject === inject.id)} state={state} />
        {isOpen && mayAct.value && !state.is_over ? <Reply inject={inject.id} label={w.reply} hint={w.replyHint} /> : null}
      </div>
      {isOrganiser.value && !inject.is_thrown && !state.is_over ? <Throw inject={inject} /> : null}
    </li>
  );
}

function Throw({ inject }: { readonly inject: Inject }) {
  const w = said.value;
  return (
    <button class="button" data-testid={`throw-${inject.id}`} onClick={() => void tried(() => order('inject', { inject: inject.id }))}>
      {w.throwNow}
    </button>
  );
}

function Comments({ list, state }: { readonly list: readonly Comment[]; readonly state: DrillState }) {
  if (list.length === 0) return null;
  return (
    <ul class="inject-said">
      {list.map((each) => (
        <li key={each.at + each.text}>
          <time>{nearTime(Date.parse(each.at), Date.parse(state.now))}</time> <strong>{each.actor}</strong> {each.text}
        </li>
      ))}
    </ul>
  );
}

function Reply({ inject, label, hint }: { readonly inject: string; readonly label: string; readonly hint: string }) {
  const w = said.value;
  return (
    <form class="inject-form" onSubmit={(event) => send(event, (text) => comment(text, inject))}>
      <input name="text" aria-label={label} placeholder={hint} maxLength={4000} required data-testid={`reply-${inject || 'note'}`} />
      <button class="button" disabled={isBusy.value}>
        {w.replySend}
      </button>
    </form>
  );
}

function Free() {
  const w = said.value;
  return (
    <form class="inject-form" onSubmit={(event) => send(event, (text) => order('inject', { text }))}>
      <input name="text" aria-label={w.say} placeholder={`${w.say}${words.value.colon}${w.sayHint}`} maxLength={1000} required data-testid="inject-free" />
      <button class="button" disabled={isBusy.value}>
        {w.saySend}
      </button>
    </form>
  );
}
