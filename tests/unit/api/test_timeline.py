from __future__ import annotations

from api.timeline import incident_timeline
from incidents.task import TaskMove, TaskStep, moved, opened
from tests.builders import NOW, a_delivery, a_warning, after, an_incident
from tests.unit.incidents.test_plan import ITEM, a_plan


def test_thousands_of_messages_are_one_moment():
    warning = a_warning()
    deliveries = [a_delivery(warning, changed=after(minutes=number)) for number in range(3)]
    (step, summary) = incident_timeline([], warnings=[warning], deliveries={warning.id: deliveries}, tasks=[])
    assert (step["kind"], step["act"]) == ("warning", "drafted")
    assert (summary["act"], summary["data"]["states"], summary["t"]) == (
        "summary",
        {"queued": 3},
        "2026-07-19T14:02:00Z",
    )


def test_a_task_tells_its_beginning_and_each_step():
    task = opened(an_incident(), a_plan(), ITEM, version=1, now=NOW, new_id=lambda _: "t1")
    done = moved(task, TaskStep(at=after(minutes=9), actor="grid-3", move=TaskMove.DONE, note="53 人"))
    moments = incident_timeline([], warnings=[], deliveries={}, tasks=[done])
    assert [(moment["act"], moment["actor"]) for moment in moments] == [("opened", "plan"), ("done", "grid-3")]
    assert moments[1]["data"]["note"] == "53 人"
