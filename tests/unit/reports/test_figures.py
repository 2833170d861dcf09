from __future__ import annotations

from typing import Any

import pytest

from reports.case import facts_of
from reports.figures import Unit, figures_of, is_decided
from tests.unit.reports.journals import a_flood, a_warning, a_whole_drill, asking, at, chained

FACTS = facts_of(a_whole_drill(), now=at(400))


def value(key: str) -> float | None:
    return figures_of(FACTS)[key].value


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("dangers", 3), ("dangers_detected", 2), ("dangers_missed", 1), ("warned_ahead", 1),
        ("warned_after", 1), ("warned_never", 1), ("lead_median", -390),
        ("drafts", 1), ("decided", 1), ("to_detection", 120), ("to_draft", 0), ("to_approval", 600), ("to_issue", 660),
        ("to_first_delivery", 0), ("to_last_delivery", 360), ("messages", 8), ("delivered", 6), ("dead", 1),
        ("places", 8), ("places_in_time", 5), ("places_late", 1), ("places_never", 2), ("dark", 1), ("headcount", 222),
        ("tasks", 3), ("tasks_on_time", 1), ("tasks_late", 1), ("tasks_overdue", 1), ("plan_met", 2), ("plan_late", 1),
        ("plan_missed", 1), ("plan_kept", 1),
    ],
)  # fmt: skip
def test_a_figure_counts_what_its_name_says(key: str, expected: float):
    assert value(key) == expected


def test_without_truth_nothing_is_said_of_dangers():
    figures = figures_of(facts_of(chained(a_flood()), now=at(400)))
    truth = ("dangers", "dangers_detected", "dangers_missed", "false", "unjudged", "warned_ahead", "lead_median")
    assert [figures[key].value for key in truth] == [None] * 7


def test_a_span_between_two_clocks_is_never_below_zero():
    rows = [a_warning(5, "drafted"), a_warning(3, "issued", stage="issued")]
    figure = figures_of(facts_of(chained(rows), now=at(9)))["to_issue"]
    assert (figure.value, figure.unit) == (0, Unit.SPAN)


@pytest.mark.parametrize(
    ("rows", "decided"),
    [
        ([a_warning(5, "issued", grounds="approved", stage="issued")], True),
        ([a_warning(5, "issued", grounds="automatic", stage="issued")], True),
        ([a_warning(5, "rejected", stage="rejected")], True),
        ([a_warning(5, "unanswered")], False),
        ([a_warning(5, "unanswered"), a_warning(9, "issued", grounds="approved", stage="issued")], False),
        ([a_warning(5, "issued", grounds="declared", stage="issued")], False),
        ([], None),
    ],
)
def test_a_draft_is_decided_before_its_clock_ran_out_or_not(rows: list[Any], *, decided: bool | None):
    first = [a_warning(1, "drafted"), a_warning(1, "asked", asking=asking(5, "zhao"))]
    (fact,) = facts_of(chained([*first, *rows]), now=at(20)).warnings
    assert is_decided(fact) is decided


def test_a_draft_that_was_withdrawn_needed_no_decision():
    rows = [a_warning(1, "drafted"), a_warning(1, "asked"), a_warning(5, "withdrawn", stage="rejected")]
    (fact,) = facts_of(chained(rows), now=at(20)).warnings
    assert is_decided(fact) is None
