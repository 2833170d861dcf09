"""GB/T 28181 alarm bodies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.refusal import Code
from sensing.instant import parse_instant, to_micros
from tests.unit.ingest.builders import NOW
from tests.unit.ingest.wire.cameras.telling import CAMERA, ask, seen

SAMPLES = Path(__file__).parents[6] / "shared" / "standards" / "samples" / "gb28181"
#: The samples are of 2026.
LATER = to_micros(parse_instant("2026-06-06T00:00:00Z"))

DEVICE = "41150200001320000001"
TIME = "2025-11-23T09:00:00"


def alarm(*, header: str = '<?xml version="1.0" encoding="UTF-8"?>', **fields: str) -> str:
    given = {"CmdType": "Alarm", "SN": "7", "DeviceID": DEVICE, "AlarmMethod": "5", "AlarmTime": TIME} | fields
    return f"{header}<Notify>{''.join(f'<{name}>{text}</{name}>' for name, text in given.items() if text)}</Notify>"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are beside the project, not in it")
@pytest.mark.parametrize(
    ("name", "kind", "fault", "place"),
    [
        ("alarm_notify_method2_root.xml", "camera_fault", "video_lost", (116.397, 39.908)),
        ("alarm_notify_method5_info.xml", "motion", None, (116.397, 39.908)),
        ("alarm_notify_method7_no_type.xml", "other", None, (CAMERA.lon, CAMERA.lat)),
    ],
)
def test_public_samples_are_understood(name: str, kind: str, fault: str | None, place: tuple[float, float]):
    event = seen("gb28181", (SAMPLES / name).read_bytes(), arrived=LATER)
    assert (event.kind, event.attrs.get("fault"), (event.lon, event.lat)) == (kind, fault, place)


def test_an_alarm_is_an_event_in_beijing_time_with_an_id_of_its_own():
    raw = ask("gb28181", alarm(AlarmType="6", AlarmPriority="1", Longitude="114.07", Latitude="31.62"))
    ((address, event, image, has_place),) = raw.addressed
    assert (address, image, has_place) == (DEVICE, None, True)
    assert event.id == f"{DEVICE}:{TIME}:5.6:7"
    assert event.phenomenon_time == to_micros(parse_instant("2025-11-23T01:00:00Z"))
    assert (event.kind, event.lon, event.lat) == ("intrusion", 114.07, 31.62)
    assert event.attrs == {"priority": "1", "method": "video", "type": "6", "device": DEVICE}


def test_the_type_in_info_wins_over_the_one_at_the_root():
    info = "<AlarmType>6</AlarmType><AlarmTypeParam><EventType>2</EventType></AlarmTypeParam>"
    event = seen("gb28181", alarm(AlarmType="5", Info=info))
    assert (event.kind, event.attrs["direction"]) == ("intrusion", "leave")


def test_zero_zero_is_no_place():
    (told,) = ask("gb28181", alarm(Longitude="0.0", Latitude="0")).addressed
    assert not told.has_place
    assert (told.event.lon, told.event.lat) == (CAMERA.lon, CAMERA.lat)


@pytest.mark.parametrize(
    ("method", "type_", "kind", "fault"),
    [
        ("2", "2", "camera_fault", "tampered"),
        ("5", "13", "camera_fault", "covered"),
        ("6", "9", "camera_fault", None),
        ("5", "10", "crowd", None),
        ("5", "99", "other", None),
        ("1", "", "other", None),
    ],
)
def test_method_and_type_give_the_class(method: str, type_: str, kind: str, fault: str | None):
    event = seen("gb28181", alarm(AlarmMethod=method, AlarmType=type_))
    assert (event.kind, event.attrs.get("fault")) == (kind, fault)


def test_what_no_code_says_is_looked_for_in_the_description():
    assert seen("gb28181", alarm(AlarmMethod="7", AlarmDescription="林区烟火识别")).kind == "fire_smoke"


@pytest.mark.parametrize("declared", ["GB2312", "GB18030", "gbk"])
def test_chinese_encodings_are_read_beyond_what_they_declare(declared: str):
    text = alarm(header=f'<?xml version="1.0" encoding="{declared}"?>', AlarmDescription="潢川县㙍镕")
    assert seen("gb28181", text.encode("gb18030")).attrs["description"] == "潢川县㙍镕"


def test_no_time_means_the_arrival():
    assert seen("gb28181", alarm(AlarmTime="")).phenomenon_time == NOW


def test_a_keepalive_is_no_event_and_no_fault():
    raw = ask("gb28181", alarm(CmdType="Keepalive"))
    assert (raw.addressed, raw.refusals) == ((), ())


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ("not xml", Code.MALFORMED_FRAME, "expected XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><Notify/>', Code.MALFORMED_FRAME, "DOCTYPE"),
        ('<?xml version="1.0" encoding="EBCDIC"?><a/>', Code.MALFORMED_FRAME, "got encoding 'ebcdic'"),
        (alarm(CmdType="Catalog"), Code.BAD_VALUE, "CmdType: expected Alarm or Keepalive, got 'Catalog'"),
        (alarm(DeviceID=""), Code.MISSING_FIELD, "DeviceID"),
        (alarm(AlarmTime="noon"), Code.BAD_TIME, "'noon'"),
        (alarm(AlarmTime="1970-01-01T00:00:00"), Code.TIME_OUT_OF_RANGE, "expected 2000"),
        (alarm(Longitude="214", Latitude="31"), Code.BAD_LOCATION, "loc"),
    ],
)
def test_what_cannot_be_taken_says_why(body: str, code: Code, detail: str):
    (refusal,) = ask("gb28181", body).refusals
    assert refusal.code is code
    assert detail in refusal.detail


def test_the_same_alarm_again_is_the_same_event():
    body = alarm(AlarmType="2")
    assert seen("gb28181", body, arrived=NOW + 5) == replace(seen("gb28181", body), result_time=NOW + 5)


@given(st.dictionaries(st.sampled_from(["CmdType", "AlarmTime", "AlarmMethod", "Info", "Longitude"]), st.text()))
def test_no_alarm_raises(fields: dict[str, str]):
    ask("gb28181", alarm(**fields).encode(errors="replace"))


@given(st.binary())
def test_no_bytes_raise(payload: bytes):
    ask("gb28181", payload)
    ask("hikvision+xml", payload)
    ask("gb28181", b"<?xml version='1.0' encoding='gb2312'?>" + payload)
