from __future__ import annotations

from incidents.people import Role
from incidents.people_journal import PERSONAL, WHOLE_CITY, UserAct, change_entry, roster_entry, user_entry
from incidents.roster import Shift
from tests.builders import NOW
from tests.contract.records import a_user

WANG = a_user("wang", division="411528000000")


def changed(known, user):
    return change_entry(known, user, actor="an", at=NOW, address="10.0.0.7")


def test_a_person_is_journalled_where_they_belong_and_nobody_in_the_chain_of_the_city():
    entry = user_entry(UserAct.SIGNED_IN, WANG, actor="wang", at=NOW, address="10.0.0.7", more={"way": "password"})
    assert (entry.kind, entry.division) == ("user", "411528000000")
    assert entry.data == {
        "act": "signed_in",
        "actor": "wang",
        "user": "wang",
        "way": "password",
        "address": "10.0.0.7",
    }
    nobody = user_entry(UserAct.REFUSED, None, actor="", at=NOW)
    assert (nobody.division, nobody.data) == (WHOLE_CITY, {"act": "sign_in_refused", "actor": "", "user": ""})


def test_a_change_tells_role_and_division_before_and_after_and_of_addresses_only_that_they_changed():
    entry = changed(WANG, a_user("wang", division="", role=Role.VIEWER, phone="+8613800000000", password_hash="x"))
    assert entry.data["before"] == {"role": "officer", "division": "411528000000"}
    assert entry.data["after"] == {"role": "viewer", "division": ""}
    assert entry.data["changed"] == ["role", "division", "phone", "password"]
    assert "138" not in str(entry.data)


def test_a_new_person_is_journalled_and_one_who_stays_the_same_is_not():
    assert changed(None, WANG).data["act"] == "added"
    assert changed(WANG, WANG) is None


def test_a_roster_is_journalled_in_the_subtree_that_it_was_replaced_in():
    shift = Shift(division="411528100000", teams=(("li",),), since=NOW)
    entry = roster_entry([], [shift], within="411528", actor="an", at=NOW, address="10.0.0.7")
    assert entry.division == "411528000000"
    assert entry.data["divisions"] == ["411528100000"]
    assert roster_entry([], [], within="", actor="an", at=NOW).division == WHOLE_CITY


def test_everything_but_the_act_is_personal():
    shift = Shift(division="", teams=(("li",),), since=NOW)
    entries = [
        changed(None, WANG),
        changed(WANG, a_user("wang")),
        user_entry(UserAct.KEY_MADE, WANG, actor="an", at=NOW, more={"credential": "a", "label": "b", "way": "c"}),
        roster_entry([], [shift], within="", actor="an", at=NOW),
    ]
    assert {key for entry in entries for key in entry.data} - {"act"} <= set(PERSONAL)
