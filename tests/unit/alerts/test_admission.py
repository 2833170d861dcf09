from __future__ import annotations

import pytest

from alerts.admission import admit
from alerts.door import Outcome
from alerts.errors import ForeignError
from store.memory import MemoryStore
from tests.builders import NOW
from tests.unit.alerts.agency import a_door, a_message


def test_what_is_believed_is_kept_and_what_is_not_is_kept_apart():
    store = MemoryStore()
    assert admit(store, a_door(), a_message(), via="relay", now=NOW)[0] is Outcome.TAKEN
    with pytest.raises(ForeignError) as refused:
        admit(store, a_door(), b"<rss/>", via="relay", now=NOW, feed="weather")
    assert refused.value.code == "not_cap"
    (kept,) = store.foreign_refusals()
    assert (kept.source, kept.via) == ("weather", "relay")
    assert len(store.foreign_messages()) == 1


def test_a_refusal_inside_the_transaction_leaves_nothing_behind():
    store = MemoryStore()
    body = a_message(identifier="W-1")
    admit(store, a_door(), body, via="relay", now=NOW)
    other = a_message(identifier="W-1", station="")
    with pytest.raises(ForeignError):
        admit(store, a_door(), other, via="relay", now=NOW)
    assert [row.entry.kind for row in store.journal()] == ["cap"]
    assert store.foreign_refusals()[0].code == "changed"


def test_who_hands_in_beyond_his_county_is_told_what_a_stranger_is_told():
    with pytest.raises(ForeignError) as refused:
        admit(MemoryStore(), a_door(), a_message(), via="relay", now=NOW, within="411527")
    assert refused.value.code == "unknown_sender"
