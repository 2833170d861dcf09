from __future__ import annotations

import pytest

from reports.facts import TaskEnd
from reports.task_facts import task_facts
from tests.unit.reports.journals import a_task, at, chained


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        ([a_task(50, "done", 0, due=60, state="done")], TaskEnd.ON_TIME),
        ([a_task(70, "done", 0, due=60, state="done")], TaskEnd.LATE),
        ([a_task(20, "refused", 0, due=60, state="refused")], TaskEnd.REFUSED),
        ([], TaskEnd.OVERDUE),
    ],
)
def test_a_task_ends_as_its_rows_say(rows: list, end: TaskEnd):
    (fact,) = task_facts(chained([a_task(10, "opened", 0, due=60), *rows]), now=at(100))
    assert fact.end is end


def test_a_task_whose_time_is_not_over_is_open():
    (fact,) = task_facts(chained([a_task(10, "opened", 0, due=60)]), now=at(30))
    assert (fact.end, fact.opened, fact.due) == (TaskEnd.OPEN, at(10), at(60))
