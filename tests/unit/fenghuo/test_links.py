from __future__ import annotations

import numpy as np

from fenghuo import metrics
from fenghuo.links import COARSE, LinkBook
from ingest.wire.decode import decode
from sensing.link import Link
from sensing.station import Registry
from tests.unit.ingest.builders import NOW, NOW_MS, a_message, a_registry, a_station

REGISTRY = a_registry()
MINUTE = 60_000_000


def take(book: LinkBook, *messages, registry: Registry = REGISTRY) -> None:
    said = decode(messages, registry=registry)
    book.note(said.batch, said=said)


def a_reading(*, station: str = "XY-H03", at: int = NOW, behind_ms: int = 0, **more: object):
    body = {"t": at // 1000 - behind_ms, "v": {"water_level": 1.0}, **more}
    return a_message(body, station=station, arrived=at)


def test_a_station_is_heard_by_readings_and_events_and_by_nothing_else():
    book = LinkBook(REGISTRY)
    take(book, a_message({"state": "online"}, kind="status"), a_message(b"{nonsense"))
    assert book.links() == []
    take(book, a_reading())
    event = {"id": "1", "t": NOW_MS, "class": "person"}
    take(book, a_message(event, station="XY-A01", kind="event", arrived=NOW + 5))
    assert {(link.station, link.heard) for link in book.links()} == {("XY-H03", NOW), ("XY-A01", NOW + 5)}


def test_what_is_stored_is_coarse_but_the_first_word_and_a_loss_count_at_once():
    book = LinkBook(REGISTRY)
    take(book, a_reading(seq=1))
    assert [(link.station, link.lost) for link in book.unstored()] == [("XY-H03", 0)]
    take(book, a_reading(at=NOW + 1000_000, seq=2))
    assert book.unstored() == []
    take(book, a_reading(at=NOW + 2000_000, seq=5))
    assert book.unstored() == [Link(station="XY-H03", heard=NOW + 2000_000, behind=None, lost=2)]
    take(book, a_reading(at=NOW + 2000_000 + COARSE, seq=6))
    assert len(book.unstored()) == 1
    book.forget_stored()
    assert len(book.unstored()) == 1


def test_the_offset_of_a_clock_is_known_after_a_while():
    book = LinkBook(REGISTRY)
    for look in range(5):
        take(book, a_reading(at=NOW + look * 3 * MINUTE, behind_ms=2000))
    (link,) = book.links()
    assert link.behind == 2_000_000


def test_another_registry_keeps_what_is_known_of_the_stations_that_stay():
    book = LinkBook(REGISTRY)
    take(book, a_reading(), a_reading(station="XY-A01"))
    after = Registry([a_station("NEW", first=1), a_station("XY-H03", first=21)])
    book.adopt(after)
    take(book, a_reading(station="NEW", at=NOW + 9), registry=after)
    assert {(link.station, link.heard) for link in book.links()} == {("XY-H03", NOW), ("NEW", NOW + 9)}


def test_the_typical_delay_is_that_of_stations_heard_since_and_of_clocks_of_their_own():
    book = LinkBook(REGISTRY)
    assert book.typical_delay(since=0) is None
    take(book, a_reading(behind_ms=500))
    assert book.typical_delay(since=NOW) == 500_000
    assert book.typical_delay(since=NOW + 1) is None


def test_one_station_does_not_speak_for_the_others():
    said = Registry([a_station(name, first=10 * place) for place, name in enumerate("ABC", start=1)])
    book = LinkBook(said)
    take(book, *(a_reading(station=name, behind_ms=500) for name in "ABC"), registry=said)
    take(book, a_reading(station="A", behind_ms=7_200_000, at=NOW + 9), registry=said)
    assert book.typical_delay(since=NOW + 9) is None
    take(book, a_reading(station="B", behind_ms=500, at=NOW + 10), registry=said)
    assert book.typical_delay(since=NOW + 9) is not None


def test_metrics_tell_stations_by_presence():
    book = LinkBook(REGISTRY)
    take(book, a_reading(seq=1))
    take(book, a_reading(seq=4))
    book.show({"XY-A01": False})
    shown = {name: metrics.stations.labels(name)._value.get() for name in ("online", "offline", "heard", "never_seen")}
    assert shown == {"online": 0, "offline": 1, "heard": 1, "never_seen": 0}
    assert metrics.messages_lost._value.get() == 2


def test_readings_of_a_datastream_that_went_meanwhile_are_passed_over():
    book = LinkBook(REGISTRY)
    said = decode([a_reading(station="XY-A01")], registry=REGISTRY)
    book.adopt(Registry([a_station()]))
    book.note(said.batch, said=said)
    assert book.links() == []
    assert np.array_equal(book._heard, [-1])
