"""What the journal says of a step."""

from alerts.rollcall.answer import Standing
from alerts.rollcall.machine import step
from alerts.rollcall.news import Cancelled
from alerts.rollcall.telling import step_entries
from tests.unit.alerts.rollcall.rolls import a_roll, a_village, minutes, said


def told(roll, *news, at=0, started=None):
    return step_entries(roll, step(roll, news, now=minutes(at)), started=started, now=minutes(at))


def test_what_happens_to_many_villages_is_one_row_for_the_county():
    villages = [a_village(f"V{n}", division=f"411528900{n:03}") for n in range(1, 300)]
    rows = told(a_roll(*villages), at=5)
    assert [row.data["act"] for row in rows] == ["called", "told_up", "dark"]
    assert {row.division for row in rows} == {"411528000000"}
    assert (rows[0].data["count"], len(rows[0].data["places"])) == (299, 100)


def test_what_happens_to_one_village_belongs_to_it():
    (row,) = told(a_roll(a_village("A", division="411528900201")))
    assert (row.kind, row.division) == ("rollcall", "411528900201")


def test_a_cry_for_help_has_a_red_row_of_its_own():
    rows = told(a_roll(), said("A", "A1", Standing.HELP, headcount=3))
    assert rows[-1].data["act"] == "help"
    assert (rows[-1].data["level"], rows[-1].data["headcount"]) == ("red", 3)


def test_an_end_is_told():
    assert told(a_roll(), Cancelled(warning="w2"))[0].data["act"] == "cancelled"
    assert told(a_roll(expires=minutes(1)), at=2)[0].data["act"] == "expired"


def test_nothing_new_is_nothing_told():
    started = step(a_roll(), now=minutes(0)).roll
    assert told(started, at=1) == []
