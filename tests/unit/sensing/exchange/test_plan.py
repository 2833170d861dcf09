from sensing.exchange.plan import Change, Outcome, settle
from tests.unit.sensing.exchange.tables import a_station


def by_id(*stations):
    return {str(station.id): station for station in stations}


def plan_of(*given, known=(), **how):
    rows = [Outcome(row=n, id=str(station.id)) for n, station in enumerate(given, start=2)]
    return settle(rows, given=by_id(*given), known=by_id(*known), **how)


def changes(plan):
    return [(one.id, one.change.value) for one in plan.outcomes]


def test_a_plan_says_what_is_new_changed_and_unchanged():
    plan = plan_of(a_station("A"), a_station("B", name="新"), a_station("C"), known=(a_station("A"), a_station("B")))
    assert changes(plan) == [("A", "unchanged"), ("B", "changed"), ("C", "new")]
    assert [station.id for station in plan.stations] == ["B", "C"]
    assert plan.outcomes[1].changes == {"name": ("息县", "新")}


def test_changes_are_told_once_per_station():
    given = by_id(a_station("A", name="新"))
    rows = [Outcome(row=n, id="A") for n in (2, 3)]
    plan = settle(rows, given=given, known=by_id(a_station("A")))
    assert [one.changes for one in plan.outcomes] == [{"name": ("息县", "新")}, {}]


def test_an_address_of_another_station_is_refused():
    plan = plan_of(a_station("B", addresses={"sl651": "1"}), known=(a_station("A", addresses={"sl651": "1"}),))
    assert plan.outcomes[0].detail == "row 2: sl651 address '1' belongs to 'A'"
    assert plan.stations == ()


def test_an_address_claimed_twice_goes_to_the_first():
    plan = plan_of(a_station("A", addresses={"sl651": "1"}), a_station("B", addresses={"sl651": "1"}))
    assert changes(plan) == [("A", "new"), ("B", "refused")]


def test_an_address_can_be_handed_over():
    plan = plan_of(
        a_station("A"), a_station("B", addresses={"sl651": "1"}), known=(a_station("A", addresses={"sl651": "1"}),)
    )
    assert changes(plan) == [("A", "changed"), ("B", "new")]


def test_whoever_waits_for_the_address_of_a_refused_one_is_refused_too():
    known = (a_station("A", addresses={"sl651": "1"}), a_station("X", addresses={"sl651": "9"}))
    plan = plan_of(a_station("A", addresses={"sl651": "9"}), a_station("B", addresses={"sl651": "1"}), known=known)
    assert changes(plan) == [("A", "refused"), ("B", "refused")]


def test_the_judge_has_the_last_word():
    plan = plan_of(a_station("A"), a_station("B"), judge=lambda stations: {str(stations[0].id): "a rule needs it"})
    assert changes(plan) == [("A", "refused"), ("B", "new")]
    assert plan.outcomes[0].detail == "row 2: a rule needs it"


def test_a_row_refused_before_stays_refused():
    plan = settle([Outcome(row=2, id="A", change=Change.REFUSED, detail="x")], given=by_id(a_station("A")), known={})
    assert (plan.outcomes[0].detail, len(plan.stations)) == ("x", 1)
