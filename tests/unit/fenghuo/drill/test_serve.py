from __future__ import annotations

from fenghuo.drill.serve import DrillReady, open_accounts, seats_of
from incidents.people import Role
from simulators.drill import parse_drill
from store.memory import MemoryStore
from tests.unit.simulators.drills import written


def test_everybody_who_takes_part_gets_an_account_of_the_drill():
    store = MemoryStore()
    people = parse_drill(written("participants:", "participants:\n  mode: people"), origin="d")
    accounts = open_accounts(store, people)
    roles = {user.name: user.role for user in store.users()}
    assert roles == {
        "drill-organiser": Role.ORGANISER,
        "drill-officer": Role.OFFICER,
        "drill-observer": Role.VIEWER,
        "chen-approver": Role.APPROVER,
    }
    assert accounts.keys() == roles.keys()
    line = DrillReady(url="http://x", accounts=accounts, roles=seats_of(people)).line()
    assert line["ready"] is True
    assert {"user": "chen-approver", "role": "approver", "division": ""} in line["seats"]


def test_scripted_approvers_get_none(short):
    assert open_accounts(MemoryStore(), short).keys() == {"drill-organiser", "drill-officer", "drill-observer"}
