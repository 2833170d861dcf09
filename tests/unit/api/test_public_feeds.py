from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.cap import to_cap
from alerts.cap_document import cap_document
from alerts.warning import Area, CapStatus
from api.public_feeds import MOST_PAGES, Asked, PublicFeeds, http_date
from store.memory import MemoryStore
from tests.builders import NOW, a_warning
from tests.unit.api.world import Clock, parts_of


@pytest.fixture
def clock() -> Clock:
    return Clock(now=NOW)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def feeds(store, clock) -> PublicFeeds:
    return PublicFeeds(parts_of(store, clock))


def asked(form: str = "atom", **changes) -> Asked:
    facts = {
        "status": CapStatus.ACTUAL,
        "division": "",
        "language": "zh",
        "base_url": "https://warn.example",
        "path": "/feeds/cap.atom",
    }
    return Asked(form=form, **(facts | changes))


def issue(store: MemoryStore, **changes) -> None:
    warning = a_warning(**({"sent": NOW} | changes))
    with store.begin() as tx:
        tx.save_warnings([warning])
        tx.save_cap_documents([cap_document(warning, to_cap(warning))])


def test_a_page_is_the_same_object_until_something_changes(feeds, store):
    issue(store)
    assert feeds.page(asked()) is feeds.page(asked())


def test_an_entry_leaves_by_the_clock_alone(feeds, store, clock):
    issue(store, expires=NOW + timedelta(hours=1))
    before = feeds.page(asked())
    clock.forward(timedelta(hours=1))
    after = feeds.page(asked())
    assert b"<entry>" in before.body
    assert b"<entry>" not in after.body
    assert after.modified > before.modified


def test_a_thousand_warnings_are_listed_and_written_once(feeds, store, monkeypatch: pytest.MonkeyPatch):
    warnings = [a_warning(sent=NOW) for _ in range(1000)]
    with store.begin() as tx:
        tx.save_warnings(warnings)
    loads = []
    monkeypatch.setattr(
        store, "warnings_by_id", lambda ids: loads.append(1) or [w for w in warnings if w.id in set(ids)]
    )
    page = feeds.page(asked())
    assert page.body.count(b"<entry>") == 1000
    for _ in range(100):
        assert feeds.page(asked()) is page
    feeds.page(asked("geojson"))
    assert loads == [1]
    assert len(page.compressed) < len(page.body) / 5


def test_a_warning_concerns_the_places_of_its_area_not_of_its_office(feeds, store):
    issue(store, area=Area(description="淮滨县", geocodes=("411527000000",)))
    assert b"<entry>" in feeds.page(asked(division="411527")).body
    assert b"<entry>" not in feeds.page(asked(division="411528")).body


def test_hosts_that_readers_invent_fill_no_memory(feeds):
    for number in range(MOST_PAGES * 2):
        feeds.page(asked(base_url=f"http://{number}.example"))
    assert len(feeds._pages) == MOST_PAGES


def test_times_are_told_as_http_does():
    assert http_date(NOW) == "Sun, 19 Jul 2026 14:00:00 GMT"
