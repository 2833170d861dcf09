"""Who is not an administrator learns no login, and the feed is not flooded; what is left out is named."""

from __future__ import annotations

from api.journal import feed_data, row_json
from incidents.journal import Entry, Row
from incidents.people import Role
from tests.builders import NOW


def a_row(kind: str, **data: object) -> Row:
    entry = Entry(kind=kind, division="000000000000", at=NOW, data={"act": "made", "actor": "li", **data})
    return Row(seq=7, entry=entry, previous=bytes(32), hash=bytes(32))


def test_logins_at_the_broker_are_for_administrators() -> None:
    row = a_row("device", device="pump-7", stations=["A"])
    shown = {role: row_json(row, role=role)["data"] for role in Role}
    assert shown[Role.ADMINISTRATOR] == row.entry.data
    for role in (Role.VIEWER, Role.OFFICER):
        assert shown[role] == {"act": "made", "actor": "li", "stations": ["A"], "withheld": ["device"]}


def test_the_feed_tells_no_login_and_no_long_list() -> None:
    assert feed_data(a_row("device", device="pump-7", stations=["A"]).entry)["withheld"] == ["device"]
    imported = a_row("station", created=2, changed=0, stations=["A", "B"]).entry
    assert feed_data(imported) == {"act": "made", "actor": "li", "created": 2, "changed": 0, "withheld": ["stations"]}


def test_what_holds_nothing_of_that_kind_is_given_as_it_is() -> None:
    entry = a_row("station", station="A").entry
    assert feed_data(entry) is entry.data
