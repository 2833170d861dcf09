import { useSignal } from '@preact/signals';

import { answerTask } from '../acts';
import { minutesBetween, nearTime, now } from '../beijing';
import { tasksByIncident } from '../city/store';
import { mayAct } from '../session/session';
import type { Incident, Task, TaskState } from '../wire/shapes';
import { named, told, words } from '../words';
import { said } from './words';

/** What one must act on first. */
const ORDER: readonly TaskState[] = ['overdue', 'open', 'accepted', 'refused', 'done'];

/** What the plan asks for: who, what, by when, and what became of it. */
export function TasksPart({ incident }: { readonly incident: Incident }) {
  const w = said.value;
  const tasks = [...(tasksByIncident.value.get(incident.id) ?? [])].sort((left, right) => ORDER.indexOf(left.state) - ORDER.indexOf(right.state) || (left.due < right.due ? -1 : 1));
  return (
    <section class="leaf-part" aria-label={w.tasks} data-testid="tasks">
      <h3>
        {w.tasks} <span class="side-count">{tasks.length}</span>
      </h3>
      {tasks.length === 0 ? <p class="leaf-meta">{w.noTasks}</p> : null}
      <ul class="tasks">
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
    </section>
  );
}

function TaskRow({ task }: { readonly task: Task }) {
  const w = said.value;
  const due = Date.parse(task.due);
  const isOpen = task.state === 'open' || task.state === 'accepted' || task.state === 'overdue';
  const isLate = isOpen && (task.state === 'overdue' || due < now.value);
  const who = task.who.kind === 'duty' ? named(w.duty, task.who.name) : `${named(w.who, task.who.kind)} ${task.who.name}`;
  return (
    <li class={`task is-${isLate ? 'overdue' : task.state}`} data-testid={`task-${task.id}`} data-state={task.state}>
      <span class="task-verb">{named(w.verb, task.verb)}</span>
      <div>
        <p class="task-what">{told(task.what)}</p>
        <p class="leaf-meta">
          {[task.place, who, task.taken_by ? w.taken(task.taken_by.replace(/^user:/, '')) : '', task.sent && task.reached ? w.reached(task.reached) : ''].filter(Boolean).join(' · ')}
          {isOpen && task.sent && !task.reached && !task.taken_by ? <strong class="task-alone">{w.unreached}</strong> : null}
        </p>
        {isOpen && mayAct.value ? <TaskActs task={task} /> : null}
      </div>
      <p class="task-state">
        <strong>{w.task[isLate ? 'overdue' : task.state]}</strong>
        <time>{isLate ? w.late(words.value.age(minutesBetween(due, now.value))) : w.due(nearTime(due, now.value))}</time>
      </p>
    </li>
  );
}

function TaskActs({ task }: { readonly task: Task }) {
  const w = said.value;
  const isRefusing = useSignal(false);
  const text = useSignal('');
  if (isRefusing.value) {
    return (
      <form
        class="card-acts"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.value.trim()) void answerTask(task, 'refuse', text.value.trim());
        }}
      >
        <input aria-label={w.refuseWhy} placeholder={w.refuseWhy} maxLength={500} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
        <button class="button primary">{w.refuse}</button>
        <button type="button" class="button" onClick={() => (isRefusing.value = false)}>
          {w.cancel}
        </button>
      </form>
    );
  }
  return (
    <div class="card-acts">
      {task.state === 'accepted' ? null : (
        <button class="button" data-testid={`task-accept-${task.id}`} onClick={() => void answerTask(task, 'accept')}>
          {w.accept}
        </button>
      )}
      <button class="button" data-testid={`task-done-${task.id}`} onClick={() => void answerTask(task, 'done')}>
        {w.done}
      </button>
      <button class="button quiet" onClick={() => (isRefusing.value = true)}>
        {w.refuse}
      </button>
    </div>
  );
}
