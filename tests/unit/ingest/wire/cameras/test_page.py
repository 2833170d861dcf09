"""docs/wire/cameras.md is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fenghuo.evidence import WAITS
from ingest.wire.cameras.proposal import _TYPES
from ingest.wire.cameras.vocabulary import EventClass
from ingest.wire.codecs import CODECS
from ingest.wire.decode import decode
from ingest.wire.message import Message
from ingest.wire.refusal import Code
from tests.unit.ingest.builders import DIVISION, NOW, a_registry

PAGE = (Path(__file__).parents[5] / "docs" / "wire" / "cameras.md").read_text("utf-8")
MINIMAL = dict(re.findall(r"^`([a-z0-9+-]+)`:\n\n```\w+\n(.*?)\n```", PAGE, re.DOTALL | re.MULTILINE))


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_codec_has_a_minimal_message():
    listed = re.findall(r"^\| `([a-z0-9+-]+)` \|", PAGE.partition("## ")[0], re.MULTILINE)
    assert sorted(listed) == sorted(MINIMAL)
    assert set(listed) <= CODECS.keys()


@pytest.mark.parametrize("codec", MINIMAL)
def test_every_minimal_message_is_an_event(codec: str):
    message = Message(f"fh/v1/{DIVISION}/XY-H03/raw/{codec}", MINIMAL[codec].encode(), NOW)
    decoded = decode([message], registry=a_registry())
    assert not decoded.rejects, decoded.rejects
    assert len(decoded.events) == 1


def test_the_whole_form_gives_an_event_and_a_reading():
    text = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)[-1]
    message = Message(f"fh/v1/{DIVISION}/XY-H03/raw/cam-event+json", text.encode(), NOW)
    decoded = decode([message], registry=a_registry())
    assert not decoded.rejects, decoded.rejects
    assert ([event.kind for event in decoded.events], decoded.batch.value.tolist()) == (["water_gauge"], [41.62])


def test_every_class_is_explained_and_no_other():
    words = re.findall(r"`([a-z_]+)`", section("Classes"))
    assert sorted(set(words) - {"attrs"}) == sorted(EventClass)


def test_the_page_names_codes_that_exist():
    assert set(re.findall(r"`([a-z]+_[a-z_]+)`", section("Order of validation"))) <= set(Code)


def test_every_type_of_the_form_is_named():
    assert all(f"`{type_}`" in section("The form `cam.event/1`") for type_ in _TYPES)


def test_the_attempts_are_those_of_the_code():
    assert [wait.total_seconds() for wait in WAITS] == [10, 60, 300, 1800]
    assert "Five attempts: at once, after 10 s, 1 min, 5 min, 30 min." in PAGE
