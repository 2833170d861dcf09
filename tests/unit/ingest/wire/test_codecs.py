"""The table of codecs."""

from __future__ import annotations

import re

import pytest

from ingest.wire.codecs import CODECS, codec_name
from ingest.wire.decode import decode
from ingest.wire.message import Message
from tests.unit.ingest.builders import DIVISION, NOW, a_registry


@pytest.mark.parametrize("name", CODECS)
def test_every_name_has_a_spelling_that_mqtt_allows(name: str):
    spelled = name.replace("+", "-")
    assert re.fullmatch(r"[a-z0-9-]+", spelled)
    assert codec_name(spelled) == codec_name(name) == name


def test_a_name_that_nobody_knows_comes_back_as_it_is():
    assert codec_name("mod-bus") == "mod-bus"


@pytest.mark.parametrize("spelled", ["senml+json", "senml-json"])
def test_both_spellings_lead_to_the_codec(spelled: str):
    message = Message(f"fh/v1/{DIVISION}/XY-H03/raw/{spelled}", b'[{"n":"water_level","v":41.32}]', NOW)
    assert decode([message], registry=a_registry()).batch.value.tolist() == [41.32]
