from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.errors import ApprovalError
from alerts.expiry import check_span, renew_at, shortened
from tests.builders import a_warning, after

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "expires", [after(seconds=0), after(hours=-1), after(milliseconds=500), after(days=1, seconds=1)]
)
def test_a_warning_that_ends_before_it_begins_or_never_is_refused(expires):
    with pytest.raises(ApprovalError, match="a warning lasts from a second to 1d") as refusal:
        check_span(a_warning(expires=expires), longest=DAY)
    assert refusal.value.code == "bad_expiry"


def test_a_warning_within_the_bounds_is_taken():
    check_span(a_warning(expires=after(days=1)), longest=DAY)


def test_a_draft_is_cut_to_what_its_policy_allows_and_never_stretched():
    assert shortened(a_warning(expires=after(days=9)), longest=DAY).expires == after(days=1)
    assert shortened(a_warning(expires=after(hours=2)), longest=DAY).expires == after(hours=2)


def test_somebody_is_asked_the_notice_before_the_end_but_never_early_in_a_short_warning():
    assert renew_at(a_warning(expires=after(hours=24)), notice=timedelta(hours=1)) == after(hours=23)
    assert renew_at(a_warning(expires=after(hours=1)), notice=timedelta(hours=1)) == after(minutes=45)
