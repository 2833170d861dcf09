"""The warden's chore that calls."""

from datetime import timedelta

import pytest

from alerts.call_desk import CallDesk
from fenghuo.calling import call_desk_of, call_rolls, lively_divisions
from fenghuo.settings import Settings, SettingsError
from sensing.instant import to_micros
from sensing.level import Level
from sensing.link import Link
from tests.builders import BY_TEST, DIVISION, NOW, a_station
from tests.unit.alerts.test_calling import issue, minutes, store

__all__ = ["store"]


def test_the_chore_starts_goes_on_and_says_when_it_wants_to_be_called(store):
    issue(store)
    assert call_rolls(store, CallDesk(), now=NOW) == minutes(1.5)
    assert call_rolls(store, CallDesk(), now=minutes(20)) > minutes(20)
    assert all(place.knocked for place in store.rollcall("w1").places)


def test_two_wardens_call_nobody_twice(store):
    issue(store)
    for _ in range(2):
        call_rolls(store, CallDesk(), now=NOW)
    assert len(store.deliveries()) == 3


def test_one_roll_call_that_fails_does_not_keep_the_others_from_being_called(store):
    issue(store)
    issue(store, "w2", level=Level.ORANGE)
    call_rolls(store, CallDesk(), now=NOW)
    del store._tables.warnings["w1"]
    store._tables.rollcalls["w1"], kept = None, store._tables.rollcalls["w1"]
    store._is_due = lambda id_, now: True
    try:
        with pytest.raises(RuntimeError, match="roll calls failed: w1"):
            call_rolls(store, CallDesk(), now=minutes(30))
    finally:
        store._tables.rollcalls["w1"] = kept
    assert store.rollcall("w2").places[0].knocked


def test_links_lead_to_the_address_that_telephones_reach(store, tmp_path):
    settings = Settings(rollcall={"url": "https://duty.example/"})
    assert call_desk_of(settings, store, clock=lambda: NOW).link == "https://duty.example/a/"
    assert call_desk_of(Settings(), store, clock=lambda: NOW).link == ""


def test_policies_are_read_from_a_file(store, tmp_path):
    path = tmp_path / "r.yaml"
    path.write_text("apiVersion: fenghuo/v1\nkind: RollCall\nid: x\nlevels: {yellow: {}}\n", "utf-8")
    desk = call_desk_of(Settings(rollcall={"file": str(path)}), store, clock=lambda: NOW)
    assert desk.policies[0].pace(Level.YELLOW)
    with pytest.raises(SettingsError, match="FENGHUO_ROLLCALL__FILE"):
        call_desk_of(Settings(rollcall={"file": str(tmp_path / "none")}), store, clock=lambda: NOW)


def test_a_division_is_lively_while_one_of_its_devices_is_heard(store):
    store.put_stations([a_station()], **BY_TEST)
    assert lively_divisions(store, now=NOW) == frozenset()
    store.put_links([Link(station="XY-H03", heard=to_micros(NOW))])
    assert lively_divisions(store, now=NOW) == {DIVISION}
    assert lively_divisions(store, now=NOW + timedelta(hours=1)) == frozenset()
