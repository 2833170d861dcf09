from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from incidents.incident import IncidentKind, State
from incidents.plan import Item, Plan, Verb, Who, WhoKind, key_of, wanted
from sensing.level import Level
from tests.builders import an_incident

ITEM = Item(
    id="out",
    verb=Verb.EVACUATE,
    who=Who(kind=WhoKind.DUTY, name="grid"),
    what_zh="转移",
    what_en="Move people",
    by=timedelta(minutes=30),
)


def a_plan(key="flood", level=Level.YELLOW, **changes):
    facts = {"id": key, "title_zh": "", "title_en": "", "hazards": ("11A",), "level": level, "items": (ITEM,)}
    return Plan(**facts | changes)


def asked(incident, *plans):
    return [key_of(plan, item) for plan, item in wanted(incident, plans)]


def test_a_plan_holds_from_its_level_up():
    plans = [a_plan("y"), a_plan("r", Level.RED), a_plan("b", Level.BLUE)]
    assert asked(an_incident(Level.BLUE), *plans) == ["b/out"]
    assert asked(an_incident(Level.RED), *plans) == ["b/out", "y/out", "r/out"]


def test_the_county_s_own_plan_takes_the_place_of_the_city_s():
    plans = [a_plan("any"), a_plan("city", divisions=("4115",)), a_plan("county", divisions=("411528",))]
    assert asked(an_incident(), *plans) == ["county/out"]
    assert asked(an_incident(division="411527000000"), *plans) == ["city/out"]
    assert asked(an_incident(division="420100000000"), *plans) == ["any/out"]


def test_what_was_asked_for_is_not_asked_for_again():
    assert asked(replace(an_incident(), tasked=("flood/out",)), a_plan()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"hazard": "12Q01"},
        {"kind": IncidentKind.LOST},
        {"silenced_by": ("s1",)},
        {"inhibited_by": ("i1",)},
        {"state": State.CLOSED},
    ],
)
def test_nothing_is_asked_for_about_what_does_not_endanger_here_and_now(changes):
    assert asked(an_incident(**changes), a_plan()) == []
