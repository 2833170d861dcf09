from __future__ import annotations

from typing import TYPE_CHECKING

from api.feed.reader import ROWS, JournalReader
from tests.unit.api.feed.fakes import FakeJournal, a_row
from tests.unit.api.world import a_station

if TYPE_CHECKING:
    import pytest

    from api.feed.frame import Frame


class Heard:
    def __init__(self) -> None:
        self.begun: list[int] = []
        self.frames: list[Frame] = []

    @property
    def seqs(self) -> list[int]:
        return [frame.seq for frame in self.frames]


def a_reader(journal: FakeJournal) -> tuple[JournalReader, Heard]:
    heard = Heard()
    return JournalReader(journal, begun=heard.begun.append, deliver=heard.frames.extend), heard


def test_following_begins_at_the_head():
    journal = FakeJournal(rows=3)
    reader, heard = a_reader(journal)
    reader._look()
    assert (heard.begun, heard.seqs, reader.trouble) == ([3], [], "")


def test_new_rows_are_delivered_once_and_in_order():
    journal = FakeJournal(rows=3)
    reader, heard = a_reader(journal)
    reader._look()
    journal.rows += [a_row(4), a_row(6)]
    reader._look()
    journal.rows += [a_row(7)]
    reader._look()
    assert heard.seqs == [4, 6, 7]


def test_a_lost_ring_loses_no_row():
    journal = FakeJournal()
    reader, heard = a_reader(journal)
    reader._look()
    journal.rows.append(a_row(1))
    journal.topics = [set()]
    reader._look()
    assert heard.seqs == [1]


def test_many_rows_are_read_page_by_page():
    journal = FakeJournal()
    reader, heard = a_reader(journal)
    reader._look()
    journal.rows = [a_row(seq) for seq in range(1, 2 * ROWS + 2)]
    reader._look()
    assert heard.seqs == list(range(1, 2 * ROWS + 2))


def test_a_changed_registry_is_read_again():
    journal = FakeJournal()
    reader, _ = a_reader(journal)
    reader._look()
    journal.known = [a_station()]
    reader._look()
    assert reader.stations == {}
    journal.topics = [{"registry"}]
    reader._look()
    assert list(reader.stations) == ["XY-H03"]


def test_a_store_that_is_away_is_told_and_followed_from_the_same_place(monkeypatch: pytest.MonkeyPatch):
    journal = FakeJournal(rows=2)
    reader, heard = a_reader(journal)
    seen: list[str] = []

    def wait(_seconds: float) -> bool:
        # Instead of sleeping: see what is told, bring the store back.
        seen.append(reader.trouble)
        journal.failure = None
        journal.rows.append(a_row(3))
        return False

    def stop_at_the_end(timeout: float) -> set[str]:
        if heard.seqs == [3]:
            reader.stop()
        return set()

    reader._look()
    journal.failure = ConnectionError("connection refused")
    monkeypatch.setattr(reader._stopping, "wait", wait)
    monkeypatch.setattr(journal, "wait", stop_at_the_end)
    reader._run()
    assert (seen, heard.seqs, reader.trouble) == (["connection refused"], [3], "")


def test_nothing_is_delivered_after_the_stop():
    journal = FakeJournal()
    reader, heard = a_reader(journal)
    reader._look()
    journal.rows.append(a_row(1))
    reader.stop()
    reader._look()
    assert heard.seqs == []
