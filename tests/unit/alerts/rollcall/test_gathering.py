"""Who is called about a warning's area."""

from dataclasses import replace

import pytest

from alerts.delivery import Contact
from alerts.rollcall.gathering import gather, persons_of
from alerts.rollcall.roll import PlaceKind
from alerts.site import Site, SiteId, SiteKind
from alerts.warning import Area
from geo.division import Division
from tests.builders import NOW

COUNTY, TOWN = "411528000000", "411528100000"
VILLAGES = ("411528100201", "411528100202", "411528100203")
DIVISIONS = [
    Division(code=COUNTY, name="息县"),
    Division(code=TOWN, name="临河乡"),
    *(Division(code=code, name=f"{n}村", lon=114.7 + n / 100, lat=32.3) for n, code in enumerate(VILLAGES)),
]


def a_contact(key: str, division: str = VILLAGES[0], duty: str = "head", **changes) -> Contact:
    contact = Contact(id=key, name=key, division=division, channel="sms", address="+8613800000000", duty=duty)
    return replace(contact, **changes)


def gathered(*contacts, codes=(COUNTY,), sites=(), divisions=DIVISIONS, polygons=()):
    area = Area(description="息县", geocodes=codes, polygons=polygons)
    return gather(area, contacts=contacts, divisions=divisions, sites=sites, now=NOW)


def ids(found):
    return [place.id for place in found.places]


def test_villages_are_the_lowest_divisions_with_somebody_to_call():
    found = gathered(a_contact("v"), a_contact("t", TOWN), a_contact("c", COUNTY))
    assert ids(found) == [VILLAGES[0]]
    assert [person.id for person in found.places[0].superiors] == ["t"]


def test_a_township_without_village_contacts_is_called_itself():
    assert ids(gathered(a_contact("t", TOWN))) == [TOWN]


def test_an_area_smaller_than_any_list_calls_the_division_around_it():
    assert ids(gathered(a_contact("t", TOWN), codes=(VILLAGES[2],))) == [TOWN]


def test_villages_elsewhere_are_left_alone():
    assert ids(gathered(a_contact("v"), a_contact("w", VILLAGES[1]), codes=(VILLAGES[1],))) == [VILLAGES[1]]


def test_an_area_drawn_without_codes_holds_what_lies_in_it():
    ring = ((114.705, 32.2), (114.715, 32.2), (114.715, 32.4), (114.705, 32.4), (114.705, 32.2))
    contacts = [a_contact(code, code) for code in VILLAGES]
    assert ids(gathered(*contacts, codes=(), polygons=(ring,))) == [VILLAGES[1]]


def test_villages_in_which_nobody_can_be_called_are_told_apart():
    assert gathered(a_contact("v")).uncovered == VILLAGES[1:]


def test_where_no_division_is_known_the_place_is_named_as_it_was_written():
    assert gathered(divisions=(), codes=(TOWN,)).uncovered == (TOWN,)


@pytest.mark.parametrize("changes", [{"channel": "mqtt"}, {"duty": "public"}, {"duty": ""}, {"duty": "superior"}])
def test_sirens_and_the_public_are_not_asked(changes):
    assert ids(gathered(a_contact("v", **changes))) == []


def test_rows_of_one_person_are_lines_of_one_person():
    sms, voice = a_contact("a", person="王"), a_contact("b", person="王", channel="voice", rank=-1)
    (person,) = gathered(sms, voice).places[0].persons
    assert [(line.contact, line.channel) for line in person.lines] == [("b", "voice"), ("a", "sms")]


def test_heads_come_before_deputies_and_low_ranks_before_high_ones():
    people = persons_of(
        [a_contact("d", duty="deputy"), a_contact("g", duty="grid", rank=1), a_contact("h2", rank=2), a_contact("h1")]
    )
    assert [(person.id, person.is_deputy) for person in people] == [
        ("h1", False), ("h2", False), ("d", True), ("g", True),
    ]  # fmt: skip


def test_neighbours_are_the_nearest_villages_first():
    found = gathered(*(a_contact(code, code) for code in VILLAGES))
    assert found.places[0].neighbours == (VILLAGES[1], VILLAGES[2])
    assert found.places[2].neighbours == (VILLAGES[1], VILLAGES[0])


def test_sites_are_called_one_by_one_and_their_village_stands_above_them():
    school = Site(
        id=SiteId("s1"), name="临河中学", kind=SiteKind.SCHOOL, division=VILLAGES[0], lon=114.7, lat=32.3, people=800
    )
    elsewhere = replace(school, id=SiteId("s2"), division="411522000000")
    principal = a_contact("p", duty="site", site="s1")
    found = gathered(a_contact("v"), principal, sites=(school, elsewhere))
    site = found.places[-1]
    assert ids(found) == [VILLAGES[0], "site:s1"]
    assert (site.kind, site.people, [each.id for each in site.persons]) == (PlaceKind.SITE, 800, ["p"])
    assert [each.id for each in site.superiors] == ["v"]


def test_a_township_of_which_no_village_is_known_and_nobody_can_be_called_is_not_forgotten():
    other = Division(code="411528101000", name="乙乡")
    assert gathered(a_contact("t", TOWN), divisions=[*DIVISIONS[:2], other]).uncovered == (other.code,)


def test_a_division_that_nobody_knows_is_named_where_nobody_can_be_called():
    assert gathered(codes=("411527000000",)).uncovered == ("411527000000",)


def test_a_circle_without_codes_holds_what_lies_in_it():
    area = Area(description="圈", circles=((114.71, 32.3, 0.5),))
    found = gather(area, contacts=[a_contact(code, code) for code in VILLAGES], divisions=DIVISIONS, sites=(), now=NOW)
    assert ids(found) == [VILLAGES[1]]
