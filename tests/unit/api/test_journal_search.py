"""Searching the journal backwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api import journal_search
from api.journal_search import Sought, last_before, searched
from incidents.journal import Entry
from store.memory import MemoryStore
from tests.builders import NOW

COUNT = 250


@pytest.fixture
def store() -> MemoryStore:
    """A journal in which every tenth row is the act of a person."""
    made = MemoryStore()
    entries = [
        Entry(
            kind="rule" if number % 20 == 0 else "incident",
            division="411528000000",
            at=NOW + timedelta(minutes=number),
            data={"act": "ack", "actor": "Wang.Min", "from": {}} if number % 10 == 0 else {"actor": "rule:r"},
        )
        for number in range(1, COUNT + 1)
    ]
    with made.begin() as transaction:
        transaction.journal(entries)
    return made


def sought(**asked: object) -> Sought:
    given = {"actor": "", "kind": "", "is_act": False, "within": ""}
    return Sought(**given | asked)  # type: ignore[arg-type]


def test_a_search_goes_backwards_without_a_row_missing_or_told_twice(store: MemoryStore, monkeypatch):
    monkeypatch.setattr(journal_search, "_PAGE", 7)
    monkeypatch.setattr(journal_search, "MOST", 50)
    told: list[int] = []
    before: int | None = COUNT + 1
    while before is not None:
        found = searched(store, sought(is_act=True), before=before, limit=3)
        told += [row.seq for row in found.rows]
        before = found.rest
    assert told == list(range(COUNT, 0, -10))


def test_who_and_what_are_asked_for(store: MemoryStore):
    assert len(searched(store, sought(actor="wang"), before=COUNT + 1, limit=100).rows) == COUNT // 10
    rules = searched(store, sought(kind="rule"), before=COUNT + 1, limit=100)
    assert {row.entry.kind for row in rules.rows} == {"rule"}
    assert rules.rest is None
    assert searched(store, sought(actor="nobody"), before=COUNT + 1, limit=100).rows == []
    assert searched(store, sought(within="43"), before=COUNT + 1, limit=100).rows == []


@pytest.mark.parametrize("number", [1, 2, 99, COUNT])
def test_an_instant_is_found_by_halving(store: MemoryStore, number: int):
    assert last_before(store, NOW + timedelta(minutes=number, seconds=1), within="") == number
    assert last_before(store, NOW, within="") == 0
    assert last_before(store, None, within="") == COUNT
