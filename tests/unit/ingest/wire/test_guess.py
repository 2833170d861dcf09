import pytest

from ingest.wire import guess as module
from ingest.wire.guess import guess
from ingest.wire.message import Message
from ingest.wire.raw import Raw, RawReading
from sensing.station import StationKind


def message(payload: str | bytes, topic: str = "fh/v1/4115/N/obs") -> Message:
    return Message(topic=topic, payload=payload.encode() if isinstance(payload, str) else payload, arrived=1)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ('{"water_level": 1, "rain_5m": 2}', StationKind.RIVER_GAUGE),
        ('{"reservoir_level": 1, "water_level": 2}', StationKind.RESERVOIR),
        ('{"rain_5m": 1, "battery_voltage": 12}', StationKind.RAIN_GAUGE),
        ('{"pm25": 1, "pm10": 1, "air_temperature": 9}', StationKind.AIR),
        ('{"battery_voltage": 12}', StationKind.OTHER),
        ('{"mood": 1}', StationKind.OTHER),
    ],
)
def test_what_a_station_measures_says_what_it_is(values, kind):
    assert guess([message(f'{{"v": {values}}}')], name="N").kind is kind


def test_names_that_no_property_has_are_told():
    found = guess([message('[{"v": {"mood": 1}}, {"v": {"flow": 1, "mood": 2}}]')], name="N")
    assert ([stream.property for stream in found.datastreams], found.unknown) == (["flow"], ("mood",))


def test_good_parts_of_a_faulty_message_count():
    assert guess([message('[{"v": {"flow": 1}}, 7]')], name="N").datastreams[0].property == "flow"


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff", b"[" * 10_000, b"7"])
def test_garbage_says_nothing(payload):
    for topic in ("fh/v1/4115/N/obs", "nonsense", "fh/v1/4115/N/raw/hj212", "fh/v1/4115/N/raw/sl651"):
        assert guess([message(payload, topic)], name="N").datastreams == ()


def test_frames_are_read_by_their_codec(monkeypatch):
    readings = (
        RawReading(source="39", property="water_level", time=None, value=1.0, address="N"),
        RawReading(source="ZZ", property="", time=None, value=1.0),
        RawReading(source="45", property="signal_strength", time=None, value=1.0, is_optional=True),
    )
    monkeypatch.setitem(module.CODECS, "sl651", lambda *_, **__: Raw(readings=readings))
    found = guess([message("x", "fh/v1/00/N/raw/sl651"), message("x", "fh/v1/00/N/raw/other")], name="N")
    assert (found.division, found.codecs, found.kinds) == ("00", ("sl651",), ("raw",))
    assert ([stream.property for stream in found.datastreams], found.unknown) == (["water_level"], ("ZZ",))


def test_a_station_that_only_sees_is_a_camera():
    assert guess([message("{}", "fh/v1/4115/N/event")], name="N").kind is StationKind.CAMERA


def test_nothing_says_nothing():
    assert guess([], name="N").division == ""
