"""Events told again, and how far the fetching of their pictures has come."""

import pytest

from sensing.evidence import Evidence, EvidenceState, WantedPicture
from tests.contract.records import an_event, at

URL = "https://example.org/1.jpg"
HASH, OTHER = "ab" * 32, "cd" * 32


def a_record(event: str = "e1", **changes) -> Evidence:
    given = {
        "station": "XY-C07",
        "event": event,
        "url": URL,
        "sha256": "",
        "state": EvidenceState.WAITING,
        "tries": 1,
        "due": at(60),
        "why": "not there",
    }
    return Evidence(**given | changes)


def wanted(store, *, now: float = 0) -> list[str]:
    return [picture.event for picture in store.wanted_pictures(now=at(now), since=at(-3600))]


def put(store, *events, evidence=()):
    with store.begin() as tx:
        new = tx.put_events(events)
        tx.put_evidence(evidence)
    return new


def test_an_event_told_again_with_a_higher_revision_replaces_the_lower(store):
    start, update, end = (an_event(revision=revision, attrs={"n": revision}) for revision in (0, 5, 2**31 - 1))
    assert put(store, start) == 1
    assert put(store, end, update) == 0
    assert put(store, update, start) == 0
    assert store.events() == [end]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_revisions_in_one_call_end_in_the_highest(store, order):
    told = [an_event(revision=revision, bbox=None, image_url="") for revision in order]
    assert put(store, *told, an_event("e2")) == 2
    assert next(event for event in store.events() if event.id == "e1").revision == 2


def test_pictures_with_a_url_are_wanted_oldest_first(store):
    put(store, an_event("b", seconds=5), an_event("a", seconds=1), an_event("none", image_url=""))
    first, second = store.wanted_pictures(now=at(0), since=at(-3600))
    assert first == WantedPicture(station="XY-C07", event="a", url=URL, sha256=HASH, tries=0)
    assert second.event == "b"
    assert [one.event for one in store.wanted_pictures(now=at(0), since=at(4))] == ["b"]
    assert len(store.wanted_pictures(now=at(0), since=at(-3600), limit=1)) == 1


def test_a_failed_attempt_waits_until_it_is_due(store):
    put(store, an_event("e1"), evidence=[a_record()])
    assert wanted(store, now=59) == []
    (picture,) = store.wanted_pictures(now=at(60), since=at(-3600))
    assert picture.tries == 1


@pytest.mark.parametrize("state", [EvidenceState.KEPT, EvidenceState.GIVEN_UP])
def test_what_is_settled_is_wanted_no_more_until_the_url_changes(store, state):
    put(store, an_event("e1"), evidence=[a_record(state=state)])
    assert wanted(store, now=3600) == []
    put(store, an_event("e1", image_url="https://example.org/2.jpg", revision=1))
    assert wanted(store, now=3600) == ["e1"]


def test_records_are_replaced_and_found_by_event(store):
    put(store, evidence=[a_record(), a_record("e2")])
    kept = a_record(state=EvidenceState.KEPT, sha256=OTHER, why="", tries=2)
    put(store, evidence=[kept])
    found = store.evidence([("XY-C07", "e1"), ("XY-C07", "e2"), ("XY-C07", "e3"), ("XY-C08", "e1")])
    assert found == {("XY-C07", "e1"): kept, ("XY-C07", "e2"): a_record("e2")}
    assert store.evidence([]) == {}


def test_pictures_are_referred_to_by_events_and_by_what_was_fetched(store):
    fetched = a_record(state=EvidenceState.KEPT, sha256=OTHER)
    put(store, an_event("e1"), an_event("e2", image_sha256=""), evidence=[fetched])
    assert store.referenced_pictures([HASH, OTHER, "ef" * 32, ""]) == {HASH, OTHER}
    assert store.referenced_pictures([]) == set()


def test_odd_letters_in_a_reason_are_kept_with_a_replacement(store):
    put(store, evidence=[a_record(why="a\x00b")])
    assert store.evidence([("XY-C07", "e1")])[("XY-C07", "e1")].why == "a\ufffdb"
