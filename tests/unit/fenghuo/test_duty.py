from __future__ import annotations

from dataclasses import replace

import pytest

from fenghuo.duty import put_roster, read_roster
from fenghuo.people import AUTHOR
from incidents.errors import RosterError
from store.memory import MemoryStore
from tests.builders import NOW, after
from tests.contract.records import a_user

DOCUMENT = """\
shifts:
  - division: "411528000000"
    since: 2026-07-01T08:00:00+08:00
    teams: [[li, an], [bo]]
    turn_days: 7
    begins: "08:00"
    ends: "08:00"
"""


def test_a_roster_is_read_from_yaml_and_names_who_has_the_watch():
    store = MemoryStore()
    for name in ("li", "an", "bo"):
        store.put_user(a_user(name))
    put_roster(store, read_roster(DOCUMENT, origin="duty.yaml"), at=NOW)
    assert [user.name for user in store.on_duty("411528000000", at=after(days=0))]
    (row,) = [row.entry.data for row in store.journal()]
    assert (row["act"], row["actor"]) == ("roster_changed", AUTHOR)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shifts: [", "duty.yaml: no YAML: "),
        ("[]", "duty.yaml: expected `shifts:` with a list of shifts"),
        ("shifts: [li]", "duty.yaml: expected `shifts:` with a list of shifts"),
        ("shifts: [{team: []}]", "duty.yaml: shifts[0]: unknown key 'team'"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, told):
    with pytest.raises(RosterError) as caught:
        read_roster(text, origin="duty.yaml")
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("is_there", [True, False])
def test_somebody_who_cannot_come_is_refused_and_nothing_is_changed(is_there):
    store = MemoryStore()
    for name in ("an", "bo"):
        store.put_user(a_user(name))
    if is_there:
        store.put_user(replace(a_user("li"), is_disabled=True))
    with pytest.raises(RosterError, match="no user 'li'"):
        put_roster(store, read_roster(DOCUMENT, origin="duty.yaml"), at=NOW)
    assert store.shifts() == []
