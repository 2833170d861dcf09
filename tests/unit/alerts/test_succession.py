from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.cap_document import Form
from alerts.foreign import ForeignMessage, ForeignStage
from alerts.succession import ended, is_after, refers
from alerts.warning import CapStatus, MessageType
from tests.builders import NOW, after
from tests.unit.alerts.agency import a_message, judged, reference, told


def bulletin(**changes):
    return judged(a_message(**changes)).bulletin


FIRST = bulletin(identifier="W-1")
LATER = replace(FIRST, identifier="W-2", sent=after(minutes=1), message_type=MessageType.CANCEL)
NAMED = replace(LATER, references=(reference(told(identifier="W-1")),))


def kept(said) -> ForeignMessage:
    return ForeignMessage(id="1", source="weather", bulletin=said, sha256="", received=NOW)


@pytest.mark.parametrize(
    ("later", "is_meant"),
    [
        (NAMED, True),
        (LATER, False),
        (replace(NAMED, status=CapStatus.EXERCISE), False),
        (replace(NAMED, sender="other.example"), False),
        (replace(NAMED, references=("other.example,W-1,2026-07-19T22:00:00+08:00",)), False),
    ],
)
def test_only_the_same_sender_replaces_what_it_names(later, is_meant):
    assert refers(later, FIRST) is is_meant


def test_12379_names_the_first_message_and_means_what_replaced_it_too():
    first = replace(FIRST, form=Form.CN12379)
    update = replace(first, identifier="W-2", references=("W-1",))
    cancel = replace(first, identifier="W-3", references=("W-1",))
    assert refers(cancel, first)
    assert refers(cancel, update)
    assert not refers(replace(cancel, references=()), first)


def test_an_alert_follows_nothing():
    assert is_after(kept(NAMED), FIRST)
    assert not is_after(kept(replace(NAMED, message_type=MessageType.ALERT)), FIRST)
    assert not is_after(kept(replace(NAMED, sent=after(minutes=-1))), FIRST)


def test_how_it_ended_is_told():
    gone = ended(kept(FIRST), by=NAMED)
    assert (gone.stage, gone.ended_by) == (ForeignStage.CANCELLED, "W-2")
    assert ended(kept(FIRST), by=replace(NAMED, message_type=MessageType.UPDATE)).stage is ForeignStage.SUPERSEDED
