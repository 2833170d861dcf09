from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.approval import Grant, Grounds, content_hash
from alerts.errors import ApprovalError
from alerts.policy import Policy, ReleasePolicy
from alerts.release import released
from alerts.warning import Area, MessageType, Stage
from sensing.level import Level
from tests.builders import NOW, a_warning, after


def draft(**changes):
    return a_warning(stage=Stage.DRAFT, sent=None, **changes)


def release(warning, *, grounds=Grounds.APPROVED, policy=None, now=NOW):
    grant = Grant(grounds=grounds, actor="li", content=content_hash(warning))
    return released(warning, grant=grant, policy=policy or Policy(), now=now, note="nobody answered")


def test_its_time_counts_from_its_issue_and_so_does_its_renewal():
    warning = draft(level=Level.RED)
    span = warning.expires - warning.effective
    issued = release(warning, now=after(hours=3))
    assert (issued.stage, issued.sent, issued.expires) == (Stage.ISSUED, after(hours=3), after(hours=3) + span)
    assert issued.expires - span / 2 <= issued.renew_at < issued.expires


def test_a_warning_of_no_place_is_refused():
    with pytest.raises(ApprovalError) as refusal:
        release(draft(area=Area(description="nowhere")))
    assert refusal.value.code == "empty_area"


def test_a_span_that_its_policy_does_not_allow_is_refused():
    short = ReleasePolicy(id="short", longest=timedelta(minutes=5))
    with pytest.raises(ApprovalError) as refusal:
        release(draft(), policy=Policy().with_written([short]))
    assert refusal.value.code == "bad_expiry"


def test_what_was_declared_must_be_looked_at_afterwards():
    declared, approved = (release(draft(), grounds=each) for each in (Grounds.DECLARED, Grounds.APPROVED))
    assert (declared.review.why, approved.review) == ("nobody answered", None)


def test_a_cancel_is_renewed_by_nobody():
    assert release(draft(message_type=MessageType.CANCEL)).renew_at is None


def test_leave_for_other_words_is_none():
    warning = draft()
    grant = Grant(grounds=Grounds.APPROVED, actor="li", content=content_hash(replace(warning, level=Level.BLUE)))
    with pytest.raises(ApprovalError) as refusal:
        released(warning, grant=grant, policy=Policy(), now=NOW)
    assert refusal.value.code == "content_changed"
