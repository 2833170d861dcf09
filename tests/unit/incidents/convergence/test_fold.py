from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.convergence.fact import FactKind, made
from incidents.convergence.fold import histories, natural_id
from incidents.convergence.ledger import united
from incidents.convergence.ruling import Ruling
from incidents.convergence.stamp import Stamp
from incidents.incident import State
from incidents.lifecycle import Move
from sensing.level import Level
from tests.unit.incidents.convergence.nodes import SUBJECT, Node, healed, hour, rulings

_LEVELS = st.sampled_from(list(Level))
_MOVES = st.sampled_from(
    [
        Move.ACKNOWLEDGED,
        Move.UNACKNOWLEDGED,
        Move.ASSIGNED,
        Move.STARTED,
        Move.CLOSED,
        Move.COMMENTED,
        Move.ESCALATED,
        Move.LAPSED,
    ]
)
_STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.one_of(
            st.tuples(st.just("says"), _LEVELS),
            st.tuples(st.just("does"), _MOVES),
            st.tuples(st.just("hears"), st.integers(0, 2)),
        ),
        st.integers(0, 90),
    ),
    max_size=25,
)


def played(steps) -> list[Node]:
    """Play a script on three nodes whose clocks differ by up to an hour."""
    nodes = [Node("center"), Node("county"), Node("village")]
    minutes = 0
    for who, (what, value), pause in steps:
        minutes += pause
        node, at = nodes[who], hour(minutes / 60 + who * 0.5)
        if what == "says" and value is not node.level:
            node.says(value, at)
        elif what == "does":
            by = "clock" if value is Move.LAPSED else f"person-{who}"
            node.does(value, at, by=by, text="wang")
        elif what == "hears":
            node.hears(nodes[value], at)
    return nodes


@settings(max_examples=150, deadline=None)
@given(_STEPS, st.randoms(use_true_random=False))
def test_the_history_is_the_same_in_whatever_order_and_how_often_facts_arrive(steps, chance: random.Random):
    facts = list(united(*(node.facts for node in played(steps))))
    expected = histories(facts)
    again = facts + facts[: len(facts) // 2]
    chance.shuffle(again)
    assert histories(again) == expected


@settings(max_examples=80, deadline=None)
@given(_STEPS)
def test_merging_is_commutative_associative_and_idempotent(steps):
    a, b, c = (frozenset(node.facts) for node in played(steps))
    assert histories(united(a, b)) == histories(united(b, a))
    assert histories(united(united(a, b), c)) == histories(united(a, united(b, c)))
    assert histories(united(a, a)) == histories(a)


@settings(max_examples=150, deadline=None)
@given(_STEPS)
def test_every_fact_gets_one_ruling_and_none_is_lost(steps):
    facts = united(*(node.facts for node in played(steps)))
    for found in histories(facts).values():
        ruled = [each.fact.id for episode in found.episodes for each in episode.ruled]
        ruled += [each.fact.id for each in found.apart]
        assert sorted(ruled) == sorted(fact.id for fact in facts)


@settings(max_examples=150, deadline=None)
@given(_STEPS)
def test_incidents_of_one_danger_have_ids_of_their_own_and_one_at_most_is_open(steps):
    for found in histories(united(*(node.facts for node in played(steps)))).values():
        incidents = [episode.incident for episode in found.episodes]
        assert len({incident.id for incident in incidents}) == len(incidents)
        assert not any(incident.is_open for incident in incidents[:-1])


@settings(max_examples=150, deadline=None)
@given(_STEPS)
def test_nobody_has_acknowledged_more_than_he_saw(steps):
    for found in histories(united(*(node.facts for node in played(steps)))).values():
        for episode in found.episodes:
            incident = episode.incident
            if incident.state is State.ACKNOWLEDGED:
                counted = [
                    each.fact.told()
                    for each in episode.ruled
                    if each.ruling is Ruling.COUNTED and each.fact.told().get("act") == "acknowledged"
                ]
                assert Level.parse(counted[-1]["seen"]) >= incident.level


@settings(max_examples=150, deadline=None)
@given(_STEPS)
def test_once_every_node_says_calm_and_a_person_looks_nothing_is_stuck(steps):
    nodes = played(steps)
    for node in nodes:
        if node.level:
            node.says(Level.NONE, hour(60))
    healed(*nodes, at=hour(61))
    if nodes[0].episodes() and nodes[0].episodes()[-1].incident.is_open:
        nodes[0].does(Move.ACKNOWLEDGED, hour(62))
        state = nodes[0].episodes()[-1].incident.state
        # Work that was begun is ended by whoever began it.
        assert state is State.CLOSED


@settings(max_examples=150, deadline=None)
@given(_STEPS)
def test_no_clock_undoes_what_a_person_did_that_it_did_not_know_of(steps):
    for found in histories(united(*(node.facts for node in played(steps)))).values():
        for episode in found.episodes:
            newest = ""
            for each in episode.ruled:
                told = each.fact.told()
                if told.get("actor") == "clock" and each.ruling is Ruling.COUNTED:
                    assert newest in {"", told["knew"]}
                elif each.fact.kind == FactKind.DEED and told["actor"] != "clock":
                    newest = each.fact.id


def test_an_incident_of_both_sides_of_a_cut_is_one():
    edge, center = Node("village"), Node("center")
    edge.says(Level.RED, hour(1))
    edge.does(Move.ACKNOWLEDGED, hour(1.2), by="zhang")
    edge.says(Level.NONE, hour(9))
    # The center gets the readings when the link returns, three days later, and judges the same.
    center.says(Level.RED, hour(1), learned=hour(73))
    center.says(Level.NONE, hour(9), learned=hour(73.01))
    (episode,) = healed(edge, center, at=hour(74))
    assert episode.incident.state is State.CLOSED
    assert (episode.incident.opened, episode.incident.acknowledged_by) == (hour(1), "zhang")
    assert episode.incident.id == natural_id(SUBJECT, hour(1))


def test_a_clear_and_an_acknowledgement_close_in_either_order():
    for ack_at, clear_at in ((2.0, 3.0), (3.0, 2.0)):
        edge, center = Node("village"), Node("center")
        edge.says(Level.ORANGE, hour(1))
        center.hears(edge, hour(1.5))
        center.does(Move.ACKNOWLEDGED, hour(ack_at), by="li")
        edge.says(Level.NONE, hour(clear_at))
        (episode,) = healed(edge, center, at=hour(4))
        assert (episode.incident.state, episode.incident.acknowledged_by) == (State.CLOSED, "li")


def test_an_acknowledgement_of_orange_leaves_red_loud():
    edge, center = Node("village"), Node("center")
    edge.says(Level.ORANGE, hour(1))
    center.hears(edge, hour(1.1))
    red = edge.says(Level.RED, hour(2))
    late = center.does(Move.ACKNOWLEDGED, hour(3), by="li")
    (episode,) = healed(edge, center, at=hour(4))
    assert (episode.incident.state, episode.incident.level) == (State.OPEN, Level.RED)
    (ruled,) = [each for each in episode.ruled if each.fact == late]
    assert (ruled.ruling, ruled.by) == (Ruling.OUTRUN, red.id)


def test_two_acknowledgements_are_both_kept_and_the_first_is_named():
    edge, center = Node("village"), Node("center")
    edge.says(Level.RED, hour(1))
    center.hears(edge, hour(1.1))
    first = edge.does(Move.ACKNOWLEDGED, hour(1.5), by="zhang")
    second = center.does(Move.ACKNOWLEDGED, hour(1.6), by="li")
    (episode,) = healed(edge, center, at=hour(2))
    assert episode.incident.acknowledged_by == "zhang"
    assert rulings(episode)[second.id] == Ruling.ALREADY
    assert [each.by for each in episode.ruled if each.fact == second] == [first.id]


def test_a_later_assignment_holds_and_the_earlier_says_by_which_it_was_replaced():
    edge, center = Node("village"), Node("center")
    edge.says(Level.RED, hour(1))
    center.hears(edge, hour(1.1))
    one = edge.does(Move.ASSIGNED, hour(1.5), by="zhang", text="wang")
    two = center.does(Move.ASSIGNED, hour(1.6), by="li", text="chen")
    (episode,) = healed(edge, center, at=hour(2))
    assert episode.incident.assignee == "chen"
    assert [(each.ruling, each.by) for each in episode.ruled if each.fact == one] == [(Ruling.REPLACED, two.id)]


def test_a_clock_that_did_not_know_of_a_person_does_nothing():
    edge, center = Node("village"), Node("center")
    edge.says(Level.RED, hour(1))
    edge.does(Move.ACKNOWLEDGED, hour(1.1), by="zhang")
    center.hears(edge, hour(1.2))
    edge.does(Move.ASSIGNED, hour(1.3), by="zhang", text="wang")
    lapse = center.does(Move.LAPSED, hour(1.6), by="clock")
    (episode,) = healed(edge, center, at=hour(2))
    assert episode.incident.state is State.ASSIGNED
    assert rulings(episode)[lapse.id] == Ruling.BEATEN


def test_a_clock_that_knew_all_there_was_reopens():
    edge, center = Node("village"), Node("center")
    edge.says(Level.RED, hour(1))
    edge.does(Move.ACKNOWLEDGED, hour(1.1), by="zhang")
    center.hears(edge, hour(1.2))
    center.does(Move.LAPSED, hour(1.6), by="clock")
    (episode,) = healed(edge, center, at=hour(2))
    assert episode.incident.state is State.OPEN


def test_nobody_clears_what_another_node_still_sees():
    edge, center = Node("village"), Node("center")
    red = center.says(Level.RED, hour(1))
    edge.says(Level.YELLOW, hour(1.2))
    calm = edge.says(Level.NONE, hour(2))
    (episode,) = healed(edge, center, at=hour(3))
    assert episode.incident.level is Level.RED
    assert [(each.ruling, each.by) for each in episode.ruled if each.fact == calm] == [(Ruling.HELD_UP, red.id)]
    center.says(Level.NONE, hour(4))
    (episode,) = healed(edge, center, at=hour(5))
    assert episode.incident.level is Level.NONE


def test_a_gauge_that_the_center_does_not_hear_lowers_nothing():
    edge, center = Node("village"), Node("center")
    edge.says(Level.RED, hour(1))
    center.hears(edge, hour(1.1))
    center.lost(Level.ORANGE, hour(2))
    (episode,) = healed(edge, center, at=hour(3))
    assert episode.incident.level is Level.RED


def test_at_one_instant_the_higher_level_has_the_last_word():
    edge, center = Node("village"), Node("center")
    edge.says(Level.YELLOW, hour(1))
    center.says(Level.RED, hour(1))
    (episode,) = healed(edge, center, at=hour(2))
    assert (episode.incident.level, episode.incident.peak) == (Level.RED, Level.RED)


def test_a_danger_that_comes_back_after_it_was_closed_is_another_incident():
    edge = Node("village")
    edge.says(Level.RED, hour(1))
    edge.does(Move.ACKNOWLEDGED, hour(1.1))
    edge.says(Level.NONE, hour(2))
    edge.says(Level.ORANGE, hour(5))
    first, second = edge.episodes()
    assert (first.incident.state, second.incident.state) == (State.CLOSED, State.OPEN)


def test_a_deed_about_a_verdict_that_has_not_come_waits_for_it():
    edge = Node("village")
    red = edge.says(Level.RED, hour(1))
    ack = edge.does(Move.ACKNOWLEDGED, hour(1.1))
    found = histories([ack])[SUBJECT]
    assert [(each.fact, each.ruling) for each in found.apart] == [(ack, Ruling.ORPHAN)]
    assert histories([ack, red])[SUBJECT].episodes[0].incident.state is State.ACKNOWLEDGED


@pytest.mark.parametrize("told", [{}, {"rule": 3}, {"act": "muted", "actor": "x"}])
@pytest.mark.parametrize("kind", [FactKind.VERDICT, FactKind.DEED])
def test_what_cannot_be_read_is_kept_aside(kind, told):
    fact = made(node="n", after=None, stamp=Stamp(ms=1), kind=kind, subject=SUBJECT, told=told)
    assert [each.ruling for each in histories([fact])[SUBJECT].apart] == [Ruling.UNREAD]
