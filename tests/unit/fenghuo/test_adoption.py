from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fenghuo.adoption import PAGE, Adoption, completed
from ingest.wire.guess import guess
from sensing.adoption import AdoptionError
from sensing.errors import RegistryError
from sensing.event import Reject
from sensing.instant import Micros, to_micros
from sensing.mark import Due
from sensing.station import Datastream, StationKind
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.unit.api.world import a_station

NOW = datetime(2026, 7, 19, 6, tzinfo=UTC)
T0 = to_micros(NOW)
OBS = "fh/v1/411528000000/NEW-1/obs"


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def adoption(store):
    return Adoption(store, clock=lambda: NOW)


def wait(store, *payloads: bytes, topic: str = OBS, station: str = "NEW-1") -> None:
    rejects = [
        Reject(
            topic=topic,
            payload=payload,
            code="unknown_station",
            detail="",
            result_time=T0 + n * 1_000_000,
            station=station,
        )
        for n, payload in enumerate(payloads)
    ]
    with store.begin() as tx:
        tx.put_rejects(rejects)


def a_new_station(key: str = "NEW-1", **changes):
    return a_station(key, **({"datastreams": (), "kind": StationKind.OTHER} | changes))


def stored(store, station) -> list[tuple[int, float]]:
    number = station.datastreams[0].number
    batch = store.observations(number, start=Micros(0), end=Micros(T0 * 2))
    return list(zip(batch.result_time.tolist(), batch.value.tolist(), strict=True))


def reading(seconds: int, **values: float) -> bytes:
    words = ", ".join(f'"{key}": {value}' for key, value in values.items())
    return f'{{"t": {(T0 + seconds * 1_000_000) // 1000}, "v": {{{words}}}}}'.encode()


def test_what_waits_is_shown_with_what_it_says(store, adoption):
    wait(store, reading(0, water_level=41.3, mood=1.0), reading(60, rain_5m=0.5))
    (waiting,) = adoption.unknown(limit=10)
    assert (waiting.device.name, waiting.device.count, waiting.topic) == ("NEW-1", 2, OBS)
    assert [stream.property for stream in waiting.guess.datastreams] == ["water_level", "rain_5m"]
    assert (waiting.guess.kind, waiting.guess.division, waiting.guess.unknown) == (
        StationKind.RIVER_GAUGE,
        "411528000000",
        ("mood",),
    )


def test_a_station_is_adopted_in_one_step_with_the_time_at_which_its_messages_arrived(store, adoption):
    wait(store, reading(0, water_level=41.3), reading(60, water_level=41.4), b'{"v": {"water_level": 41.5}}')
    adopted = adoption.adopt("NEW-1", a_new_station(), actor="li")
    assert (adopted.messages, adopted.readings, adopted.refused) == (3, 3, 0)
    assert adopted.station.kind is StationKind.RIVER_GAUGE
    assert sorted(stored(store, adopted.station)) == [(T0, 41.3), (T0 + 1_000_000, 41.4), (T0 + 2_000_000, 41.5)]
    assert [row.adopted for row in store.quarantine()] == [T0] * 3
    assert adoption.unknown(limit=10) == []


def test_the_journal_says_who_adopted_it(store, adoption):
    wait(store, reading(0, water_level=41.3))
    adoption.adopt("NEW-1", a_new_station(), actor="li")
    assert store.journal()[-1].entry.data == {"act": "adopted", "actor": "li", "station": "NEW-1", "messages": 1}


def test_nothing_is_stored_twice(store, adoption):
    wait(store, reading(0, water_level=41.3), reading(0, water_level=41.3))
    first = adoption.adopt("NEW-1", a_new_station(), actor="li")
    wait(store, reading(0, water_level=41.3))
    second = adoption.adopt("NEW-1", a_new_station(), actor="li")
    assert (first.readings, second.messages, second.readings) == (1, 1, 0)


def test_what_is_still_not_understood_goes_back_under_the_station(store, adoption):
    wait(store, reading(0, water_level=41.3, flow=9.0), b"{")
    adopted = adoption.adopt(
        "NEW-1", a_new_station(datastreams=(Datastream(property="flow", unit="m3/s"),)), actor="li"
    )
    assert (adopted.readings, adopted.refused) == (1, 2)
    fresh = [row for row in store.quarantine() if row.adopted is None]
    assert {(row.reject.code, row.reject.station) for row in fresh} == {
        ("unknown_property", "NEW-1"),
        ("malformed_json", "NEW-1"),
    }


def test_more_messages_than_fit_into_one_transaction_are_all_read(store, adoption):
    wait(store, *(reading(n, water_level=41.0) for n in range(PAGE + 1)))
    assert adoption.adopt("NEW-1", a_new_station(), actor="li").readings == PAGE + 1


def test_events_and_status_are_taken_along(store, adoption):
    event = b'{"t": "2026-07-19T14:00:00+08:00", "id": "e1", "class": "fire_smoke", "confidence": 0.9}'
    wait(store, event, topic="fh/v1/4115/NEW-1/event")
    wait(store, b"online", topic="fh/v1/4115/NEW-1/status")
    adopted = adoption.adopt("NEW-1", a_new_station(), actor="li")
    assert (adopted.events, adopted.station.kind) == (1, StationKind.CAMERA)
    assert store.statuses() == {"NEW-1": True}


def test_frames_of_a_connection_register_the_address(store, adoption, monkeypatch):
    from ingest.wire import codecs, guess, reader
    from ingest.wire.raw import Raw, RawReading

    def read(payload, *, station, arrived, memory):
        return Raw(
            readings=(
                RawReading(
                    source="39", property="water_level", time=arrived, value=float(payload), address="0012345678"
                ),
            )
        )

    for module in (codecs, guess, reader):
        monkeypatch.setattr(module, "CODECS", {"sl651": read})
    wait(store, b"41.25", topic="fh/v1/00/0012345678/raw/sl651", station="0012345678")
    adopted = adoption.adopt("0012345678", a_new_station("XY-H09"), actor="li")
    assert adopted.station.addresses == {"sl651": "0012345678"}
    assert stored(store, adopted.station) == [(T0, 41.25)]


def test_a_device_that_names_its_station_keeps_that_name(store, adoption):
    wait(store, reading(0, water_level=41.3))
    with pytest.raises(AdoptionError, match="expected the id 'NEW-1', under which the device publishes, got 'XY-H09'"):
        adoption.adopt("NEW-1", a_new_station("XY-H09"), actor="li")
    assert store.stations() == []


def test_nothing_can_be_adopted_where_nothing_waits(adoption):
    with pytest.raises(AdoptionError, match="nothing waits in quarantine under the name 'NOBODY'"):
        adoption.adopt("NOBODY", a_new_station("NOBODY"), actor="li")


def test_an_address_of_another_station_adopts_nothing(store, adoption):
    store.put_stations([a_station("OLD", addresses={"sl651": "1"})], **BY_TEST)
    wait(store, reading(0, water_level=41.3))
    with pytest.raises(RegistryError, match="belongs to 'OLD'"):
        adoption.adopt("NEW-1", a_new_station(addresses={"sl651": "1"}), actor="li")
    assert store.waiting("NEW-1")


def test_a_station_that_was_registered_meanwhile_stays_as_it_is(store, adoption):
    wait(store, reading(0, water_level=4130))
    stream = Datastream(property="water_level", unit="cm")
    (known,) = store.put_stations([a_station("NEW-1", datastreams=(stream,), notes={"a": "b"})], **BY_TEST)
    adopted = adoption.adopt("NEW-1", a_new_station(name="other"), actor="li")
    assert (adopted.station, store.stations()) == (known, [known])
    assert stored(store, known) == [(T0, 41.3)]


def test_a_registered_station_gets_the_address_of_its_device(store):
    known = a_station("XY-H09", addresses={"hj212": "M1"})
    proposal = guess([], name="0012345678")
    proposal = replace(proposal, codecs=("sl651",), division="00")
    after = completed(a_new_station("XY-H09"), name="0012345678", proposal=proposal, known=known)
    assert after == replace(known, addresses={"hj212": "M1", "sl651": "0012345678"})
    with pytest.raises(AdoptionError, match="station 'XY-H09' has the sl651 address '0012345678': take it away there"):
        completed(a_new_station("XY-H09"), name="0099999999", proposal=proposal, known=after)


def test_what_was_adopted_is_reviewed(store, adoption):
    wait(store, reading(0, water_level=41.3), reading(60, water_level=41.4), reading(30, water_level=90.0))
    number = adoption.adopt("NEW-1", a_new_station(), actor="li").station.datastreams[0].number
    assert store.dues() == [Due(datastream=number, start=T0, end=T0 + 60_000_000)]


def test_of_two_who_adopt_at_once_one_stores_what_is_refused(store, adoption, monkeypatch):
    wait(store, b"{")
    rows = store.waiting("NEW-1")
    adoption.adopt("NEW-1", a_new_station(), actor="li")
    late = iter([rows])
    monkeypatch.setattr(store, "waiting", lambda *_, **__: next(late, []))
    monkeypatch.setattr(store, "newest_waiting", lambda *_, **__: rows)
    again = adoption.adopt("NEW-1", a_new_station(), actor="wang")
    assert (again.messages, again.refused) == (0, 0)
    assert [row.reject.code for row in store.quarantine() if row.adopted is None] == ["malformed_json"]
