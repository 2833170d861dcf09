"""What is said of a task by one word."""

import pytest

from alerts.task_word import read_task_word
from incidents.task import TaskMove


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("完成", (TaskMove.DONE, "")),
        ("任务已办结。门都敲了", (TaskMove.DONE, "门都敲了")),
        ("Done, all told", (TaskMove.DONE, "all told")),
        ("接受", (TaskMove.ACCEPTED, "")),
        ("拒绝，桥断了", (TaskMove.REFUSED, "桥断了")),
        ("拒绝转移", None),
        ("未完成", None),
        ("完成，只做了一半", None),
        ("1", None),
        ("", None),
    ],
)
def test_a_word_and_its_remark_are_read(text, found):
    assert read_task_word(text) == found
