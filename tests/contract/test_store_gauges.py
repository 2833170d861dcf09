"""What people say of gauges and readings is kept, in order, and never lost."""

from dataclasses import replace

import pytest

from sensing.instant import from_micros
from sensing.mark import Correction, CorrectionId, Mark, MarkId
from sensing.quality import Check, Quality
from sensing.station import StationId
from tests.contract.records import NOON, at, later


def a_mark(key: str = "m1", **changes) -> Mark:
    mark = Mark(
        id=MarkId(key), station=StationId("A"), property="water_level", quality=Quality.UNRELIABLE, start=NOON,
        end=later(60), author="li", reason="漂浮物", made=NOON,
    )  # fmt: skip
    return replace(mark, **changes)


def a_correction(key: str = "c1", **changes) -> Correction:
    correction = Correction(
        id=CorrectionId(key), datastream=1, station=StationId("A"), property="water_level", phenomenon_time=at(0),
        value=0.1 + 0.2, was=99.9, was_quality=Quality.DOUBTFUL, was_why=Check.SPIKE | Check.LATE, author="li",
        reason="typo", made=NOON,
    )  # fmt: skip
    return replace(correction, **changes)


def test_marks_come_back_as_they_went_in_oldest_first(store):
    marks = [a_mark("m2", station=StationId("B"), end=None, property=""), a_mark("m1")]
    with store.begin() as tx:
        for mark in marks:
            tx.put_mark(mark)
    assert store.marks() == [marks[1], marks[0]]
    assert store.marks("B") == [marks[0]]
    assert store.marks("C") == []


def test_a_mark_is_changed_by_its_id(store):
    with store.begin() as tx:
        tx.put_mark(a_mark(end=None))
    with store.begin() as tx:
        assert tx.mark("m1") == a_mark(end=None)
        assert tx.mark("m2") is None
        tx.put_mark(a_mark(ended_by="wang", ended=later(60), is_void=True))
    assert store.marks() == [a_mark(ended_by="wang", ended=later(60), is_void=True)]


def test_corrections_come_back_as_they_went_in_newest_first(store):
    other = a_correction("c2", datastream=2)
    third = a_correction("c3", phenomenon_time=at(60))
    with store.begin() as tx:
        for correction in (a_correction(), other, third):
            tx.put_correction(correction)
    assert store.corrections() == [third, other, a_correction()]
    assert store.corrections(number=1) == [third, a_correction()]
    assert store.corrections(number=1, time=at(0)) == [a_correction()]
    assert store.corrections(before="c3", limit=1) == [other]
    assert from_micros(store.corrections()[0].phenomenon_time) == later(60)


def test_the_newest_correction_that_was_not_taken_back_stands(store):
    with store.begin() as tx:
        tx.put_correction(a_correction("c1"))
        tx.put_correction(a_correction("c2"))
    undone = a_correction("c2", undone=later(5), undone_by="li")
    with store.begin() as tx:
        assert tx.standing_correction(1, at(0)) == a_correction("c2")
        assert tx.correction("c2") == a_correction("c2")
        assert tx.correction("c9") is None
        tx.put_correction(undone)
        assert tx.standing_correction(1, at(0)) == a_correction("c1")
        assert tx.standing_correction(1, at(60)) is None
    assert store.corrections()[0] == undone


def test_a_mark_of_a_transaction_that_fails_is_not_kept(store):
    def fail():
        with store.begin() as tx:
            tx.put_mark(a_mark())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.marks() == []
