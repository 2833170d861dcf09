from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from alerts.screen import Screen
from api.schema.channel import ScreenPage
from incidents.incident import IncidentKind, State
from incidents.people import Role
from incidents.system import open_system_incident

PATH = "/api/v1/screens"


def put(world, **changes):
    now = world.clock.now
    screen = Screen(id="hall", name="大厅", division="411528000000", place="一楼", registered=now, seen=now)
    with world.store.begin() as tx:
        tx.put_screen(replace(screen, **changes))


def test_screens_of_ones_subtree_are_listed(client, world):
    put(world, lost=world.clock.now)
    put(world, id="elsewhere", division="411600000000")
    shown = client.get(PATH).json()
    ScreenPage.model_validate(shown)
    assert [each["id"] for each in shown["items"]] == ["elsewhere", "hall"]
    with world.county("411500000000", Role.VIEWER) as county:
        assert [each["id"] for each in county.get(PATH).json()["items"]] == ["hall"]


def test_a_screen_that_hangs_there_no_more_is_taken_away_and_its_incident_ends(client, world):
    put(world, lost=world.clock.now)
    with world.store.begin() as tx:
        open_system_incident(tx, IncidentKind.SCREEN_LOST, "hall", name="大厅", now=world.clock.now)
    world.clock.forward(timedelta(seconds=1))
    assert client.delete(f"{PATH}/hall").status_code == 204
    assert world.store.screens() == []
    (incident,) = world.store.incidents()
    assert incident.state in {State.CLEARED, State.CLOSED}
    assert client.delete(f"{PATH}/hall").status_code == 404


def test_another_countys_screen_is_as_unknown_as_none(world):
    put(world)
    with world.county("411600000000") as county:
        other, unknown = county.delete(f"{PATH}/hall"), county.delete(f"{PATH}/none")
    assert other.status_code == unknown.status_code == 404
    assert other.text.replace("hall", "") == unknown.text.replace("none", "")
