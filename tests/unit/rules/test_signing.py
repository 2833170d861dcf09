"""Which rules need a second person, and who may be it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.composite.condition import Composite, Member, Need
from rules.record import RecordError, RuleRecord, Terms
from rules.signing import (
    SigningPolicy,
    checked_terms,
    highest_level,
    roll_back_target,
    roll_back_terms,
    signature,
)
from sensing.level import Level
from tests.unit.rules.builders import a_rule, a_silence, a_threshold
from tests.unit.rules.test_record import HASH, NOW, a_record, later

YELLOW = a_rule(a_threshold(levels={Level.YELLOW: 41.5}))
POLICY = SigningPolicy(level=Level.ORANGE)


def test_the_highest_level_is_found_in_every_kind_of_condition():
    assert highest_level(a_rule()) is Level.RED
    assert highest_level(YELLOW) is Level.YELLOW
    assert highest_level(a_rule(a_silence(level=Level.BLUE))) is Level.BLUE


@pytest.mark.parametrize(
    ("policy", "needed"),
    [
        (SigningPolicy(), 0),
        (SigningPolicy(level=Level.RED), 1),
        (SigningPolicy(level=Level.RED, hazards=("11B",)), 0),
        (SigningPolicy(level=Level.RED, hazards=("12", "11A")), 1),
    ],
)
def test_a_policy_asks_by_level_and_hazard(policy, needed):
    assert policy.signatures_for(a_rule()) == needed


def test_taking_the_red_level_away_needs_a_signature_as_well():
    assert POLICY.signatures_for(YELLOW) == 0
    assert POLICY.signatures_for(YELLOW, a_rule()) == 1


def terms_of(terms: Terms, **how: object) -> Terms:
    known = {"policy": POLICY, "versions": [a_record(1)], "after": a_rule(), "now": NOW}
    return checked_terms(terms, **(known | how))


def test_a_changed_rule_is_signed_and_the_text_in_force_is_not_signed_again():
    changed = a_rule(hazard="11A02")
    assert terms_of(Terms(), after=changed).signatures_needed == 1
    assert terms_of(Terms()).signatures_needed == 0
    assert terms_of(Terms(effective_until=later(3))).signatures_needed == 1


def test_a_day_that_has_passed_means_at_once():
    assert terms_of(Terms(effective_from=later(-1))).effective_from is None
    assert terms_of(Terms(effective_from=later(1))).effective_from == later(1)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(effective_until=NOW), "bad_dates"),
        (Terms(effective_from=later(2), effective_until=later(2)), "bad_dates"),
        (Terms(reason="  "), "reason_needed"),
    ],
)
def test_terms_that_make_no_sense_are_refused(terms, code):
    policy = replace(POLICY, needs_reason=code == "reason_needed")
    with pytest.raises(RecordError) as caught:
        terms_of(terms, policy=policy)
    assert caught.value.code == code


PROPOSED = [a_record(1), a_record(2, signatures_needed=1)]


def test_another_person_signs_the_text_that_was_read():
    given = signature(PROPOSED, version=2, signer="wang", at=NOW, sha256=HASH.upper(), note=" read ")
    assert (given.signer, given.sha256, given.note) == ("wang", HASH, "read")


@pytest.mark.parametrize(
    ("version", "signer", "sha256", "code"),
    [
        (2, "li", "", "own_signature"),
        (2, "wang", "cd" * 32, "text_changed"),
        (1, "wang", "", "not_proposed"),
        (3, "wang", "", "unknown_version"),
    ],
)
def test_a_signature_that_says_nothing_is_refused(version, signer, sha256, code):
    with pytest.raises(RecordError) as caught:
        signature(PROPOSED, version=version, signer=signer, at=NOW, sha256=sha256)
    assert caught.value.code == code


def test_a_proposal_whose_last_day_is_over_is_not_signed_any_more():
    versions = [a_record(1), a_record(2, signatures_needed=1, effective_until=later(3))]
    assert signature(versions, version=2, signer="wang", at=later(2.9)).signer == "wang"
    with pytest.raises(
        RecordError, match=r"version 2 of rule stage ended at 2026-.*Z: expected a version with days to come"
    ) as caught:
        signature(versions, version=2, signer="wang", at=later(3))
    assert caught.value.code == "has_ended"


def test_a_roll_back_goes_to_what_was_in_force_before_and_a_second_one_comes_back():
    versions = [another(a_record(1)), another(a_record(2))]
    assert roll_back_target(versions, at=NOW, version=None).version == 1
    versions.append(replace(a_record(3, restores=1), rule=replace(versions[0].rule, version=3)))
    assert roll_back_target(versions, at=NOW, version=None).version == 2


def another(record: RuleRecord) -> RuleRecord:
    return replace(record, rule=replace(record.rule, hazard=f"11A0{record.version}"))


def test_a_composite_that_raises_the_highest_level_of_its_members_may_raise_red():
    members = Need(count=2, of=(Member(rule="a", at=Level.BLUE), Member(rule="b", at=Level.BLUE)))
    assert highest_level(a_rule(Composite(need=members))) is Level.RED
    assert highest_level(a_rule(Composite(need=members, level=Level.YELLOW))) is Level.YELLOW
    assert POLICY.signatures_for(a_rule(Composite(need=members))) == 1


def test_nobody_alone_puts_aside_what_was_signed_and_is_still_to_come():
    coming = another(a_record(2, signed_by=("wang",), signatures_needed=1, effective_from=later(3)))
    waiting = replace(coming, signatures=())
    assert terms_of(Terms(), versions=[a_record(1), coming]).signatures_needed == 1
    assert terms_of(Terms(), versions=[a_record(1), waiting]).signatures_needed == 0
    plain = replace(a_record(1), rule=YELLOW)
    assert terms_of(Terms(), versions=[plain, coming], after=YELLOW).signatures_needed == 1


def test_a_roll_back_passes_over_what_says_the_same():
    versions = [another(a_record(1)), another(a_record(2)), a_record(3, signatures_needed=1), another(a_record(2))]
    versions[3] = replace(versions[3], rule=replace(versions[1].rule, version=4))
    assert roll_back_target(versions, at=NOW, version=None).version == 1


def test_a_roll_back_passes_over_what_was_never_in_force():
    versions = [another(a_record(1)), another(a_record(2, effective_from=later(5))), another(a_record(3))]
    assert roll_back_target(versions, at=later(9), version=None).version == 1


def test_a_roll_back_does_not_bring_back_for_ever_what_was_put_for_some_days():
    versions = [another(a_record(1)), another(a_record(2, effective_until=later(5))), another(a_record(3))]
    target = roll_back_target(versions, at=NOW, version=None)
    assert target.version == 2
    terms = roll_back_terms(target, versions=versions, policy=POLICY, at=NOW, reason="")
    assert (terms.effective_until, terms.signatures_needed) == (later(5), 0)
    assert roll_back_target(versions, at=later(5), version=None).version == 1


def test_a_roll_back_of_a_removal_brings_the_rule_back():
    versions = [a_record(1), a_record(2, is_removal=True)]
    assert roll_back_target(versions, at=NOW, version=None).version == 1


@pytest.mark.parametrize(
    ("version", "code"), [(2, "in_force"), (9, "unknown_version"), (None, "nothing_before"), (1, "unknown_version")]
)
def test_a_roll_back_to_nothing_is_refused(version, code):
    versions = [a_record(2)] if version is None else [a_record(1, is_removal=True), a_record(2)]
    with pytest.raises(RecordError) as caught:
        roll_back_target(versions, at=NOW, version=version)
    assert caught.value.code == code


def test_one_step_back_needs_no_second_person_and_two_steps_do():
    versions = [a_record(1), a_record(2), a_record(3)]
    versions = [replace(each, rule=replace(each.rule, hazard=f"11A0{each.version}")) for each in versions]
    how = {"versions": versions, "policy": POLICY, "at": NOW, "reason": "storm"}
    assert roll_back_terms(versions[1], **how) == Terms(reason="storm", restores=2)
    assert roll_back_terms(versions[0], **how).signatures_needed == 1
