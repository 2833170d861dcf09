"""Every version of a rule is kept and journalled; saying the same again makes none."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from rules.rule import Inside, Silence
from sensing.level import Level
from store.codec import dump
from store.errors import StoreError
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


def test_many_fences_are_stored_at_once(store):
    store.put_fence(a_fence(), author="li", at=NOON)
    given = [a_fence("c"), a_fence(), a_fence("a"), a_fence("c", east=115.5)]
    assert store.put_fences(given, author="wang", at=later(1)) == ["c", "a", "c"]
    assert store.fences() == [a_fence("a"), a_fence("c", east=115.5), a_fence()]
    said = [(row.entry.data["actor"], row.entry.data["fence"], row.entry.data["version"]) for row in store.journal()]
    assert said == [("li", "zone", 1), ("wang", "c", 1), ("wang", "a", 1), ("wang", "c", 2)]
    assert store.put_fences(given[1:3], author="wang", at=later(2)) == []
    assert len(store.journal()) == 4


def test_a_refused_fence_leaves_none_of_the_others_behind(store):
    store.put_fence(a_fence(), author="li", at=NOON)
    unwritable = replace(a_fence("b"), properties={"depth": float("nan")})
    with pytest.raises(StoreError, match="finite"):
        store.put_fences([a_fence("a"), a_fence(east=115.5), unwritable, a_fence("c")], author="li", at=later(1))
    assert store.fences() == [a_fence()]
    assert len(store.journal()) == 1


def test_very_many_fences_are_journalled_together_with_their_hashes(store):
    ids = [f"f{number:03}" for number in range(450)]
    given = [a_fence(id_) for id_ in ids] + [replace(a_fence("city"), division="")]
    assert store.put_fences(given, author="li", at=NOON) == [*ids, "city"]
    entries = [row.entry for row in store.journal()]
    assert [(entry.division, len(entry.data["fences"])) for entry in entries] == [
        ("000000000000", 1),
        (XIXIAN, 200),
        (XIXIAN, 200),
        (XIXIAN, 50),
    ]
    kept = hashlib.sha256(dump(a_fence("f007")).encode()).hexdigest()
    assert entries[1].data["fences"]["f007"] == [1, kept]
    assert (entries[1].data["act"], entries[1].data["actor"]) == ("imported", "li")
