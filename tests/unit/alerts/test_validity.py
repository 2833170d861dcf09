from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.validity import Validity, is_in_force, validity
from alerts.warning import MessageType, Stage
from tests.builders import NOW, a_warning


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Stage.DRAFT, Validity.NOT_ISSUED),
        (Stage.REVIEWED, Validity.NOT_ISSUED),
        (Stage.REJECTED, Validity.NOT_ISSUED),
        (Stage.ISSUED, Validity.VALID),
        (Stage.SUPERSEDED, Validity.SUPERSEDED),
        (Stage.CANCELLED, Validity.CANCELLED),
        (Stage.EXPIRED, Validity.EXPIRED),
    ],
)
def test_each_stage_says_whether_a_warning_may_be_told_and_why_not(stage, expected):
    assert validity(a_warning(stage=stage), now=NOW) is expected


def test_a_warning_has_expired_at_the_very_instant_it_names():
    warning = a_warning()
    assert validity(warning, now=warning.expires - timedelta(microseconds=1)) is Validity.VALID
    assert validity(warning, now=warning.expires) is Validity.EXPIRED


def test_a_cancel_may_be_told_but_puts_nothing_in_force():
    cancel = a_warning(message_type=MessageType.CANCEL)
    assert validity(cancel, now=NOW) is Validity.VALID
    assert not is_in_force(cancel, now=NOW)
    assert is_in_force(a_warning(message_type=MessageType.UPDATE), now=NOW)
