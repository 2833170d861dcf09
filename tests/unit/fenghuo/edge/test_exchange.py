from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.errors import LifecycleError
from incidents.incident import State
from sensing.level import Level
from tests.builders import after
from tests.unit.fenghuo.edge.village import Village, meet


@pytest.fixture
def pair(tmp_path):
    return Village("edge", tmp_path), Village("center", tmp_path)


def test_what_happened_at_one_node_is_shown_at_the_other(pair):
    edge, center = pair
    edge.say(("G1", Level.RED))
    edge.act(edge.at("G1"), "ack", now=after(minutes=1))
    meet(edge, center, after(minutes=2))
    assert center.at("G1").state is State.ACKNOWLEDGED
    assert center.at("G1").acknowledged_by == "li"
    assert center.board() == edge.board()


def test_an_acknowledgement_above_reaches_the_board_below(pair):
    edge, center = pair
    edge.say(("G1", Level.RED))
    meet(edge, center, after(minutes=1))
    center.act(center.at("G1"), "ack", now=after(minutes=2))
    meet(edge, center, after(minutes=3))
    assert edge.at("G1").state is State.ACKNOWLEDGED
    assert len(edge.store.incidents()) == 1


def test_what_was_applied_makes_no_fact_of_its_own(pair):
    edge, center = pair
    edge.say(("G1", Level.RED))
    meet(edge, center, after(minutes=1))
    assert center.exchange.ledger.heads() == {"edge": 1}
    before = len(center.store.journal())
    meet(edge, center, after(minutes=2))
    assert len(center.store.journal()) == before


def test_what_began_and_ended_during_the_cut_is_history_at_both_sides(pair):
    edge, center = pair
    edge.say(("G1", Level.RED))
    edge.act(edge.at("G1"), "ack", now=after(hours=1))
    edge.say(("G1", Level.NONE), now=after(hours=9))
    meet(edge, center, after(hours=73))
    assert center.board() == edge.board()
    assert center.at("G1").state is State.CLOSED


def test_the_rule_that_won_is_read_in_the_journal(pair):
    edge, center = pair
    edge.say(("G1", Level.ORANGE))
    meet(edge, center, after(minutes=1))
    edge.say(("G1", Level.RED), now=after(minutes=2))
    center.act(center.at("G1"), "ack", now=after(minutes=3))
    meet(edge, center, after(minutes=4))
    assert (center.at("G1").state, center.at("G1").level) == (State.OPEN, Level.RED)
    assert "处置人当时未见到更高等级" in center.store.journal()[-1].entry.data["text"]["zh"]


def test_a_node_that_lost_power_between_two_steps_goes_on_where_it_was(pair):
    edge, center = pair
    edge.say(("G1", Level.RED))
    meet(edge, center, after(minutes=1))
    # Kept, and the power went before it was shown.
    center.act(center.at("G1"), "ack", now=after(minutes=2))
    center.exchange.write_down()
    edge.exchange.ledger.take(center.exchange.ledger.since({}), now=after(minutes=3))
    edge.started(after(minutes=4)).apply_everything(after(minutes=4))
    assert edge.at("G1").state is State.ACKNOWLEDGED


def test_comments_of_both_sides_are_kept(pair):
    edge, center = pair
    edge.say(("G1", Level.RED))
    meet(edge, center, after(minutes=1))
    edge.act(edge.at("G1"), "comment", now=after(minutes=2), text="水进村")
    center.act(center.at("G1"), "comment", now=after(minutes=3), text="车已出发")
    meet(edge, center, after(minutes=4))
    assert [remark.text for remark in edge.at("G1").remarks] == ["水进村", "车已出发"]
    assert edge.board() == center.board()


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["edge", "center"]),
        st.one_of(
            st.tuples(st.just("say"), st.sampled_from(["G1", "G2"]), st.sampled_from(list(Level))),
            st.tuples(st.sampled_from(["ack", "comment", "close", "start"]), st.sampled_from(["G1", "G2"])),
            st.just(("meet",)),
            st.just(("power",)),
        ),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
def test_two_boards_show_the_same_once_they_have_met_whatever_happened(tmp_path, steps):
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    nodes = {name: Village(name, folder) for name in ("edge", "center")}
    edge, center = nodes.values()
    minute = 0
    for name, step in steps:
        minute += 1
        node, now = nodes[name], after(minutes=minute)
        if step[0] == "say":
            if name == "edge":
                node.say((step[1], step[2]), now=now)
        elif step[0] == "meet":
            meet(edge, center, now)
        elif step[0] == "power":
            node.started(now).apply_everything(now)
        else:
            open_ = [each for each in node.store.incidents(is_open=True) if each.target == step[1]]
            if open_:
                try:
                    node.act(open_[0], step[0], now=now, **({"text": "x"} if step[0] == "comment" else {}))
                except LifecycleError:
                    continue
    meet(edge, center, after(days=1))
    assert edge.board() == center.board()
    assert len(edge.store.incidents(is_open=True)) == len({each[1] for each in edge.board() if each[4] != "closed"})
