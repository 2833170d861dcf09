"""Task: what a response plan asks of somebody about one incident, and what became of it. Pure; one table of moves.

A task is opened once per incident and item of a plan. A level that falls leaves it to people: only they say that it is
done or not to be done. One that is late stays what it was and is marked, told once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NewType

from incidents.errors import TaskError
from sensing.instant import BEIJING, format_instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from incidents.incident import Incident, IncidentId
    from incidents.plan import Item, Plan, Verb, Who
    from sensing.level import Level

TaskId = NewType("TaskId", str)


class TaskState(StrEnum):
    """How far a task is."""

    OPEN = "open"
    #: Somebody said that he does it.
    ACCEPTED = "accepted"
    #: Nobody said by when it should have been done that it is.
    OVERDUE = "overdue"
    DONE = "done"
    REFUSED = "refused"


class TaskMove(StrEnum):
    """What happens to a task; the value is the ``act`` of its journal entry."""

    OPENED = "opened"
    ACCEPTED = "accepted"
    DONE = "done"
    REFUSED = "refused"
    OVERDUE = "overdue"
    #: Messages about it were put into the outbox, or there is nobody to send them to.
    SENT = "sent"


_STANDING: Final = (TaskState.OPEN, TaskState.ACCEPTED, TaskState.OVERDUE)

#: State and move → state. What is missing is forbidden: what is done or refused stays so.
MOVES: Final[dict[tuple[TaskState, TaskMove], TaskState]] = {
    (TaskState.OPEN, TaskMove.ACCEPTED): TaskState.ACCEPTED,
    # Who takes it on after its time is late all the same.
    (TaskState.OVERDUE, TaskMove.ACCEPTED): TaskState.OVERDUE,
    (TaskState.OPEN, TaskMove.OVERDUE): TaskState.OVERDUE,
    (TaskState.ACCEPTED, TaskMove.OVERDUE): TaskState.OVERDUE,
    **{(state, TaskMove.SENT): state for state in _STANDING},
    **{(state, TaskMove.DONE): TaskState.DONE for state in _STANDING},
    **{(state, TaskMove.REFUSED): TaskState.REFUSED for state in _STANDING},
}

#: What a person may ask for, by the verb of the API.
VERBS: Final[dict[str, TaskMove]] = {
    "accept": TaskMove.ACCEPTED,
    "done": TaskMove.DONE,
    "refuse": TaskMove.REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStep:
    """What was said of a task."""

    at: datetime
    actor: str
    move: TaskMove
    note: str = ""
    #: SHA-256 of pictures that show it, hexadecimal.
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to be done by somebody, by when."""

    id: TaskId
    incident: IncidentId
    #: Plan and item that ask for it, ``plan/item``, and the version of the plan.
    key: str
    plan_version: int
    verb: Verb
    who: Who
    what_zh: str
    what_en: str
    hazard: str
    #: Level at which it was opened.
    level: Level
    division: str
    #: Name of the place that it is about.
    place: str
    state: TaskState
    opened: datetime
    due: datetime
    changed: datetime
    #: Who took it on; empty: nobody yet.
    taken_by: str = ""
    #: When messages about it were put into the outbox; None: not yet.
    sent: datetime | None = None
    #: How many people they go to.
    reached: int = 0
    steps: tuple[TaskStep, ...] = ()

    @property
    def is_over(self) -> bool:
        """Return whether nothing more is expected."""
        return self.state in {TaskState.DONE, TaskState.REFUSED}


def opened(
    incident: Incident, plan: Plan, item: Item, *, version: int, now: datetime, new_id: Callable[[datetime], str]
) -> Task:
    """Return the task that a plan opens about an incident."""
    return Task(
        id=TaskId(new_id(now)),
        incident=incident.id,
        key=f"{plan.id}/{item.id}",
        plan_version=version,
        verb=item.verb,
        who=item.who,
        what_zh=item.what_zh,
        what_en=item.what_en,
        hazard=incident.hazard,
        level=incident.level,
        division=incident.division,
        place=incident.station_name,
        state=TaskState.OPEN,
        opened=now,
        due=now + item.by,
        changed=now,
    )


def moved(task: Task, step: TaskStep) -> Task:
    """Return the task after a step.

    Raises:
        TaskError: If its state does not allow it, or who refuses does not say why.
    """
    state = MOVES.get((task.state, step.move))
    if state is None:
        code = "task_over" if task.is_over else "already_accepted"
        raise TaskError(code, f"task {task.id} is {task.state}: it cannot be {step.move}")
    if step.move is TaskMove.REFUSED and not step.note.strip():
        raise TaskError("empty_note", "note: expected why it is refused, got nothing")
    step = replace(step, note=step.note.strip())
    taken_by = step.actor if step.move is TaskMove.ACCEPTED else task.taken_by
    return replace(task, state=state, changed=step.at, taken_by=taken_by, steps=(*task.steps, step))


def task_text(task: Task) -> str:
    """Return what the one who is to do it is told: who speaks is added by the channel; Chinese."""
    due = task.due.astimezone(BEIJING)
    what = f"【任务】{task.place}{task.level.zh}预警：{task.verb.zh}·{task.what_zh}，限{due:%H:%M}前完成。"
    return f"{what}请回复“接受”“完成”或“拒绝”。"


def task_json(task: Task) -> dict[str, Any]:
    """Return a task as plain JSON values."""
    return {
        "id": task.id,
        "incident": task.incident,
        "plan": task.key.partition("/")[0],
        "item": task.key.partition("/")[2],
        "plan_version": task.plan_version,
        "verb": task.verb.value,
        "who": {"kind": task.who.kind.value, "name": task.who.name},
        "what": {"zh": task.what_zh, "en": task.what_en},
        "hazard": task.hazard,
        "level": task.level.key,
        "division": task.division,
        "place": task.place,
        "state": task.state.value,
        "opened": format_instant(task.opened),
        "due": format_instant(task.due),
        "changed": format_instant(task.changed),
        "taken_by": task.taken_by,
        "sent": None if task.sent is None else format_instant(task.sent),
        "reached": task.reached,
        "steps": [_step_json(step) for step in task.steps],
    }


def _step_json(step: TaskStep) -> dict[str, Any]:
    return {
        "t": format_instant(step.at),
        "actor": step.actor,
        "act": step.move.value,
        "note": step.note,
        "evidence": list(step.evidence),
    }
