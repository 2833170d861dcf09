"""Which version of a rule counts at which instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.record import (
    Phase,
    RuleRecord,
    Signature,
    Terms,
    in_force,
    next_change,
    phase_of,
    relevant,
    rules_in_force,
)
from tests.unit.rules.builders import a_rule

NOW = datetime(2026, 7, 19, 6, tzinfo=UTC)
HASH = "ab" * 32


def later(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def a_record(version: int = 1, *, signed_by: tuple[str, ...] = (), author: str = "li", **terms: Any) -> RuleRecord:
    return RuleRecord(
        rule=a_rule(version=version),
        author=author,
        at=NOW,
        sha256=HASH,
        terms=Terms(**terms),
        signatures=tuple(Signature(signer=signer, at=NOW, sha256=HASH) for signer in signed_by),
    )


def test_the_newest_version_counts_at_once():
    assert in_force([a_record(1), a_record(2)], at=NOW) == a_record(2)
    assert in_force([], at=NOW) is None


def test_a_version_that_waits_for_its_day_leaves_the_old_one_in_force_until_then():
    versions = [a_record(1), a_record(2, effective_from=later(1))]
    assert in_force(versions, at=later(0.99)).version == 1
    assert in_force(versions, at=later(1)).version == 2
    assert [phase_of(each, among=versions, at=NOW) for each in versions] == [Phase.IN_FORCE, Phase.SCHEDULED]
    assert next_change(versions, after=NOW) == later(1)
    assert next_change(versions, after=later(1)) is None


def test_a_version_that_ends_gives_way_to_the_one_before_it():
    versions = [a_record(1), a_record(2, effective_until=later(2))]
    assert [in_force(versions, at=later(hour)).version for hour in (0, 1.99, 2)] == [2, 2, 1]
    assert phase_of(versions[1], among=versions, at=later(2)) is Phase.ENDED


def test_a_rule_whose_versions_have_all_ended_judges_nothing():
    assert in_force([a_record(effective_until=later(1))], at=later(1)) is None


def test_a_version_without_its_signature_is_only_proposed():
    versions = [a_record(1), a_record(2, signatures_needed=1)]
    assert in_force(versions, at=NOW).version == 1
    assert phase_of(versions[1], among=versions, at=NOW) is Phase.PROPOSED
    assert next_change([a_record(2, signatures_needed=1, effective_from=later(1))], after=NOW) is None


def test_a_proposal_ends_on_its_last_day_although_nobody_has_signed_it():
    versions = [a_record(1), a_record(2, signatures_needed=1, effective_until=later(3))]
    phases = [phase_of(versions[1], among=versions, at=later(hour)) for hour in (2.9, 3)]
    assert phases == [Phase.PROPOSED, Phase.ENDED]
    newer = [*versions, a_record(3)]
    assert phase_of(versions[1], among=newer, at=later(3)) is Phase.SUPERSEDED


@pytest.mark.parametrize(("signers", "counts"), [((), False), (("li",), False), (("wang",), True)])
def test_the_author_does_not_sign_for_himself(signers, counts):
    assert a_record(signed_by=signers, signatures_needed=1).is_signed is counts


def test_a_signature_under_another_text_counts_for_nothing():
    other = Signature(signer="wang", at=NOW, sha256="cd" * 32)
    record = RuleRecord(
        rule=a_rule(), author="li", at=NOW, sha256=HASH, terms=Terms(signatures_needed=1), signatures=(other,)
    )
    assert not record.is_signed


def test_a_proposal_that_was_written_anew_is_superseded():
    versions = [a_record(1, signatures_needed=1), a_record(2, signatures_needed=1)]
    assert [phase_of(each, among=versions, at=NOW) for each in versions] == [Phase.SUPERSEDED, Phase.PROPOSED]


def test_a_removed_rule_judges_nothing_and_is_not_forgotten():
    versions = [a_record(1), a_record(2, is_removal=True)]
    assert rules_in_force(versions, at=NOW) == []
    assert in_force(versions, at=NOW).version == 2


HOURS = st.none() | st.integers(-3, 3)


@st.composite
def version_lists(draw: st.DrawFn) -> list[RuleRecord]:
    return [
        a_record(
            number,
            signed_by=draw(st.sampled_from([(), ("wang",)])),
            signatures_needed=draw(st.integers(0, 1)),
            effective_from=None if (begin := draw(HOURS)) is None else later(begin),
            effective_until=None if (end := draw(HOURS)) is None else later(end),
        )
        for number in range(1, draw(st.integers(1, 5)) + 1)
    ]


@given(version_lists(), st.integers(0, 4))
def test_what_is_relevant_now_says_what_counts_at_every_later_instant(versions, hours):
    kept = relevant(versions, at=NOW)
    assert in_force(kept, at=later(hours)) == in_force(versions, at=later(hours))
    assert versions[-1] in kept


@given(version_lists())
def test_between_two_changes_the_same_version_counts(versions):
    instant = later(-4)
    while (change := next_change(versions, after=instant)) is not None:
        before = change - timedelta(microseconds=1)
        assert in_force(versions, at=max(instant, before)) == in_force(versions, at=instant)
        instant = change
