"""docs/wire/senml.md is true."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.wire.decode import decode
from ingest.wire.message import Message
from ingest.wire.refusal import Code
from ingest.wire.senml.codec import MAX_DEPTH
from ingest.wire.senml.name import MAX_NAME
from tests.unit.ingest.builders import DIVISION, NOW, a_registry

PAGE = (Path(__file__).parents[5] / "docs" / "wire" / "senml.md").read_text("utf-8")


def test_every_example_is_understood():
    examples = re.findall(r"```(\w*)\n(.*?)\n```", PAGE, re.DOTALL)
    assert len(examples) == 4
    for kind, text in examples:
        codec, payload = ("senml+json", text.encode()) if kind else ("senml+cbor", bytes.fromhex(text))
        decoded = decode([Message(f"fh/v1/{DIVISION}/XY-H03/raw/{codec}", payload, NOW)], registry=a_registry())
        assert not decoded.rejects, decoded.rejects
        assert len(decoded.batch)


def test_the_units_of_the_example_are_converted():
    text = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)[1]
    decoded = decode([Message(f"fh/v1/{DIVISION}/XY-H03/raw/senml+json", text.encode(), NOW)], registry=a_registry())
    assert decoded.batch.value.tolist() == [41.32, 41.35, 0.5]


def test_the_page_names_codes_that_exist():
    rules = PAGE.partition("## Order of validation")[2]
    assert set(re.findall(r"`([a-z]+_[a-z_]+)`", rules)) <= set(Code)


def test_the_limits_are_those_of_the_code():
    assert f"{MAX_DEPTH} levels" in PAGE
    assert f"1 to {MAX_NAME} of the letters" in PAGE
