from dataclasses import replace

import pytest

from rules.record import Terms
from store.codec import dump
from store.rule_records import (
    MOST_TOLD,
    backtest_entry,
    digest,
    kept_backtest,
    next_record,
    record_entries,
    signature_entry,
    stored_rule,
)
from tests.contract.records import NOON, a_rule, later
from tests.unit.rules.test_record import a_record


def following(rule, versions=(), *, at=NOON, **terms):
    found = next_record(rule, terms=Terms(**terms), versions=versions, author="li", at=at)
    return found and found[0]


FIRST = following(a_rule())


def test_the_hash_is_that_of_the_document_as_it_is_stored():
    assert (FIRST.version, FIRST.sha256) == (1, digest(dump(a_rule(version=1))))


def test_what_is_stored_reads_back_as_the_record_says():
    record, document = next_record(a_rule(), terms=Terms(), versions=(), author="li", at=NOON)
    assert stored_rule(document) == (record.rule, record.sha256)


@pytest.mark.parametrize("terms", [{}, {"reason": "again"}])
def test_the_same_document_for_the_same_time_is_no_news(terms):
    assert following(a_rule(), [FIRST], **terms) is None


@pytest.mark.parametrize(
    "terms",
    [{"effective_until": later(9)}, {"effective_from": later(9)}, {"is_removal": True}, {"backtest": "bt-1"}],
)
def test_other_days_a_removal_and_a_back_test_are_news(terms):
    assert following(a_rule(), [FIRST], **terms).version == 2


def test_what_waits_for_a_signature_is_news_again_once_it_needs_none():
    proposed = following(a_rule(), signatures_needed=1)
    assert following(a_rule(), [proposed], signatures_needed=1) is None
    assert following(a_rule(), [proposed]).version == 2


def test_a_version_that_has_ended_is_put_anew():
    ended = following(a_rule(), effective_until=later(60))
    assert following(a_rule(), [ended], effective_until=later(60)) is None
    assert following(a_rule(), [ended], at=later(60)).version == 2


def test_a_journal_row_says_only_what_is_not_as_usual():
    (plain,) = record_entries([FIRST])
    assert sorted(plain.data) == ["act", "actor", "enabled", "hazard", "rule", "sha256", "title", "version"]
    (entry,) = record_entries([replace(FIRST, terms=Terms(reason="why", restores=3, effective_from=later(0)))])
    assert entry.data["act"] == "rolled_back"
    assert (entry.data["reason"], entry.data["effective_from"]) == ("why", "2026-07-19T12:00:00Z")


def test_of_very_many_one_row_speaks_for_two_hundred():
    entries = record_entries([FIRST] * (MOST_TOLD + 1))
    assert [entry.data["act"] for entry in entries] == ["imported", "imported"]


def test_signatures_and_back_tests_are_journalled_with_what_they_are_about():
    record = a_record(2, signed_by=("wang",))
    signed = signature_entry(record, record.signatures[0])
    assert (signed.data["actor"], signed.data["version"], signed.data["sha256"]) == ("wang", 2, record.sha256)
    kept = kept_backtest({"id": "bt-1", "rule": "r"}, actor="li", at=NOON)
    assert backtest_entry(kept).data["sha256"] == digest(dump(kept))
