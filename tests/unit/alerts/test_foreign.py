from __future__ import annotations

import json
from dataclasses import replace

import pytest

from alerts.foreign import ForeignStage, foreign_json
from store.memory import MemoryStore
from tests.builders import DIVISION, NOW, after
from tests.unit.alerts.agency import a_message, taken


@pytest.fixture
def message():
    return taken(MemoryStore(), a_message())[1]


def test_a_foreign_message_is_shown_with_who_vouches_for_it(message):
    shown = foreign_json(message, now=NOW)
    assert json.loads(json.dumps(shown)) == shown
    assert (shown["source"], shown["via"], shown["state"]) == ("weather", "relay", "current")
    assert shown["signed_by"] == message.fingerprint
    assert shown["divisions"] == [DIVISION]
    assert set(shown["headline"]) == {"zh", "en"}


def test_what_ran_out_says_so(message):
    assert foreign_json(message, now=after(hours=24))["state"] == "expired"
    assert not message.is_current(now=after(hours=24))
    cancelled = replace(message, stage=ForeignStage.CANCELLED)
    assert foreign_json(cancelled, now=after(hours=24))["state"] == "cancelled"


def test_an_event_without_a_national_code_keeps_its_own_words(message):
    bulletin = replace(message.bulletin, event_code="")
    assert foreign_json(replace(message, bulletin=bulletin), now=NOW)["event"] == {"zh": "洪水", "en": "Flood"}
