"""A division hears of a danger once, also when one of its chain stirs between the lapse and the warden's look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.renewing import Prospect
from alerts.warning import Stage
from sensing.level import Level
from tests.builders import NOW, after
from tests.unit.alerts.river import River

NONE, BLUE, YELLOW, ORANGE, RED = Level
LAPSED = NOW + timedelta(hours=25)
LOOK = LAPSED + timedelta(minutes=1)


@pytest.fixture
def river():
    return River()


def begun(river, level):
    """Return the warning of A; B keeps its situation going below it."""
    (alert,) = river.say(("A", level))
    if alert.stage is Stage.DRAFT:
        alert = river.act(alert, "approve")
    for hours, stirred in ((4, BLUE), (8, NONE), (12, BLUE), (16, NONE), (20, BLUE)):
        river.say(("B", stirred), now=after(hours=hours))
    return alert


def left(river):
    """Return what is in force or waits: message type, level, station."""
    stages = {Stage.DRAFT, Stage.REVIEWED, Stage.ISSUED}
    found = [each for each in reversed(river.store.warnings()) if each.stage in stages]
    return [(each.message_type.value, each.level, each.station, each.stage.value) for each in found]


def leads(river, *keys):
    with river.store.begin() as tx:
        found = tx.leads_of([river.at(key).id for key in keys])
    return {found[river.at(key).id] for key in keys}


@pytest.mark.parametrize("stirring", ["B", "C"])
@pytest.mark.parametrize("is_expired_first", [False, True])
def test_what_ran_out_is_told_with_the_chain_that_one_of_its_place_began_meanwhile(river, stirring, is_expired_first):
    """B was told with A before, C was never told of."""
    alert = begun(river, YELLOW)
    if is_expired_first:
        river.expire(LAPSED)
    river.say((stirring, YELLOW), now=LAPSED)
    river.clock(LOOK)
    river.clock(LOOK + timedelta(minutes=1))
    assert left(river) == [("Alert", YELLOW, stirring, "issued")]
    assert leads(river, "A", "B", stirring) == {river.at(stirring).id}
    assert river.store.warning(alert.id).steps[-1].note == Prospect.ELSEWHERE.value


def test_the_chain_that_began_meanwhile_rises_to_what_stands_higher(river):
    begun(river, YELLOW)
    river.say(("C", BLUE), now=LAPSED)
    river.clock(LOOK)
    assert left(river) == [("Update", YELLOW, "A", "issued")]


def test_what_waits_for_people_of_the_other_chain_is_redrafted_to_what_stands_higher(river):
    begun(river, RED)
    *_, waiting = river.say(("C", ORANGE), now=LAPSED)
    river.clock(LOOK)
    assert left(river) == [("Alert", RED, "A", "draft")]
    assert river.store.warning(waiting.id).level is RED


def test_the_all_clear_comes_when_the_last_of_both_is_over(river):
    begun(river, YELLOW)
    river.say(("C", YELLOW), now=LAPSED)
    river.clock(LOOK)
    assert river.say(("C", NONE), ("B", NONE), now=LOOK + timedelta(minutes=1)) == []
    *_, cancel = river.say(("A", NONE), now=LOOK + timedelta(minutes=2))
    assert (cancel.message_type.value, cancel.stage) == ("Cancel", Stage.ISSUED)


def test_what_goes_out_by_itself_waits_for_no_higher_one_of_another_chain(river):
    """As for whoever rises: people hear of yellow now, while red waits for an approver."""
    begun(river, YELLOW)
    river.say(("C", RED), now=LAPSED)
    river.clock(LOOK)
    assert left(river) == [("Alert", RED, "C", "draft"), ("Alert", YELLOW, "A", "issued")]


def test_another_county_is_no_heir(river):
    river.say(("A", YELLOW))
    river.say(("X", YELLOW), now=LAPSED)
    river.clock(LOOK)
    assert len(left(river)) == 2
