"""The pages of SL 651 and SZY 206 are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.wire.raw import Memory, Raw
from ingest.wire.refusal import Code
from ingest.wire.sl651.codec import NOTE, read_sl651
from ingest.wire.sl651.counter import CAPACITIES, RESET_MOST, ROLLOVER_MOST
from ingest.wire.sl651.frame import Mark
from ingest.wire.sl651.function import Function
from ingest.wire.sl651.packets import MAX_BODIES, MAX_BODY, MAX_BYTES, TIMEOUT
from ingest.wire.sl651.reply import again, confirmation, request
from ingest.wire.sl651.splitter import split
from ingest.wire.szy206.codec import read_szy206
from sensing.instant import Micros
from sensing.property import PROPERTIES
from tests.unit.ingest.builders import NOW, a_station
from tests.unit.ingest.wire.sl651.making import SENT, a_frame

PAGES = Path(__file__).parents[5] / "docs" / "wire"
PAGE = (PAGES / "sl651.md").read_text("utf-8")


def examples(name: str) -> list[bytes]:
    blocks = re.findall(r"```hex\n(.*?)\n```", (PAGES / name).read_text("utf-8"), re.DOTALL)
    return [bytes.fromhex(line) for block in blocks for line in block.splitlines()]


def read(payload: bytes) -> Raw:
    return read_sl651(payload, station=a_station(), arrived=NOW, memory=Memory())


def test_the_minimal_messages_are_a_level():
    for payload in examples("sl651.md")[:2]:
        raw = read(payload)
        assert raw.refusals == ()
        assert [(reading.property, reading.value, reading.time) for reading in raw.readings] == [
            ("water_level", 41.5, SENT)
        ]


def test_nothing_of_the_minimal_message_can_be_left_out():
    minimal = examples("sl651.md")[0]
    assert all(read(minimal[:length]).refusals for length in range(len(minimal)))


def test_the_frames_down_are_ours():
    picture = a_frame(total=13, number=13, function=0x36)
    now = Micros(SENT)
    assert examples("sl651.md")[2:] == [
        confirmation(a_frame(), serial=7, now=now, stay=True),
        again(picture, number=4, serial=5, now=now),
        request(a_frame(), Function.READ_NOW, now=now),
        request(a_frame(), Function.SET_CLOCK, now=now),
    ]
    (nak,) = split(examples("sl651.md")[3])
    assert nak.frame is not None
    assert nak.frame.end is Mark.NAK


def test_the_limits_are_those_of_the_code():
    assert f"within {ROLLOVER_MOST:.0f} mm" in PAGE
    assert " or ".join(f"{capacity:,.0f}" for capacity in CAPACITIES) in PAGE
    assert f"below {RESET_MOST:.0f} mm" in PAGE
    assert f"{MAX_BODY >> 20} MiB a body, {MAX_BYTES >> 20} MiB and {MAX_BODIES} bodies" in PAGE
    assert TIMEOUT == 5 * 60_000_000
    assert f"{NOTE}F5" in PAGE


@pytest.mark.parametrize("name", ["sl651.md", "szy206.md"])
def test_a_page_names_codes_and_properties_that_exist(name: str):
    words = set(re.findall(r"`([a-z]+_[a-z0-9_]+)`", (PAGES / name).read_text("utf-8")))
    events = {"station_fault", "station_alarm", "station_recovered", "station_picture", "manual_report", "device_test"}
    assert words - events - PROPERTIES.keys() - {"declared_time"} <= set(Code)


def test_the_other_page_says_that_it_is_unverified():
    assert "unverified" in (PAGES / "szy206.md").read_text("utf-8").splitlines()[0]
    (payload,) = examples("szy206.md")
    raw = read_szy206(payload, station=a_station(), arrived=NOW, memory=Memory())
    assert [reading.value for reading in raw.readings] == [41.95]
