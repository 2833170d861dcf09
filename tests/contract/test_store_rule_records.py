"""What is governed about a rule's versions is kept, counted and journalled alike by every store."""

from dataclasses import replace

import pytest

from rules.record import RecordError, Terms, rules_in_force, stamp_of
from store.codec import dump
from store.rule_records import MOST_TOLD, digest
from tests.contract.records import NOON, a_rule, later


def put(store, rule, *, author="li", at=NOON, **terms):
    return store.put_rule(rule, author=author, at=at, terms=Terms(**terms))


def in_force(store, at=NOON):
    return [(rule.id, rule.version) for rule in rules_in_force(store.rule_records(at=at), at=at)]


TERMS = Terms(
    reason="汛期\x00",
    effective_from=later(60),
    effective_until=later(120),
    backtest="b-1",
    signatures_needed=1,
    restores=3,
)


def test_a_version_comes_back_with_everything_that_is_governed_about_it(store):
    store.put_rule(a_rule(), author="li", at=NOON, terms=replace(TERMS, reason="汛期"))
    (record,) = store.rule_versions("stage-xixian")
    assert (record.rule, record.author, record.at) == (a_rule(version=1), "li", NOON)
    assert record.terms == replace(TERMS, reason="汛期")
    assert record.sha256 == digest(dump(a_rule(version=1)))
    assert store.rule_versions("none") == []


def test_a_version_that_begins_and_ends_counts_in_between(store):
    put(store, a_rule())
    put(store, a_rule(red=44.0), effective_from=later(60), effective_until=later(120))
    assert [in_force(store, later(s))[0][1] for s in (0, 59, 60, 119, 120)] == [1, 1, 2, 2, 1]


def test_a_proposed_version_counts_once_another_person_has_signed_it(store):
    put(store, a_rule())
    put(store, a_rule(red=44.0), signatures_needed=1)
    assert in_force(store) == [("stage-xixian", 1)]
    with pytest.raises(RecordError):
        store.sign_rule("stage-xixian", version=2, signer="li", at=NOON)
    given = store.sign_rule("stage-xixian", version=2, signer="wang", at=later(1), note="read")
    assert in_force(store) == [("stage-xixian", 2)]
    (record,) = store.rule_records(at=NOON)
    assert record.signatures == (given,)
    assert given.sha256 == record.sha256
    last = store.journal()[-1].entry
    assert (last.kind, last.at, last.data["act"], last.data["actor"]) == ("rule", later(1), "signed", "wang")
    assert last.data["sha256"] == record.sha256


def test_only_the_newest_proposal_is_signed_and_a_refused_signature_changes_nothing(store):
    put(store, a_rule(), signatures_needed=1)
    put(store, a_rule(red=44.0), signatures_needed=1)
    rows = len(store.journal())
    with pytest.raises(RecordError, match="waits for no signature"):
        store.sign_rule("stage-xixian", version=1, signer="wang", at=NOON)
    assert in_force(store) == []
    assert len(store.journal()) == rows


def test_a_proposal_is_not_signed_after_its_last_day(store):
    put(store, a_rule(), signatures_needed=1, effective_until=later(60))
    with pytest.raises(RecordError, match="ended at 2026-07-19T12:01:00Z") as caught:
        store.sign_rule("stage-xixian", version=1, signer="wang", at=later(60))
    assert caught.value.code == "has_ended"
    assert store.rule_versions("stage-xixian")[0].signatures == ()
    assert len(store.journal()) == 1
    assert store.sign_rule("stage-xixian", version=1, signer="wang", at=later(59)).signer == "wang"


def test_saying_the_same_again_keeps_the_version_and_other_days_make_one(store):
    assert put(store, a_rule()).version == 1
    assert put(store, a_rule(), reason="again").version == 1
    assert put(store, a_rule(), effective_until=later(60)).version == 2
    assert put(store, a_rule(), effective_until=later(60)).version == 2
    assert put(store, a_rule(), at=later(61)).version == 3


def test_a_back_test_that_is_attached_later_is_a_version(store):
    put(store, a_rule())
    assert put(store, a_rule(), backtest="bt-1").version == 2
    assert put(store, a_rule(), backtest="bt-1").version == 2
    assert put(store, a_rule()).version == 2


def test_what_needs_no_signature_is_stored_although_the_same_waits_for_one(store):
    put(store, a_rule())
    put(store, a_rule(red=44.0))
    assert put(store, a_rule(), signatures_needed=1).version == 3
    assert put(store, a_rule(), restores=1).version == 4
    assert in_force(store) == [("stage-xixian", 4)]


def test_what_was_decided_on_other_versions_is_refused_and_changes_nothing(store):
    known = {"stage-xixian": stamp_of(store.rule_versions("stage-xixian"))}
    store.put_rules([(a_rule(), Terms(signatures_needed=1))], author="li", at=NOON, known=known)
    proposed = {"stage-xixian": stamp_of(store.rule_versions("stage-xixian"))}
    store.sign_rule("stage-xixian", version=1, signer="wang", at=NOON)
    for before in (known, proposed):
        with pytest.raises(RecordError, match="changed meanwhile"):
            store.put_rules([(a_rule(red=44.0), Terms())], author="li", at=NOON, known=before)
    assert [each.version for each in store.rule_versions("stage-xixian")] == [1]


def test_a_removed_rule_is_listed_no_more_and_its_versions_stay(store):
    put(store, a_rule())
    assert put(store, a_rule(), is_removal=True).version == 2
    assert put(store, a_rule(), is_removal=True).version == 2
    assert (store.rules(), in_force(store)) == ([], [])
    assert [row.entry.data["act"] for row in store.journal()] == ["put", "removed"]
    assert put(store, a_rule()).version == 3
    assert [record.terms.is_removal for record in store.rule_versions("stage-xixian")] == [False, True, False]


def test_versions_that_can_never_count_again_are_not_read(store):
    for red in (43.5, 44.0, 45.0):
        put(store, a_rule(red=red))
    put(store, a_rule("other"))
    assert [(record.rule.id, record.version) for record in store.rule_records(at=NOON)] == [
        ("other", 1),
        ("stage-xixian", 3),
    ]


def test_many_rules_are_one_transaction_and_their_hashes_are_in_the_journal(store):
    rules = [(a_rule(f"r-{number:04}"), Terms(reason="county")) for number in range(MOST_TOLD + 1)]
    stored = store.put_rules(rules, author="li", at=NOON)
    assert [rule.version for rule in stored] == [1] * len(rules)
    entries = [row.entry for row in store.journal()]
    assert [len(entry.data["rules"]) for entry in entries] == [MOST_TOLD, 1]
    assert entries[1].data["rules"] == {"r-0200": [1, digest(dump(stored[-1]))]}
    assert entries[1].data["reason"] == "county"
    assert store.put_rules(rules, author="li", at=NOON) == stored
    assert len(store.journal()) == 2


def test_a_back_test_is_kept_and_journalled_once(store):
    said = {"id": "bt-1", "rule": "stage-xixian", "document": "ab" * 32, "score": {"lead_s": [60.5, None]}}
    assert [store.put_backtest(said, actor="li", at=NOON) for _ in range(2)] == ["bt-1", "bt-1"]
    kept = store.backtest("bt-1")
    assert (kept.rule, kept.author, kept.at, kept.summary) == ("stage-xixian", "li", NOON, said)
    assert store.backtest("bt-2") is None
    assert [row.entry.data["backtest"] for row in store.journal()] == ["bt-1"]


def test_words_that_no_column_takes_are_cleaned(store):
    put(store, a_rule(), reason="汛期\x00")
    (record,) = store.rule_versions("stage-xixian")
    assert record.terms.reason == "汛期\ufffd"
