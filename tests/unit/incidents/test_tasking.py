from __future__ import annotations

import pytest

from incidents.errors import UnknownTaskError
from incidents.task import TaskMove, TaskState
from incidents.tasking import answer_task, mark_late, open_task
from sensing.level import Level
from tests.builders import NOW, after
from tests.unit.incidents.duty import PLAN, Duty
from tests.unit.incidents.test_plan import ITEM


@pytest.fixture
def duty():
    duty = Duty(PLAN)
    duty.say(("G1", Level.RED))
    return duty


def late(duty, now):
    with duty.store.begin() as tx:
        return mark_late(tx, now=now)


def test_a_task_whose_time_has_run_out_is_marked_and_told_once(duty):
    assert late(duty, after(minutes=29)) == []
    assert [task.state for task in late(duty, after(minutes=30))] == [TaskState.OVERDUE]
    assert late(duty, after(minutes=31)) == []
    assert duty.acts("task") == ["opened", "overdue"]


def test_an_answer_is_journalled(duty):
    (task,) = duty.store.tasks()
    with duty.store.begin() as tx:
        answer_task(tx, task.id, TaskMove.DONE, actor="grid-3", now=after(minutes=9), note="53 人")
    assert late(duty, after(hours=9)) == []
    entry = duty.store.journal()[-1].entry
    assert (entry.kind, entry.data["act"], entry.data["actor"]) == ("task", "done", "grid-3")
    with duty.store.begin() as tx, pytest.raises(UnknownTaskError):
        answer_task(tx, "t9", TaskMove.DONE, actor="x", now=NOW)


def test_the_end_of_the_danger_leaves_open_tasks_to_people(duty):
    duty.say(("G1", Level.NONE), now=after(minutes=5))
    assert [task.state for task in duty.store.tasks()] == [TaskState.OPEN]


def test_a_task_that_no_plan_asks_for_is_opened_once(duty):
    for _ in range(2):
        with duty.store.begin() as tx:
            incident = tx.incident(duty.at("G1").id)
            found = open_task(tx, incident, ITEM, origin="rollcall", now=after(minutes=1))
    assert found is None
    assert [task.key for task in duty.store.tasks()] == ["rollcall/out", "flood/out"]
