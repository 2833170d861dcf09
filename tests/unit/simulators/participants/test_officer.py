from __future__ import annotations

from collections import Counter

from alerts.task_word import read_task_word
from incidents.task import TaskMove
from simulators.participants.officer import Officer


def test_tasks_are_done_late_refused_or_left_as_often_as_the_document_says():
    officer = Officer(done=0.5, late=0.2, refused=0.2)
    found: Counter[str] = Counter()
    for number in range(1000):
        replies = officer.replies("li", f"t{number}", seed=1)
        words = [read_task_word(reply.text) for reply in replies]
        assert all(words)
        moves = [word[0] for word in words if word]
        if not moves:
            found["left"] += 1
        elif moves == [TaskMove.REFUSED]:
            found["refused"] += 1
        else:
            assert moves == [TaskMove.ACCEPTED, TaskMove.DONE]
            found["late" if replies[1].after > officer.work.most + officer.accept.most else "done"] += 1
    assert 440 < found["done"] < 560
    assert 140 < found["late"] < 260
    assert 140 < found["refused"] < 260
    assert 50 < found["left"] < 150
