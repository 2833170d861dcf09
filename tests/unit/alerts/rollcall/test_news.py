"""A call and what tells it from others."""

from alerts.rollcall.news import Call, CallKind


def test_two_tries_of_one_person_are_two_calls():
    first, second = (
        Call(kind=CallKind.ASK, place="A", person="A1", name="王", lines=(), attempt=attempt, round=0)
        for attempt in (1, 2)
    )
    assert first.key != second.key
