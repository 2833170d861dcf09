from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.people import Role, includes, narrower, overlap
from tests.contract.records import a_credential, a_user

LADDER = [Role.VIEWER, Role.OFFICER, Role.APPROVER, Role.COMMANDER, Role.ADMINISTRATOR]
ROLES = st.sampled_from(Role)
#: What each role may do, drawn by hand: the other end of the matrix.
MAY = {
    Role.VIEWER: {Role.VIEWER},
    Role.OFFICER: {*LADDER[:2]},
    Role.APPROVER: {*LADDER[:3]},
    Role.COMMANDER: {*LADDER[:4]},
    Role.ADMINISTRATOR: {*Role},
    Role.ORGANISER: {Role.VIEWER, Role.ORGANISER},
}


@pytest.mark.parametrize("own", Role)
@pytest.mark.parametrize("asked", Role)
def test_a_role_may_do_what_the_table_says(own, asked):
    assert includes(own, asked) == (asked in MAY[own])


@given(ROLES, ROLES)
def test_the_narrower_of_two_roles_may_do_nothing_that_one_of_them_may_not(one, other):
    both = narrower(one, other)
    assert MAY[both] <= MAY[one] & MAY[other]
    assert both is narrower(other, one)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("", "", ""),
        ("4115", "", "4115"),
        ("4115", "411528", "411528"),
        ("411528", "411522", None),
        ("42", "4115", None),
    ],
)
def test_two_subtrees_overlap_in_the_smaller_or_not_at_all(one, other, both):
    assert overlap(one, other) == both
    assert overlap(other, one) == both


def test_a_person_sees_the_subtree_of_the_division_and_without_one_everything():
    assert a_user(division="411528000000").within == "411528"
    assert a_user().within == ""


def test_a_credential_is_listed_under_a_name_that_says_nothing_of_its_token():
    assert a_credential(bytes(range(32))).id == "0001020304050607"


def test_no_record_shows_a_secret_when_it_is_printed():
    assert "argon2" not in repr(a_user())
