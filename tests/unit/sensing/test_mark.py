from __future__ import annotations

from sensing.limits import Limits
from sensing.mark import Due, dues_around, merged
from sensing.station import Datastream, DatastreamNumber, Station, StationId, StationKind


def a_station(name: str, first: int, *, neighbours: tuple[str, ...] = ()) -> Station:
    streams = tuple(
        Datastream(number=DatastreamNumber(number), property=key, unit="", limits=Limits(neighbours=neighbours))
        for number, key in enumerate(("water_level", "flow"), start=first)
    )
    return Station(
        id=StationId(name), name=name, kind=StationKind.OTHER, division="41", lon=1, lat=1, datastreams=streams
    )  # fmt: skip


STATIONS = [a_station("A", 1), a_station("B", 3, neighbours=("A",)), a_station("C", 5)]


def around(key: str, *, end: int = 9) -> list[int]:
    return [due.datastream for due in dues_around(STATIONS, station="A", key=key, start=5, end=end)]


def test_a_gauge_and_those_that_listen_to_it_are_due() -> None:
    assert around("") == [1, 2, 3, 4]
    assert around("flow") == [2, 4]
    assert around("", end=4) == []


def test_dues_of_one_datastream_become_one() -> None:
    dues = [Due(datastream=2, start=5, end=6), Due(datastream=1, start=1, end=2), Due(datastream=2, start=3, end=4)]
    assert merged(dues) == [Due(datastream=1, start=1, end=2), Due(datastream=2, start=3, end=6)]
