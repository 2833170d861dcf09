from dataclasses import replace

import pytest
from hypothesis import given, settings

from sensing.document import read_document, write_document
from sensing.errors import DocumentError
from sensing.station import Station
from sensing.station_document import limits_document, read_station_document, station_document
from tests.unit.sensing.exchange.tables import stations

TEXT = """\
apiVersion: fenghuo/v1
kind: Station
id: A
name: 息县
type: river_gauge
division: "411528000000"
lon: 114.74
lat: 32.34
gateway: GW
addresses: {sl651: "0012345678"}
notes: {备注: 老站}
datastreams:
  - property: water_level
    source: "39"
    limits:
      hard: [0, 60]
      soft: [[0, 40], [0, 40], [0, 40], [0, 41], [0, 42], [0, 44], [0, 45], [0, 45], [0, 44], [0, 42], [0, 41], [0, 40]]
      rise: 0.5
      stuck: 6h
      neighbours: [B, C]
"""


def read(text: str):
    return read_station_document(read_document(text, origin="s.yaml", what="station"))


def test_everything_of_a_station_is_read():
    station = read(TEXT)
    (stream,) = station.datastreams
    assert (station.addresses, station.gateway, station.notes) == ({"sl651": "0012345678"}, "GW", {"备注": "老站"})
    assert (stream.source, stream.unit, len(stream.limits.soft), stream.limits.hard) == ("39", "m", 12, (0.0, 60.0))
    assert (stream.limits.rise, stream.limits.neighbours) == (0.5, ("B", "C"))


def test_what_is_not_set_is_not_written():
    assert "limits" not in str(station_document(read(TEXT.partition("datastreams")[0])))
    assert limits_document(read(TEXT).datastreams[0].limits)["stuck"] == "6h"


def printable(text: str) -> str:
    """Return what a line of a document can hold of a text."""
    return "".join(letter for letter in text if letter.isprintable()).strip()


def printed(station: Station) -> Station:
    streams = tuple(replace(stream, source=printable(stream.source)) for stream in station.datastreams)
    name = printable(station.name) or "x"
    return replace(station, name=name, river=printable(station.river), datastreams=streams)


@settings(max_examples=60, deadline=None)
@given(stations().map(printed))
def test_what_is_written_is_read_back(station):
    assert read(write_document(station_document(station))) == station


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "hard: [0, 60]",
            "hard: [60, 0]",
            "s.yaml:16: limits.hard: expected a finite low below a finite high, got 60, 0",
        ),
        ("hard: [0, 60]", "hard: [0]", "s.yaml:16: datastreams[0].limits.hard: expected two numbers such as [0, 12.5]"),
        ("hard: [0, 60]", "hard: [[0, 1], [0, 2]]", "s.yaml:16: limits.hard: expected one range, got 2"),
        ("rise: 0.5", "rise: fast", "s.yaml:18: datastreams[0].limits.rise: expected a number, got 'fast'"),
        ("rise: 0.5", "raise: 1", 's.yaml:18: unknown key "raise", did you mean "rise"?'),
        ('{sl651: "0012345678"}', "{sl651: [1]}", "s.yaml:10: addresses.sl651: expected a text, got a list"),
        ('{sl651: "0012345678"}', "[1]", "s.yaml:10: addresses: expected a mapping, got a list"),
        ("type: river_gauge", "type: gauge", 's.yaml:5: type: unknown value "gauge"'),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, message):
    with pytest.raises(DocumentError) as caught:
        read(TEXT.replace(old, new))
    assert str(caught.value).startswith(message), str(caught.value)


def test_what_is_shared_is_read_and_an_unknown_kind_of_sharing_is_refused():
    text = TEXT.replace("gateway: GW\n", "gateway: GW\ngroups: {power: P7}\n")
    read = read_station_document(read_document(text, origin="s.yaml", what="station"))
    assert read.groups == {"power": "P7"}
    assert station_document(read)["groups"] == {"power": "P7"}
    with pytest.raises(DocumentError, match='unknown key "powr", did you mean "power"'):
        read_station_document(read_document(text.replace("power:", "powr:"), origin="s.yaml", what="station"))
