from __future__ import annotations

import pytest

from geo.river_network import RiverNetwork
from incidents.errors import SituationError, UnknownSituationError
from incidents.situating import merge, split, unmerge
from sensing.level import Level
from tests.builders import after
from tests.unit.incidents.duty import Duty

LATER = after(minutes=5)


@pytest.fixture
def duty():
    return Duty(network=RiverNetwork(()))


def do(duty, what, *arguments):
    with duty.store.begin() as tx:
        return what(tx, *arguments, actor="li", now=LATER)


def told(duty):
    return [
        (row.entry.data["act"], row.entry.data["actor"])
        for row in duty.store.journal()
        if row.entry.kind == "situation"
    ]


def test_people_merge_two_situations_and_take_it_back(duty):
    duty.say(("G1", Level.YELLOW), ("G3", Level.RED))
    home, other = duty.at("G1").situation, duty.at("G3").situation
    assert home != other
    both = do(duty, merge, home, other)
    assert (both.members, both.level) == (2, Level.RED)
    assert duty.at("G3").situation == home
    assert [each.id for each in duty.store.situations()] == [home]
    assert duty.store.situation_parts(home, since=both.opened) == [other]
    duty.say(("G3", Level.YELLOW), now=after(minutes=6))
    back = do(duty, unmerge, home, other)
    assert (back.id, back.members, back.level, back.is_apart) == (other, 1, Level.YELLOW, True)
    assert duty.at("G3").situation == other
    assert {each.id: each.members for each in duty.store.situations()} == {home: 1, other: 1}
    assert ("merged", "li") in told(duty)
    assert ("returned", "li") in told(duty)


def test_what_was_split_off_takes_in_nothing_by_itself(duty):
    duty.say(("DAM", Level.YELLOW), ("G1", Level.RED))
    home = duty.at("DAM").situation
    apart = do(duty, split, home, [duty.at("G1").id])
    assert (apart.members, apart.level, apart.is_apart) == (1, Level.RED, True)
    assert duty.store.situation(home).level is Level.YELLOW
    duty.say(("DAM", Level.RED, "dam"), now=after(minutes=6))
    assert duty.at("DAM", "dam").situation == home
    assert ("split", "li") in told(duty)


def test_a_split_is_taken_back_by_a_merger(duty):
    duty.say(("DAM", Level.YELLOW), ("G1", Level.RED))
    home = duty.at("DAM").situation
    apart = do(duty, split, home, [duty.at("G1").id])
    assert do(duty, merge, home, apart.id).members == 2


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (lambda duty, a, b: do(duty, merge, a, a), "same_situation"),
        (lambda duty, a, b: do(duty, unmerge, a, b), "not_merged"),
        (lambda duty, a, b: do(duty, split, a, [duty.at("G3").id]), "no_members"),
        (lambda duty, a, b: do(duty, split, a, [duty.at("G1").id]), "all_members"),
    ],
)
def test_what_makes_no_sense_is_refused(duty, what, code):
    duty.say(("G1", Level.YELLOW), ("G3", Level.RED))
    with pytest.raises(SituationError) as refusal:
        what(duty, duty.at("G1").situation, duty.at("G3").situation)
    assert refusal.value.code == code


def test_two_causes_are_not_merged_and_an_unknown_one_is_said_so(duty):
    duty.say(("G1", Level.YELLOW), ("G1", Level.YELLOW, "air"))
    with pytest.raises(SituationError) as refusal:
        do(duty, merge, duty.at("G1").situation, duty.at("G1", "air").situation)
    assert refusal.value.code == "other_family"
    with pytest.raises(UnknownSituationError):
        do(duty, merge, duty.at("G1").situation, "nothing")
