from __future__ import annotations

from datetime import timedelta

from alerts.approval_json import approval_json
from alerts.warning import Approval, Asking, Review
from api.schema.policy import ApprovalShape, AskingShape, RetractionShape, ReviewShape
from tests.builders import NOW, a_warning

ASKING = Asking(
    policy="p", version=2, needs="two", turn=1, role="commander", since=NOW, deadline=NOW + timedelta(minutes=5)
)


def test_the_release_of_a_warning_has_the_shape_that_the_api_promises():
    warning = a_warning(
        author="li",
        approvals=(Approval(at=NOW, person="wang", content="0" * 64, credential="session"),),
        asking=ASKING,
        review=Review(since=NOW, why="declared"),
        renew_at=NOW,
        retraction=a_warning().texts,
    )
    shown = approval_json(warning)
    ApprovalShape.model_validate(shown["approvals"][0])
    AskingShape.model_validate(shown["asking"])
    ReviewShape.model_validate(shown["review"])
    RetractionShape.model_validate(shown["retraction"])
    assert (shown["review"]["due"], shown["asking"]["deadline"]) == (True, "2026-07-19T14:05:00Z")


def test_nothing_asked_and_nothing_to_look_at_is_null():
    shown = approval_json(a_warning())
    assert (shown["asking"], shown["review"], shown["approvals"]) == (None, None, [])
