from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import ApprovalError
from alerts.expiry import check_span, renew_at, shortened
from sensing.level import Level
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


def test_who_approves_a_renewal_has_his_whole_time_but_never_more_than_half_of_the_warning_s():
    asked = {"notice": timedelta(hours=1), "patience": timedelta(hours=5)}
    assert renew_at(a_warning(expires=after(hours=24)), **asked) == after(hours=19)
    assert renew_at(a_warning(expires=after(hours=6)), **asked) == after(hours=3)


def test_nobody_is_woken_to_hear_again_of_what_is_below_orange():
    # 22:00 + 27 h is one o'clock at night in Beijing, less the notice midnight: the evening before, at nine.
    night = {"expires": after(hours=27)}
    assert renew_at(a_warning(Level.YELLOW, **night), notice=timedelta(hours=1)) == after(hours=23)
    assert renew_at(a_warning(Level.ORANGE, **night), notice=timedelta(hours=1)) == after(hours=26)


def test_a_short_warning_is_renewed_at_night_all_the_same():
    short = a_warning(Level.YELLOW, expires=after(hours=4))
    assert renew_at(short, notice=timedelta(hours=1)) == after(hours=3), "the evening before it was not even issued"


@given(st.integers(1, 20_000), st.integers(0, 20_000), st.sampled_from(list(Level)[1:]), st.integers(0, 2000))
def test_a_renewal_is_due_in_the_second_half_of_a_warning_and_in_time(minutes, patience, level, begin):
    warning = a_warning(level, effective=after(minutes=begin), expires=after(minutes=begin + minutes))
    at = renew_at(warning, notice=timedelta(hours=1), patience=timedelta(minutes=patience))
    half = warning.effective + (warning.expires - warning.effective) / 2
    assert half <= at <= warning.expires - min(timedelta(minutes=15), timedelta(minutes=minutes) / 4)
