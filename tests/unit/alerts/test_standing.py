from __future__ import annotations

import pytest

from alerts.standing import stands
from alerts.warning import MessageType, Stage, WarningId
from tests.builders import a_warning

TOLD = a_warning(stage=Stage.ISSUED)


def a_draft(**changes):
    return a_warning(id=WarningId("draft"), **changes)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.REVIEWED])
def test_what_waits_stands_on_top_of_what_people_were_told(stage):
    draft = a_draft(stage=stage)
    assert stands(draft, (TOLD, None)) == (TOLD, draft)


def test_what_was_refused_leaves_what_people_were_told():
    assert stands(a_draft(stage=Stage.REJECTED), (TOLD, None)) == (TOLD, None)


def test_what_is_issued_takes_the_place_of_both():
    update = a_draft(stage=Stage.ISSUED, message_type=MessageType.UPDATE)
    assert stands(update, (TOLD, a_draft(stage=Stage.DRAFT))) == (update, None)


def test_after_a_cancel_nothing_is_in_force():
    assert stands(a_draft(stage=Stage.ISSUED, message_type=MessageType.CANCEL), (TOLD, None)) == (None, None)


@pytest.mark.parametrize("stage", [Stage.EXPIRED, Stage.SUPERSEDED, Stage.CANCELLED])
def test_what_is_over_leaves_what_waits(stage):
    waiting = a_draft(stage=Stage.DRAFT)
    assert stands(a_warning(stage=stage), (TOLD, waiting)) == (None, waiting)
