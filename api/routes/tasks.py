"""Response tasks: what plans ask of people, and what became of it."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answer import answer, page
from api.asking import Asking, OfficerAsks
from api.auth import Officer, Viewer
from api.given import Parts
from api.pictures import is_shown
from api.ports import Transaction
from api.problem import not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.task import TaskBody, TaskPage, TaskShape
from incidents.errors import UnknownTaskError
from incidents.task import TaskMove, TaskState, task_json
from incidents.tasking import answer_task

router = APIRouter(prefix="/api/v1/tasks", tags=["tasks"])


@router.get("", response_model=TaskPage)
def list_tasks(
    *,
    parts: Parts,
    caller: Viewer,
    incident: Annotated[str | None, Query(max_length=64, description="Of one incident only.")] = None,
    state: Annotated[list[TaskState] | None, Query(description="In one of these states only.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List tasks, newest first."""
    found = parts.store.tasks(incident=incident, states=state, before=cursor, limit=limit, within=caller.within)
    return page([task_json(task) for task in found], cursor=found[-1].id if len(found) == limit else None)


@router.get("/{task_id}", response_model=TaskShape)
def get_task(*, task_id: str, parts: Parts, caller: Viewer) -> Response:
    """Return one task."""
    task = parts.store.task(task_id)
    if task is None or not task.division.startswith(caller.within):
        raise not_found("task", task_id)
    return answer(task_json(task))


@router.post("/{task_id}/accept", response_model=TaskShape)
def accept(*, task_id: str, asking: OfficerAsks, caller: Officer, body: TaskBody | None = None) -> Response:
    """Take a task on."""
    return _answered(task_id, TaskMove.ACCEPTED, asking=asking, within=caller.within, body=body)


@router.post("/{task_id}/done", response_model=TaskShape)
def done(*, task_id: str, asking: OfficerAsks, caller: Officer, body: TaskBody | None = None) -> Response:
    """Say that it is done, with what shows it."""
    return _answered(task_id, TaskMove.DONE, asking=asking, within=caller.within, body=body)


@router.post("/{task_id}/refuse", response_model=TaskShape)
def refuse(*, task_id: str, asking: OfficerAsks, caller: Officer, body: TaskBody) -> Response:
    """Say that it is not to be done, and why."""
    return _answered(task_id, TaskMove.REFUSED, asking=asking, within=caller.within, body=body)


def _answered(task_id: str, move: TaskMove, *, asking: Asking, within: str, body: TaskBody | None) -> Response:
    said = body or TaskBody()
    missing = [each for each in said.evidence if not is_shown(asking.parts, each, within=within)]
    if missing:
        raise unprocessable("unknown_picture", f"evidence: expected pictures that are kept here, got {missing[0]!r}")

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        known = transaction.task(task_id)
        if known is None or not known.division.startswith(within):
            raise UnknownTaskError(f"no task has the id {task_id!r}")
        task = answer_task(
            transaction, task_id, move, actor=asking.actor, now=now, note=said.note, evidence=said.evidence
        )
        return task_json(task)

    return asking.once(body, act)
