"""What the rules are shown that one worker judges for all: everybody's stations, their members, their incidents."""

from __future__ import annotations

from fenghuo.clock import now
from fenghuo.cluster.city_share import city_share_of
from fenghuo.cluster.layout import Layout
from fenghuo.cluster.share import share_of
from store.memory import MemoryStore
from tests.builders import an_incident
from tests.unit.fenghuo.cluster.test_share import a_store
from tests.unit.rules.builders import a_composite, a_rule

LAYOUT = Layout(partitions=8)


def a_city(store: MemoryStore):
    store.claim(8, epoch=1, holder="w1", at=now())
    return city_share_of(store, layout=LAYOUT, epoch=1)


def test_it_sees_every_station_and_the_rules_whose_votes_are_counted():
    store = a_store()
    store.put_rule(a_rule(a_composite("stage"), id="both"), author="li", at=now())
    store.put_rule(a_rule(id="other"), author="li", at=now())
    city = a_city(store)
    assert {str(each.id) for each in city.stations()} == {"A", "B", "C"}
    shown = {str(record.rule.id): record.rule.is_enabled for record in city.rule_records(at=now())}
    assert shown == {"both": True, "stage": True}
    assert city.apart == {"both"}
    assert city.city_wide == []


def test_its_incidents_are_those_of_these_rules_also_of_one_that_was_and_is_no_more():
    store = a_store()
    store.put_rule(a_rule(a_composite("stage"), id="both"), author="li", at=now())
    city = a_city(store)
    city.rule_records(at=now())
    with store.begin() as tx:
        tx.save_incidents(
            [an_incident(id=f"i-{rule}", rule=rule, target=target, division="411500000000")
             for rule, target in (("both", "both"), ("stage", "A"), ("other", "A"))]
        )  # fmt: skip
    assert {each.rule for each in city.incidents(is_open=True)} == {"both", "stage"}
    store.put_rule(a_rule(id="both"), author="li", at=now())
    city.rule_records(at=now())
    assert {each.rule for each in city.incidents(is_open=True)} == {"both"}
    assert (city.apart, city.ever) == (frozenset(), {"both"})


def test_only_partitions_are_heard():
    store = a_store()
    city = a_city(store)
    store.claim(3, epoch=1, holder="w1", at=now())
    with city.begin() as tx:
        assert tx.speaks_for is None
    with share_of(store, layout=LAYOUT, partition=3, epoch=1).begin() as tx:
        assert tx.speaks_for == 3
    with store.begin() as tx:
        assert tx.speaks_for is None
