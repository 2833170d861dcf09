"""The board as it is shown."""

from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.machine import step
from alerts.rollcall.public import answer_json, people_json, roll_json, scoped
from alerts.rollcall.roll import PlaceKind
from tests.unit.alerts.rollcall.rolls import a_roll, a_village, an_answer, minutes, said


def shown(*news, at=6, places=None):
    roll = step(a_roll(*(places or ())), news, now=minutes(at)).roll
    return roll_json(roll, now=minutes(at))


def test_places_are_counted_by_state():
    counts = shown(said("A", "A1", at=minutes(1)))["counts"]
    assert (counts["total"], counts["answered"], counts["dark"], counts["waiting"]) == (2, 1, 1, 0)


def test_people_are_summed_by_what_is_said_of_them_and_sites_not_twice():
    site = a_village("site:s1", kind=PlaceKind.SITE)
    news = [
        said("A", "A1", Standing.HELP, at=minutes(1), headcount=7),
        said("B", "B1", Standing.SAFE, at=minutes(1), headcount=50),
        said("site:s1", "site:s11", Standing.SAFE, at=minutes(1), headcount=800),
    ]
    board = shown(*news, places=(a_village("A"), a_village("B"), site))
    assert (board["people"]["help"], board["people"]["safe"]) == (7, 50)
    assert board["counts"]["help"] == 1
    assert board["site_counts"]["answered"] == 1


def test_contradicting_numbers_are_both_shown():
    news = [said("A", who, at=minutes(1), headcount=n) for who, n in (("A1", 53), ("A2", 40))]
    place = shown(*news)["places"][0]
    assert (place["headcount"], place["headcounts"], place["is_contradictory"]) == (40, [40, 53], True)


def test_what_nobody_understood_waits_to_be_read():
    board = shown(said("A", "A1", Standing.UNCLEAR, at=minutes(1)))
    assert board["counts"]["unread"] == 1
    assert board["places"][0]["state"] == "unanswered"


def test_a_subtree_sees_its_own_places():
    roll = a_roll(a_village("A", division="411528900201"), a_village("B", division="411527900201"))
    assert [place.id for place in scoped(roll, "411528").places] == ["A"]


def test_a_number_is_masked():
    answer = an_answer("", "", address="+8613900001234", source=Source.SMS)
    assert answer_json(answer)["address"] == "139****1234"


def test_everybody_who_is_called_or_told_is_listed():
    assert [person["id"] for person in people_json(a_roll(a_village("A")), [])] == ["A1", "A2", "up"]
