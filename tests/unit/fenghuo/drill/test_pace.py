from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from alerts.warning import Asking
from fenghuo.clock import now
from fenghuo.drill.pace import CAREFUL_SPEED, pace_of
from simulators.participants.document import Mode
from tests.builders import a_warning


@dataclass
class Waiting:
    """A store in which a warning waits for somebody."""

    asking: Asking | None = None
    there: set[str] = field(default_factory=set)

    def warnings(self, **asked):
        assert asked["is_waiting"]
        return [replace(a_warning(), asking=self.asking)]

    def credentials(self, *, user, **_):
        return [user] if user in self.there else []


@pytest.fixture
def people(short):
    return replace(short, participants=replace(short.participants, mode=Mode.PEOPLE))


def an_asking(**changes) -> Asking:
    facts = {"policy": "p", "version": 1, "needs": "one", "turn": 0, "role": "approver", "asked": ("chen",)}
    return Asking(**(facts | {"since": now(), "deadline": now() + timedelta(minutes=5)} | changes))


def test_it_goes_by_slowly_while_an_approval_waits_for_somebody_who_is_there(people):
    store = Waiting(asking=an_asking(), there={"chen"})
    assert pace_of(people, store, speed=600) == CAREFUL_SPEED
    assert pace_of(people, store, speed=1) == 1


@pytest.mark.parametrize(
    ("asking", "there"),
    [
        (an_asking(), {"li"}),
        (an_asking(deadline=None), {"chen"}),
        (an_asking(is_overdue=True), {"chen"}),
        (None, {"chen"}),
    ],
)
def test_nobody_is_waited_for_who_is_not_there_or_whose_time_is_up(people, asking, there):
    assert pace_of(people, Waiting(asking=asking, there=there), speed=600) == 600


def test_scripted_people_need_no_time_of_ours(short):
    assert pace_of(short, Waiting(asking=an_asking(), there={"chen"}), speed=600) == 600
