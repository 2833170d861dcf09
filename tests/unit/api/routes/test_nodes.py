from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from api.app import furnish
from api.ports.nodes import NodeView, ReportedDanger
from incidents.people import Role
from sensing.level import Level
from tests.unit.api.world import NOW, a_user

if TYPE_CHECKING:
    from tests.unit.api.world import World

OWN, NEXT = "411528102003", "411527102003"


@pytest.fixture
def world(world: World) -> World:
    danger = ReportedDanger(division=OWN, level=Level.RED, hazard="11A01", opened=NOW, is_acknowledged=False)
    node = NodeView(
        name="a",
        heard=NOW,
        is_silent=False,
        link="satellite",
        has_mains=False,
        battery=61,
        bundle=3,
        is_expired=False,
        waiting=7,
        divisions=(NEXT, OWN),
        dark=(NEXT,),
        reported=(danger,),
    )
    other = replace(node, name="b", divisions=(NEXT,), reported=())
    furnish(world.app, replace(world.app.state.parts, nodes=lambda _: [node, other]))
    return world


def test_nodes_are_listed_with_link_power_and_what_they_reported(world: World):
    with world.client("viewer") as client:
        first, second = client.get("/api/v1/edge/nodes").json()["items"]
    assert (first["name"], first["link"], first["mains"], first["battery"]) == ("a", "satellite", False, 61)
    assert first["reported"][0]["level"] == "red"
    assert (second["name"], second["dark"]) == ("b", [NEXT])


def test_whoever_belongs_to_a_division_sees_its_nodes_and_of_them_no_other_division(world: World):
    world.store.put_user(replace(a_user("county", Role.VIEWER), division="411528000000"))
    world.tokens["county"] = world.new_token("county")
    with world.client("county") as client:
        (node,) = client.get("/api/v1/edge/nodes").json()["items"]
    assert (node["divisions"], node["dark"]) == ([OWN], [])
