from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.errors import TaskError
from incidents.task import MOVES, TaskMove, TaskState, TaskStep, moved, opened, task_json, task_text
from tests.builders import NOW, after, an_incident
from tests.unit.incidents.test_plan import ITEM, a_plan


def a_task():
    return opened(an_incident(), a_plan(), ITEM, version=2, now=NOW, new_id=lambda _: "t1")


def step(move, **changes):
    return TaskStep(**{"at": after(minutes=1), "actor": "grid-3", "move": move, "note": "已转移 53 人"} | changes)


def test_a_task_says_who_does_what_by_when():
    assert task_text(a_task()) == "【任务】息县站红色预警：撤·转移，限22:30前完成。请回复“接受”“完成”或“拒绝”。"
    assert task_json(a_task())["due"] == "2026-07-19T14:30:00Z"


def test_it_is_taken_on_and_done_with_what_shows_it():
    task = moved(moved(a_task(), step(TaskMove.ACCEPTED)), step(TaskMove.DONE, evidence=("ab" * 32,)))
    assert (task.state, task.taken_by, task.is_over) == (TaskState.DONE, "grid-3", True)
    assert task.steps[-1].evidence == ("ab" * 32,)


def test_who_refuses_says_why():
    with pytest.raises(TaskError) as refusal:
        moved(a_task(), step(TaskMove.REFUSED, note=" "))
    assert refusal.value.code == "empty_note"


def test_who_takes_it_on_too_late_is_late_all_the_same():
    late = moved(moved(a_task(), step(TaskMove.OVERDUE)), step(TaskMove.ACCEPTED))
    assert (late.state, late.taken_by) == (TaskState.OVERDUE, "grid-3")
    with pytest.raises(TaskError):
        moved(late, step(TaskMove.OVERDUE))


@given(st.lists(st.sampled_from(list(TaskMove)), max_size=12))
def test_no_sequence_of_words_leads_outside_the_table(moves):
    task = a_task()
    for move in moves:
        allowed = MOVES.get((task.state, move))
        if allowed is None:
            with pytest.raises(TaskError):
                moved(task, step(move))
        else:
            task = moved(task, step(move))
            assert task.state is allowed
    if task.is_over:
        assert all((task.state, move) not in MOVES for move in TaskMove)
