from __future__ import annotations

import pytest

from alerts.warning import Area
from fenghuo.edge.concerns import concerns, is_in_line
from fenghuo.edge.orders import order_json
from incidents.convergence.fact import FactKind, made
from incidents.convergence.stamp import Stamp
from tests.builders import a_warning

VILLAGE = "411528102003"


def a_fact(kind=FactKind.VERDICT, subject="incident/r/t", told=None, node="center"):
    return made(node=node, after=None, stamp=Stamp(ms=1, count=0), kind=kind, subject=subject, told=told or {})


@pytest.mark.parametrize(
    ("code", "is_concerned"),
    [("411528000000", True), (VILLAGE, True), ("411528102000", True), ("411527000000", False)],
)
def test_an_order_is_for_whoever_watches_a_place_in_its_line(code, is_concerned):
    warning = a_warning(area=Area(description="x", geocodes=(code,)))
    fact = a_fact(FactKind.ORDER, f"order/{warning.identifier}", order_json(warning))
    assert concerns([fact], node="village", divisions=[VILLAGE]) is is_concerned


def test_a_danger_is_for_the_node_that_has_said_something_about_it():
    assert not concerns([a_fact()], node="village", divisions=[VILLAGE])
    assert concerns([a_fact(), a_fact(node="village")], node="village", divisions=[])


@pytest.mark.parametrize(("place", "is_concerned"), [(VILLAGE, True), ("411528102004", False), ("site:s-1", False)])
def test_an_answer_is_for_whoever_watches_its_place(place, is_concerned):
    fact = a_fact(FactKind.ANSWER, f"answer/A/{place}")
    assert concerns([fact], node="village", divisions=[VILLAGE]) is is_concerned


def test_no_division_is_in_line_with_nothing():
    assert not is_in_line(["000000000000"], [VILLAGE])
