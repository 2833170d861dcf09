from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.cap_document import Form
from alerts.warning import CapStatus, Stage
from fenghuo.edge import exchange
from fenghuo.edge.exchange import Exchange
from tests.builders import NOW, after
from tests.unit.fenghuo.edge.office import Office
from tests.unit.fenghuo.edge.village import meet


@pytest.fixture
def pair(tmp_path):
    return Office("edge", tmp_path), Office("center", tmp_path, plays=False)


def test_a_warning_issued_above_is_played_below_once(pair):
    edge, center = pair
    warning = center.issue(NOW)
    meet(edge, center, after(minutes=1))
    meet(edge, center, after(minutes=2))
    assert edge.told() == [(warning.identifier, "Alert")]
    held = edge.held(warning)
    assert (held.stage, held.steps[-1].actor) == (Stage.ISSUED, "node:center")
    assert edge.store.cap_document(warning.id, Form.CAP).body == center.store.cap_document(warning.id, Form.CAP).body


def test_an_order_that_cannot_be_read_stops_no_other_one_and_is_said(pair, monkeypatch):
    edge, center = pair
    damaged, sound = center.issue(NOW), center.issue(NOW)
    apply_orders = exchange.apply_orders

    def strict(book, facts, **known):
        facts = list(facts)
        if damaged.identifier in str([fact.body for fact in facts]):
            raise SyntaxError("premature end of data")
        return apply_orders(book, facts, **known)

    monkeypatch.setattr(exchange, "apply_orders", strict)
    meet(edge, center, after(minutes=1))
    assert edge.told() == [(sound.identifier, "Alert")]
    assert "cannot be played: premature end of data" in edge.exchange.trouble


def test_a_warning_issued_below_is_shown_above_and_played_there_by_nobody(pair):
    edge, center = pair
    warning = edge.issue(NOW)
    meet(edge, center, after(minutes=1))
    assert center.warnings() == edge.warnings() == [(warning.identifier, "issued")]
    assert center.told() == []


def test_what_expired_during_the_cut_is_shown_and_never_played(pair):
    edge, center = pair
    warning = center.issue(NOW, lasts=timedelta(hours=2))
    meet(edge, center, after(hours=2))
    assert edge.told() == []
    held = edge.held(warning)
    assert (held.stage, held.steps[-1].note) == (Stage.EXPIRED, "not played: expired")


def test_what_was_taken_back_during_the_cut_is_never_played_nor_is_its_end(pair):
    edge, center = pair
    alert = center.issue(NOW)
    cancel = center.cancel(alert, after(hours=1))
    meet(edge, center, after(hours=2))
    assert edge.told() == []
    assert edge.warnings() == sorted([(alert.identifier, "cancelled"), (cancel.identifier, "issued")])
    assert edge.warnings() == center.warnings()


def test_of_a_chain_only_the_last_word_is_played(pair):
    edge, center = pair
    alert = center.issue(NOW)
    update = center.renew(alert, after(hours=1))
    meet(edge, center, after(hours=2))
    assert edge.told() == [(update.identifier, "Update")]
    assert edge.warnings() == center.warnings()


def test_a_cancel_stops_what_was_played(pair):
    edge, center = pair
    alert = center.issue(NOW)
    meet(edge, center, after(minutes=1))
    cancel = center.cancel(alert, after(hours=1))
    meet(edge, center, after(hours=2))
    assert edge.told() == [(alert.identifier, "Alert"), (cancel.identifier, "Cancel")]
    assert edge.held(alert).stage is Stage.CANCELLED


def test_a_warning_from_above_that_was_taken_back_below_is_taken_back_above(pair):
    edge, center = pair
    alert = center.issue(NOW)
    meet(edge, center, after(minutes=1))
    edge.cancel(alert, after(hours=1))
    meet(edge, center, after(hours=2))
    assert center.warnings() == edge.warnings()
    assert center.held(alert).stage is Stage.CANCELLED


def test_a_power_cut_before_it_was_shown_loses_nothing_and_plays_it_once(pair):
    edge, center = pair
    warning = center.issue(NOW)
    center.exchange.write_down()
    edge.exchange.ledger.take(list(center.exchange.ledger.facts), now=after(minutes=1))
    edge.started(after(minutes=2)).apply_everything(after(minutes=2))
    edge.started(after(minutes=3)).apply_everything(after(minutes=3))
    assert edge.told() == [(warning.identifier, "Alert")]


def test_a_clock_that_was_set_back_plays_nothing_old(pair):
    edge, center = pair
    center.issue(NOW, lasts=timedelta(hours=2))
    edge.issue(after(hours=3))
    meet(edge, center, NOW)
    assert [kind for _, kind in edge.told()] == ["Alert"]


def test_what_is_real_is_not_told_where_it_is_an_exercise(pair):
    edge, center = pair
    edge.exchange = Exchange(edge.store, edge.exchange.ledger, status=CapStatus.EXERCISE)
    center.issue(NOW)
    meet(edge, center, after(minutes=1))
    assert (edge.told(), edge.warnings()) == ([], [])


_STEPS = st.lists(
    st.tuples(st.sampled_from(["issue", "renew", "cancel", "meet", "cut"]), st.integers(1, 150)),
    min_size=1,
    max_size=14,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_STEPS)
def test_whatever_is_issued_and_whenever_the_link_is_there_no_order_is_played_that_is_over(steps):
    with tempfile.TemporaryDirectory() as folder:
        edge, center = Office("edge", Path(folder)), Office("center", Path(folder), plays=False)
        now, chain = NOW, []
        for act, minutes in [*steps, ("meet", 1)]:
            now += timedelta(minutes=minutes)
            standing = [each for each in chain if center.held(each).stage is Stage.ISSUED and now < each.expires]
            if act == "issue":
                chain.append(center.issue(now, lasts=timedelta(hours=3)))
            elif act == "renew" and standing:
                chain.append(center.renew(standing[-1], now))
            elif act == "cancel" and standing:
                center.cancel(standing[-1], now)
            elif act == "cut":
                edge.started(now).apply_everything(now)
            elif act == "meet":
                before = len(edge.told())
                meet(edge, center, now)
                for identifier, _ in edge.told()[before:]:
                    (order,) = [each for each in center.store.warnings(limit=1000) if each.identifier == identifier]
                    assert now < order.expires
                    assert order.stage is Stage.ISSUED
        assert len(set(edge.told())) == len(edge.told())
        shown = {identifier for identifier, _ in edge.warnings()}
        assert shown == {identifier for identifier, _ in center.warnings()}
