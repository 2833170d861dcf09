"""The part of a draft that says where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.aiming import aimed_at
from alerts.errors import ApprovalError
from alerts.grant import Person
from alerts.target import Aim
from incidents.people import Role
from store.memory import MemoryStore
from tests.builders import an_issuer
from tests.unit.alerts.ground import FAR, NEAR, XIXIAN, places

LI = Person(name="li", role=Role.APPROVER)


def aim(target: Aim | None, *, person: Person = LI, **facts):
    with MemoryStore().begin() as tx:
        return aimed_at(tx, target, issuer=an_issuer(places=places), person=person, **facts)


def test_the_whole_division_is_kept_with_its_figures():
    found = aim(None, division=XIXIAN)
    assert (found.division, found.target, found.area.geocodes) == (XIXIAN, None, (XIXIAN,))
    assert found.extent is not None
    assert found.extent.people == 1600


def test_a_division_that_no_map_knows_has_no_figures():
    assert aim(None, division="411528100299").extent is None


def test_the_division_where_the_danger_is_is_held_too():
    assert aim(Aim(divisions=(FAR,)), danger=NEAR).division == "411528100000"


def test_a_division_outside_the_persons_own_is_refused_map_or_not():
    with pytest.raises(ApprovalError) as refusal:
        aim(None, division="411523100299", person=replace(LI, within="411528"))
    assert refusal.value.code == "outside_authority"
