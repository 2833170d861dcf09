from __future__ import annotations

from reports.case import facts_of
from sensing.level import Level
from tests.unit.reports.journals import a_delivery, a_flood, a_warning, an_incident, asking, at, chained


def test_a_warning_is_followed_from_the_first_reading_to_the_last_answer():
    (fact,) = facts_of(chained(a_flood()), now=at(400)).warnings
    assert (fact.onset, fact.detected, fact.drafted) == (at(18), at(20), at(20))
    assert (fact.approved, fact.issued) == (at(30), at(31))
    assert (fact.first_delivery, fact.last_delivery) == (at(31), at(37))
    assert (fact.first_answer, fact.last_answer) == (at(33), at(66))
    assert fact.approvals == (("qian", at(30)),)
    assert [(turn.asked, turn.deadline) for turn in fact.turns] == [(("zhao",), at(25)), (("qian", "sun"), at(30))]


def test_a_clock_that_ran_out_is_told_with_its_review():
    rows = [
        a_warning(1, "drafted"),
        a_warning(1, "asked", asking=asking(5, "zhao")),
        a_warning(5, "unanswered", asking=asking(5, "zhao")),
        a_warning(5, "issued", grounds="declared", stage="issued", review={"since": "2026-07-19T14:05:00Z", "by": ""}),
        a_warning(50, "signed", actor="zhao", grounds="", stage="issued"),
    ]
    (fact,) = facts_of(chained(rows), now=at(60)).warnings
    assert (fact.unanswered, fact.grounds, fact.approved) == (at(5), "declared", None)
    assert (fact.review_by, fact.review_at) == ("zhao", at(50))


def test_an_update_knows_the_level_whose_place_it_took():
    rows = [
        a_warning(1, "issued", stage="issued"),
        a_warning(9, "issued", id="w-2", level="blue", replaces="w-1", stage="issued"),
        a_delivery(10, "sent", 1, warning="w-2"),
    ]
    _, update = facts_of(chained(rows), now=at(60)).warnings
    assert (update.replaces_level, update.first_delivery) == (Level.ORANGE, at(10))


def test_a_draft_that_followed_a_rising_danger_counts_from_its_first_level():
    rows = [
        an_incident(5, "raised", "yellow", value=41.6, event=3),
        a_warning(6, "drafted", level="yellow"),
        an_incident(20, "raised", "orange", value=43.1, event=18),
        a_warning(20, "redrafted", level="orange"),
    ]
    (fact,) = facts_of(chained(rows), now=at(60)).warnings
    assert (fact.onset, fact.detected, fact.drafted) == (at(3), at(5), at(6))
