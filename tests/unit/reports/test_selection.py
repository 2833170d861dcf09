from __future__ import annotations

from reports.selection import Selection, selected
from tests.unit.reports.journals import (
    a_delivery,
    a_drill,
    a_flood,
    a_warning,
    an_answer,
    an_incident,
    at,
    chained,
    entry,
)

FLOOD = a_flood()
OTHER = [
    an_incident(12, "raised", "red", id="i-9", situation="s-9"),
    a_warning(13, "issued", id="w-9", incident="i-9", stage="issued"),
    a_delivery(14, "sent", 99, warning="w-9"),
    an_answer(15, 0, rollcall="w-9"),
    entry("rule", 16, act="saved"),
    entry("situation", 17, act="opened", situation={"id": "s-9"}),
]
ROWS = chained(sorted([*FLOOD, *OTHER, a_drill()], key=lambda each: each.at))


def ids(rows: list) -> list[int]:
    return [row.seq for row in rows]


def test_a_situation_is_followed_along_its_evidence():
    found = selected(ROWS, Selection(situation="s-1"))
    assert len(found) == len(FLOOD) + 1
    assert ids(found) == sorted(ids(found))


def test_an_incident_is_followed_without_its_situation():
    found = selected(ROWS, Selection(incident="i-9"))
    assert [row.entry.kind for row in found] == ["drill", "incident", "warning", "delivery"]


def test_a_task_brings_its_message():
    told = a_delivery(11, "sent", 50, warning="", ref="t-0", purpose="task")
    found = selected(chained([*FLOOD, told]), Selection(incident="i-1"))
    assert len(found) == len(FLOOD) + 1


def test_nothing_given_is_everything():
    assert selected(ROWS, Selection()) == ROWS


def test_a_period_and_a_division_leave_out_what_lies_outside():
    found = selected(ROWS, Selection(start=at(12), end=at(16), division="411528"))
    assert [row.entry.at for row in found if row.entry.kind != "drill"] == [
        at(minute) for minute in (12, 13, 14, 15, 16)
    ]
    assert [row.entry.kind for row in selected(ROWS, Selection(division="411527"))] == ["drill"]
