"""docs/wire/hj212.md is true: its examples decode, and its words are those of the code."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from ingest.listener.hj212 import MOST_GARBAGE, MOST_RUNS
from ingest.listener.hj212_exchange import EXECUTION_TIME, RESENDS
from ingest.listener.tray import HALF_FRAME
from ingest.wire.decode import decode
from ingest.wire.hj212.factors import DATA
from ingest.wire.hj212.marks import MARKS
from ingest.wire.hj212.packets import MOST_OPEN, MOST_PACKETS, PATIENCE
from ingest.wire.message import Message
from ingest.wire.refusal import Code
from sensing.instant import parse_instant, to_micros
from sensing.quality import Check
from sensing.station import Registry
from tests.unit.ingest.builders import DIVISION, a_station
from tests.unit.ingest.wire.hj212.builders import MN

PAGE = (Path(__file__).parents[5] / "docs" / "wire" / "hj212.md").read_text("utf-8")
REGISTRY = Registry([replace(a_station("WQ-1", cod="mg/L", ph=""), addresses={"hj212": MN})])
ARRIVED = to_micros(parse_instant("2026-07-01T12:00:00+08:00"))


def test_every_example_is_understood():
    examples = re.findall(r"```hj212\n(.*?)\n```", PAGE, re.DOTALL)
    assert len(examples) == 4
    values = []
    for example in examples:
        message = Message(f"fh/v1/{DIVISION}/WQ-1/raw/hj212", example.encode() + b"\r\n", ARRIVED)
        decoded = decode([message], registry=REGISTRY)
        assert not decoded.rejects
        values.append(decoded.batch.value.tolist())
    assert values == [[40.1], [40.1, 7.5], [40.1], []]


def test_codes_and_reasons_exist():
    words = set(re.findall(r"`([a-z]+_[a-z_]+)`", PAGE))
    known = set(Code) | {check.name.lower() for check in Check if check.name}
    assert words - known == {"read_time", "set_time", "read_now"}


def test_every_mark_has_its_row():
    for letter, (quality, why) in MARKS.items():
        row = next(
            line for line in PAGE.splitlines() if re.match(rf"\| [^|]*\b{letter}\b[^|]*\| (good|doub|unre)", line)
        )
        assert quality.key in row
        assert not why or f"`{why.name.lower()}`" in row


def test_the_numbers_are_those_of_the_code():
    for text in (
        f"given up after {HALF_FRAME // 1_000_000} s",
        f"{MOST_GARBAGE // 1024} KiB of garbage or {MOST_RUNS} bad runs",
        f"within {PATIENCE // 1_000_000} seconds",
        f"At most {MOST_PACKETS} packets",
        f"{MOST_OPEN} messages are remembered",
        f"then {EXECUTION_TIME // 1_000_000} seconds are given",
    ):
        assert text in re.sub(r"\s+", " ", PAGE)
    assert RESENDS == 3
    assert {"2011", "2051", "2061", "2031", "2111"} <= DATA
