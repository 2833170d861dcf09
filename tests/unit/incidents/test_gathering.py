from __future__ import annotations

from dataclasses import replace

from incidents.gathering import Gathering, joined
from incidents.grouping import Reach
from incidents.situation import counted
from sensing.level import Level
from store.memory import MemoryStore
from tests.builders import NOW, after, an_incident
from tests.unit.incidents.test_situation import a_situation


def test_joined_situations_reach_as_far_and_count_as_many_as_both():
    west = counted(a_situation(id="w", counties=("411502",), division="411502000000"), None, an_incident(), now=NOW)
    east = counted(a_situation(id="e", opened=after(hours=-1)), None, an_incident(Level.BLUE), now=NOW)
    both, left = joined(west, east, now=after(hours=1))
    assert (both.members, both.level, both.opened, both.division) == (2, Level.RED, after(hours=-1), "411500000000")
    assert (left.members, left.is_open, left.merged_into) == (0, False, "w")


def test_an_incident_alone_is_a_situation_that_the_journal_does_not_speak_of():
    store = MemoryStore()
    for number in range(2):
        with store.begin() as tx:
            gathering = Gathering(tx, reach=Reach(), now=after(minutes=number))
            incident = an_incident()
            homes = gathering.homes([incident], basin_of=lambda _: "huai")
            (home,) = homes.values()
            gathering.count(None, replace(incident, situation=home))
            gathering.save()
        assert [entry.data["act"] for entry in gathering.entries] == ["opened"][:number]
    (situation,) = store.situations()
    assert (situation.members, situation.basins) == (2, ("huai",))
