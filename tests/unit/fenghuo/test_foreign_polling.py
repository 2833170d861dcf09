from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.cap import to_cap
from alerts.warning import Area, MessageType
from fenghuo import foreign_polling
from fenghuo.foreign_fetch import Answered
from fenghuo.foreign_polling import LEASE, TROUBLE_AFTER, Poller
from store.memory import MemoryStore
from tests.builders import NOW, after
from tests.unit.alerts.agency import KEY, a_door, a_message, reference, told

URL = "https://weather.example/cap.atom"
EVERY = timedelta(minutes=1)


class Site:
    """The web of another agency."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.tag = ""
        self.down = ""
        self.asked: list[str] = []

    def lists(self, **messages: bytes) -> None:
        for name, body in messages.items():
            self.pages[f"https://weather.example/{name}"] = body
        links = "".join(
            f'<entry><updated>1</updated><link href="/{name}" type="application/cap+xml"/></entry>' for name in messages
        )
        self.pages[URL] = f'<feed xmlns="http://www.w3.org/2005/Atom">{links}</feed>'.encode()
        self.tag = f'"{len(self.asked)}-{links}"'

    def fetch(self, url: str, *, etag: str = "", modified: str = "") -> Answered:
        self.asked.append(url)
        if self.down or url not in self.pages:
            return Answered(why=self.down or "answered 404")
        if url == URL and etag and etag == self.tag:
            return Answered(is_known=True)
        return Answered(body=self.pages[url], etag=self.tag if url == URL else "")


def without_area(xml: bytes) -> bytes:
    start, end = xml.index(b"<info>"), xml.rindex(b"</info>") + len(b"</info>")
    return xml[:start] + xml[end:]


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_polling, "now", lambda: NOW)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def poller(store: MemoryStore, site: Site) -> Poller:
    return Poller(store, door=a_door(), feeds={URL: "weather"}, fetcher=site, every=EVERY)


def test_what_a_feed_lists_is_fetched_once(poller: Poller, site: Site, store: MemoryStore):
    site.lists(a=a_message(), b=a_message())
    assert poller.look(NOW) == 2
    assert len(store.foreign_messages()) == 2
    site.asked.clear()
    assert poller.look(NOW) == 0
    assert site.asked == []
    assert poller.look(NOW + EVERY) == 0
    assert site.asked == [URL]


def test_a_changed_feed_costs_its_new_entries_only(poller: Poller, site: Site):
    first, second = a_message(), a_message()
    site.lists(a=first)
    poller.look(NOW)
    site.asked.clear()
    site.lists(a=first, b=second)
    assert poller.look(NOW + EVERY) == 1
    assert site.asked == [URL, "https://weather.example/b"]


def test_what_is_refused_is_kept_apart_and_not_fetched_again(poller: Poller, site: Site, store: MemoryStore):
    site.lists(a=a_message(area=Area(description="北京", geocodes=("110000000000",))))
    assert poller.look(NOW) == 0
    (refused,) = store.foreign_refusals()
    assert (refused.code, refused.source, refused.via) == ("outside", "weather", URL)
    site.asked.clear()
    poller.look(NOW + EVERY)
    assert site.asked == [URL]


def test_an_entry_that_does_not_come_is_tried_again(poller: Poller, site: Site):
    body = a_message()
    site.lists(a=body)
    page = site.pages.pop("https://weather.example/a")
    assert poller.look(NOW) == 0
    site.pages["https://weather.example/a"] = page
    assert poller.look(NOW + EVERY) == 1


def test_a_feed_that_fails_is_left_alone_longer_each_time_and_named(poller: Poller, site: Site, store: MemoryStore):
    site.down = "answered 500"
    at = NOW
    for fails in range(1, TROUBLE_AFTER + 1):
        assert poller.trouble == ""
        poller.look(at)
        (poll,) = store.foreign_polls()
        assert (poll.fails, poll.due - at) == (fails, EVERY * 2 ** (fails - 1))
        at = poll.due
    assert poller.trouble == f"{URL}: answered 500"
    site.down = ""
    site.lists()
    poller.look(at)
    assert poller.trouble == ""


def test_a_feed_that_is_none_is_a_failure(poller: Poller, site: Site, store: MemoryStore):
    site.pages[URL] = b"<html/>"
    poller.look(NOW)
    assert "expected an Atom feed" in store.foreign_polls()[0].why


def test_two_readers_of_one_feed_do_not_both_look(store: MemoryStore, site: Site):
    site.lists()
    with store.begin() as tx:
        tx.claim_foreign_poll(URL, now=NOW, until=NOW + LEASE)
    other = Poller(store, door=a_door(), feeds={URL: "weather"}, fetcher=site, every=EVERY)
    other.look(after(minutes=1))
    assert site.asked == []
    # One that died while it looked is taken over.
    other.look(NOW + LEASE)
    assert site.asked == [URL]


def test_a_cancel_that_stands_above_what_it_takes_back_ends_it(poller: Poller, site: Site, store: MemoryStore):
    first = told()
    cancel = told(
        message_type=MessageType.CANCEL, references=(reference(first),), area=Area(description="息县"), identifier="c1"
    )
    signed = [KEY.sign(to_cap(each), at=NOW) for each in (cancel, first)]
    bare = without_area(to_cap(cancel))
    site.lists(c=KEY.sign(bare, at=NOW), a=signed[1])
    assert poller.look(NOW) == 2
    assert store.foreign_messages(current_at=NOW) == [] or all(
        each.bulletin.message_type is MessageType.CANCEL for each in store.foreign_messages(current_at=NOW)
    )


def test_a_message_of_a_clock_ahead_of_ours_is_taken_in_time(poller: Poller, site: Site, monkeypatch):
    site.lists(a=a_message(sent=after(minutes=7)))
    assert poller.look(NOW) == 0
    later = after(minutes=8)
    monkeypatch.setattr(foreign_polling, "now", lambda: later)
    assert poller.look(later) == 1


def test_a_feed_that_breaks_the_reader_keeps_no_other_out(store: MemoryStore, site: Site, monkeypatch):
    other = "https://other.example/cap.atom"
    site.lists(a=a_message())
    fetch = site.fetch

    def breaks(url: str, **more: str) -> Answered:
        if url == other:
            raise RecursionError
        return fetch(url, **more)

    site.fetch = breaks
    poller = Poller(store, door=a_door(), feeds={other: "other", URL: "weather"}, fetcher=site, every=EVERY)
    assert poller.look(NOW) == 1
    assert "RecursionError" in poller.trouble
