from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.policy import DEFAULTS_OF_A_DEMO, LONGEST, Policy, Release, ReleasePolicy
from alerts.warning import Area, MessageType, Stage
from sensing.level import LADDER, Level
from tests.builders import a_warning


def chosen(*written: ReleasePolicy, level: Level = Level.RED, hazard: str = "11A01") -> str:
    return Policy(written=written).policy_for(hazard=hazard, level=level, division="411528102000").id


def test_a_city_wide_warning_asks_for_what_the_strictest_part_of_its_area_asks_for():
    city = ReleasePolicy(id="city", division="411500000000", release=Release.ONE, cancel=Release.TWO)
    county = ReleasePolicy(id="county", division="411528000000", release=Release.TWO, cancel=Release.ONE)
    elsewhere = ReleasePolicy(id="elsewhere", division="411600000000", release=Release.TWO)
    policy = Policy(written=(city, county, elsewhere))
    area = Area(description="信阳市", geocodes=("411500000000",))
    wide = a_warning(Level.RED, Stage.DRAFT, division="411500000000", area=area)
    assert (policy.demand(wide).policy.id, policy.demand(wide).release) == ("county", Release.TWO)
    cancel = replace(wide, message_type=MessageType.CANCEL)
    assert (policy.demand(cancel).policy.id, policy.demand(cancel).release) == ("city", Release.TWO)
    named = replace(wide, area=replace(area, geocodes=("411527000000", "411528102000")))
    assert policy.demand(named).release is Release.TWO
    assert policy.demand(replace(wide, area=replace(area, geocodes=("411527000000",)))).policy.id == "city"


def test_a_part_of_the_area_under_what_is_built_in_is_not_left_out():
    township = ReleasePolicy(id="easy", division="411528102000", release=Release.AUTOMATIC)
    area = Area(description="两镇", geocodes=("411528102000", "411528103000"))
    both = a_warning(Level.RED, Stage.DRAFT, division="411528102000", area=area)
    assert Policy(written=(township,)).demand(both).release is Release.ONE


def test_without_a_word_blue_and_yellow_go_out_and_orange_and_red_need_one_person():
    found = [Policy().demand(a_warning(level, Stage.DRAFT)).release for level in LADDER]
    assert found == [Release.AUTOMATIC, Release.AUTOMATIC, Release.ONE, Release.ONE]


def test_an_installation_without_any_policy_asks_a_person_for_everything():
    bare = Policy(defaults=())
    assert all(bare.demand(a_warning(level, Stage.DRAFT)).release is Release.ONE for level in LADDER)


def test_the_smaller_division_decides_before_the_hazard_and_the_level():
    city = ReleasePolicy(id="city", division="411500000000", hazards=("11A01",), levels=(Level.RED,))
    county = ReleasePolicy(id="county", division="411528000000")
    assert chosen(city, county) == "county"


def test_of_one_division_the_longer_hazard_decides_before_the_level():
    family = ReleasePolicy(id="family", hazards=("11A",), levels=(Level.RED,))
    exact = ReleasePolicy(id="exact", hazards=("11A01",))
    assert chosen(family, exact) == "exact"


def test_the_shorter_list_of_levels_decides_then():
    some = ReleasePolicy(id="some", levels=(Level.ORANGE, Level.RED))
    one = ReleasePolicy(id="one", levels=(Level.RED,))
    assert chosen(some, one, ReleasePolicy(id="all")) == "one"


def test_of_equals_the_stricter_decides():
    assert chosen(ReleasePolicy(id="a", release=Release.ONE), ReleasePolicy(id="b", release=Release.TWO)) == "b"


def test_what_was_written_for_everything_holds_before_what_is_built_in():
    assert chosen(ReleasePolicy(id="mine", release=Release.TWO), level=Level.BLUE) == "mine"


def test_a_policy_for_elsewhere_does_not_hold_here():
    assert chosen(ReleasePolicy(id="huaibin", division="411527000000")) == "built-in-high"


def test_no_red_warning_is_lowered_or_ended_for_what_blue_needs():
    red, blue = a_warning(Level.RED), a_warning(Level.BLUE, Stage.DRAFT, message_type=MessageType.UPDATE)
    assert Policy().demand(blue, replaced=red).release is Release.ONE
    cancel = replace(blue, message_type=MessageType.CANCEL)
    assert Policy().demand(cancel, replaced=red).release is Release.ONE


def test_a_cancel_needs_what_the_policy_says_of_cancels():
    two = Policy(written=(ReleasePolicy(id="two", release=Release.TWO, cancel=Release.ONE),))
    cancel = a_warning(Level.RED, Stage.DRAFT, message_type=MessageType.CANCEL)
    assert two.demand(cancel).release is Release.ONE


def test_what_a_person_wrote_is_never_released_by_itself():
    assert Policy().demand(a_warning(Level.BLUE, Stage.DRAFT, author="li")).release is Release.ONE


def test_a_policy_bounds_how_long_a_warning_lasts():
    day = Policy(written=(ReleasePolicy(id="day", longest=timedelta(days=1)),))
    assert (day.longest(a_warning()), Policy().longest(a_warning())) == (timedelta(days=1), LONGEST)


@pytest.mark.parametrize(("release", "people"), [(Release.AUTOMATIC, 0), (Release.ONE, 1), (Release.TWO, 2)])
def test_a_release_says_how_many_people_it_takes(release, people):
    assert release.people == people


def test_the_one_key_of_an_invented_city_may_release_what_is_only_a_test():
    demo = Policy(defaults=DEFAULTS_OF_A_DEMO)
    for level in (Level.ORANGE, Level.RED):
        assert not demo.policy_for(hazard="11A01", level=level, division="411500000000").is_personal
        assert Policy().policy_for(hazard="11A01", level=level, division="411500000000").is_personal
