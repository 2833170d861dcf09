"""Every version of a rule is kept and journalled; saying the same again makes none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.rule import Inside, Silence
from sensing.level import Level
from store.codec import dump
from tests.contract.records import NOON, XIXIAN, a_fence, a_rule, later


def put(store, rule):
    return store.put_rule(rule, author="li", at=NOON)


def test_a_rule_comes_back_with_its_version(store):
    assert put(store, a_rule()) == a_rule(version=1)
    (stored,) = store.rules()
    assert stored == a_rule(version=1)
    assert stored.source == "kind: Rule\n"


@pytest.mark.parametrize(
    "when",
    [Silence(after=timedelta(hours=2), level=Level.YELLOW), Inside(fence="zone", level=Level.RED)],
    ids=["silence", "inside"],
)
def test_every_kind_of_condition_comes_back(store, when):
    put(store, a_rule(when=when))
    assert [rule.when for rule in store.rules()] == [when]


def test_a_change_makes_a_version_and_a_repetition_makes_none(store):
    put(store, a_rule())
    assert put(store, a_rule(version=77)).version == 1
    assert put(store, a_rule(red=44.0)).version == 2
    assert put(store, a_rule(red=44.0, is_enabled=False)).version == 3
    assert [(rule.version, rule.is_enabled) for rule in store.rules()] == [(3, False)]
    assert [row.entry.data["version"] for row in store.journal()] == [1, 2, 3]


def test_the_journal_says_who_put_which_text(store):
    put(store, a_rule())
    (row,) = store.journal()
    assert (row.entry.kind, row.entry.at) == ("rule", NOON)
    assert {key: row.entry.data[key] for key in ("act", "actor", "rule", "version")} == {
        "act": "put",
        "actor": "li",
        "rule": "stage-xixian",
        "version": 1,
    }


def test_rules_are_listed_by_id(store):
    for id_ in ("b", "a", "C"):
        put(store, a_rule(id_))
    assert [rule.id for rule in store.rules()] == ["C", "a", "b"]


def test_a_fence_comes_back_to_the_last_bit(store):
    store.put_fence(a_fence(), author="li", at=NOON)
    (stored,) = store.fences()
    assert stored == a_fence()
    assert dump(stored) == dump(a_fence())


def test_a_fence_is_journalled_in_its_division_when_it_changes(store):
    for fence in (a_fence(), a_fence(), a_fence(east=115.5), replace(a_fence("city"), division="")):
        store.put_fence(fence, author="li", at=later(1))
    entries = [row.entry for row in store.journal()]
    assert [(entry.data["fence"], entry.data["version"]) for entry in entries] == [
        ("zone", 1),
        ("zone", 2),
        ("city", 1),
    ]
    assert [entry.division for entry in entries] == [XIXIAN, XIXIAN, "000000000000"]
    assert [fence.id for fence in store.fences()] == ["city", "zone"]
