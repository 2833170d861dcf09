"""Drill and live share no recipient."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.delivery import Contact
from alerts.errors import ApprovalError
from alerts.warning import CapStatus
from alerts.world import World, check_world, world_of
from tests.builders import DIVISION


def a_contact(world: World) -> Contact:
    return Contact(id="c", name="王", division=DIVISION, channel="sms", address="+8613800000000", world=world)


@given(st.sampled_from(CapStatus), st.lists(st.sampled_from(World), max_size=5))
def test_no_status_ever_reaches_the_other_world(status, worlds):
    contacts = [a_contact(world) for world in worlds]
    if all(world is world_of(status) for world in worlds):
        check_world(status, contacts)
        return
    with pytest.raises(ApprovalError) as caught:
        check_world(status, contacts)
    assert caught.value.code == "wrong_world"


def test_only_an_exercise_belongs_to_the_drill():
    assert [status for status in CapStatus if world_of(status) is World.DRILL] == [CapStatus.EXERCISE]
