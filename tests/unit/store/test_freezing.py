from __future__ import annotations

from dataclasses import fields, replace

from alerts.warning import Stage, Warning  # noqa: A004 -- the field's word
from sensing.level import Level
from store.freezing import FROZEN, thaw
from tests.builders import a_warning

#: What may be noted about an issued warning.
NOTED = {"id", "stage", "steps", "asking", "review", "renew_at", "is_renewal_due"}


def test_every_part_of_a_warning_is_frozen_or_noted():
    assert {field.name for field in fields(Warning)} - {*FROZEN} == NOTED


def test_a_draft_thaws_and_an_issued_warning_does_not():
    assert thaw(a_warning(stage=Stage.DRAFT), a_warning(Level.BLUE)) == ""
    told = a_warning()
    assert thaw(told, replace(told, stage=Stage.CANCELLED)) == ""
    assert thaw(told, replace(told, level=Level.BLUE)) == f"warning {told.id} was issued: its level cannot change"
    assert "cannot become draft again" in thaw(told, replace(told, stage=Stage.DRAFT))
