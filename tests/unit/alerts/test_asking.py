from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.asking import (
    Next,
    Refusal,
    asked_again,
    asking_for,
    due,
    may_declare,
    next_of,
    next_turn,
    overdue,
    told,
    waits,
)
from alerts.corroboration import Verdict
from alerts.policy import Demand, OnTimeout, Release, ReleasePolicy, Turn
from alerts.warning import MessageType, Review, Stage
from incidents.people import Role
from sensing.level import Level
from tests.builders import NOW, a_warning, after

POLICY = ReleasePolicy(
    id="p",
    turns=(
        Turn(role=Role.APPROVER, within=timedelta(minutes=10)),
        Turn(role=Role.COMMANDER, within=timedelta(minutes=5)),
    ),
    on_timeout=OnTimeout.AUTOMATIC,
)
DEMAND = Demand(policy=POLICY, release=Release.ONE)
WAIT = Demand(policy=replace(POLICY, on_timeout=OnTimeout.WAIT), release=Release.ONE)


def a_draft(**changes):
    return a_warning(Level.RED, Stage.DRAFT, asking=asking_for(DEMAND, now=NOW), **changes)


def late(demand=DEMAND):
    """Return a draft whose last turn ran out."""
    draft = told(a_draft(), ("li",), now=NOW)
    return told(next_turn(draft, demand, now=after(minutes=10)), ("chen",), now=after(minutes=10))


def test_nobody_is_asked_where_the_policy_asks_nobody():
    assert asking_for(replace(DEMAND, release=Release.AUTOMATIC), now=NOW) is None
    assert asking_for(Demand(policy=ReleasePolicy(id="x"), release=Release.ONE), now=NOW) is None


def test_the_clock_wants_names_then_turns_then_a_declaration():
    draft = a_draft()
    assert next_of(draft, DEMAND, now=NOW) is Next.TELL
    named = told(draft, ("li",), now=NOW)
    assert next_of(named, DEMAND, now=after(minutes=9)) is Next.NOTHING
    assert next_of(named, DEMAND, now=after(minutes=10)) is Next.TURN
    assert next_of(late(), DEMAND, now=after(minutes=15)) is Next.DECLARE
    assert next_of(late(), WAIT, now=after(minutes=15)) is Next.OVERDUE


def test_what_waits_loudly_is_not_said_again():
    loud = overdue(late(), look_again=None)
    assert next_of(loud, WAIT, now=after(days=1)) is Next.NOTHING
    assert due(loud) is None


def test_a_policy_that_asks_nobody_any_more_ends_the_clock():
    assert next_of(a_draft(), replace(DEMAND, release=Release.AUTOMATIC), now=NOW) is Next.BEGIN


def test_the_same_policy_goes_on_where_it_was_and_another_begins_anew():
    draft = late()
    assert asked_again(draft, DEMAND, now=after(minutes=12)) is draft
    other = Demand(policy=replace(POLICY, id="q"), release=Release.ONE)
    assert asked_again(draft, other, now=after(minutes=12)).asking.turn == 0


def test_the_clock_looks_when_there_is_something_to_do():
    draft = a_draft()
    assert due(draft) == NOW
    assert due(told(draft, ("li",), now=after(minutes=1))) == after(minutes=11)
    assert due(replace(draft, stage=Stage.REJECTED)) is None
    issued = a_warning(renew_at=after(hours=23))
    assert due(issued) == after(hours=23)
    assert due(replace(issued, is_renewal_due=True)) is None


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({}, None),
        ({"author": "li"}, Refusal.BY_HAND),
        ({"message_type": MessageType.CANCEL}, Refusal.LOWERS),
        ({"level": Level.ORANGE}, Refusal.LOWERS),
    ],
)
def test_only_what_rules_found_and_what_raises_is_declared(change, refusal):
    draft, told_before = replace(late(), **change), a_warning(Level.RED)
    found = may_declare(draft, DEMAND, replaced=told_before, verdict=Verdict.COMPOSITE, now=after(minutes=15))
    assert found is refusal


def test_a_declaration_needs_the_policy_the_time_and_the_evidence():
    def asked(demand=DEMAND, *, minutes=15, verdict=Verdict.WITNESSES):
        return may_declare(late(demand), demand, replaced=None, verdict=verdict, now=after(minutes=minutes))

    assert asked() is None
    assert asked(WAIT) is Refusal.POLICY
    assert asked(minutes=14) is Refusal.NOT_YET
    assert asked(verdict=Verdict.ALONE) is Refusal.NOT_CORROBORATED


def test_what_waits_for_a_person_is_a_draft_an_unsigned_review_and_a_renewal():
    review = Review(since=NOW, why="declared")
    assert waits(a_draft())
    assert waits(a_warning(review=review))
    assert waits(a_warning(is_renewal_due=True))
    assert not waits(a_warning(review=replace(review, by="li")))
    assert not waits(a_warning(stage=Stage.EXPIRED, is_renewal_due=True))
    assert waits(a_warning(stage=Stage.EXPIRED, review=review))
