"""Signing: which rules need a second person, and who may be it. Pure.

The author of a version never signs for himself, and a signature is for one document: an edit is a new version, and
nobody has signed that one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rules.document import rule_to_document
from rules.record import Phase, RecordError, Signature, Terms, TermsError, in_force, phase_of
from sensing.instant import format_instant
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rules.record import RuleRecord
    from rules.rule import Rule

_LEVELS = {level.key: level for level in LADDER}


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningPolicy:
    """Which changes of rules need a reason, and which a second signature."""

    #: A rule that can raise this level or a higher one needs a second signature; None: no rule does.
    level: Level | None = None
    #: Beginnings of the hazard codes this asks of, e.g. ``11A``; empty: every hazard.
    hazards: tuple[str, ...] = ()
    #: Whether a change needs a reason.
    needs_reason: bool = False

    def signatures_for(self, *rules: Rule) -> int:
        """Return how many signatures a change needs, given the rules before and after it."""
        return int(any(self._asks_of(rule) for rule in rules))

    def _asks_of(self, rule: Rule) -> bool:
        if self.level is None or highest_level(rule) < self.level:
            return False
        return not self.hazards or rule.hazard.startswith(self.hazards)


def highest_level(rule: Rule) -> Level:
    """Return the highest level that a rule's condition names; one that names none may raise any."""
    when = rule_to_document(rule)["when"]
    # The members of a composite name the levels at which they count, not one that it raises.
    return max(_named({key: each for key, each in when.items() if key != "of"}), default=Level.RED)


def _named(value: Any) -> list[Level]:
    """Return the levels that occur in a document, as keys or as values."""
    if isinstance(value, dict):
        own = [_LEVELS[key] for key in value if key in _LEVELS]
        return own + [level for each in value.values() for level in _named(each)]
    if isinstance(value, list | tuple):
        return [level for each in value for level in _named(each)]
    return [_LEVELS[value]] if isinstance(value, str) and value in _LEVELS else []


def checked_terms(
    terms: Terms, *, policy: SigningPolicy, versions: Sequence[RuleRecord], after: Rule, now: datetime
) -> Terms:
    """Return the terms of a new version with the signatures that the policy asks for.

    Args:
        terms: What the author says.
        policy: What is asked of authors.
        versions: Those of the rule so far, at least the ones that count or may count later.
        after: The new document.
        now: When it is put.

    Raises:
        RecordError: If a reason is missing, or it would end before it begins.
    """
    if policy.needs_reason and not terms.reason.strip():
        raise TermsError("reason_needed", f"rule {after.id}: expected a reason for the change, got none")
    begin = terms.effective_from or now
    if terms.effective_until is not None and terms.effective_until <= begin:
        raise TermsError("bad_dates", f"rule {after.id}: expected it to end after it begins")
    if terms.effective_from is not None and terms.effective_from <= now:
        # What has passed cannot be judged again: it begins now.
        terms = replace(terms, effective_from=None)
    before = in_force(versions, at=now)
    # A newer version puts them aside for ever: nobody does that alone where the policy asks for two.
    coming = [each for each in versions if phase_of(each, among=versions, at=now) is Phase.SCHEDULED]
    if before is not None and not coming and _is_same(before, terms, after):
        return replace(terms, signatures_needed=0)
    changed = [each.rule for each in (before, *coming) if each is not None]
    return replace(terms, signatures_needed=policy.signatures_for(after, *changed))


def _is_same(before: RuleRecord, terms: Terms, after: Rule) -> bool:
    """Return whether a version says what is in force already, for as long: taking a proposal back needs nobody."""
    same_days = terms.effective_from is None and terms.effective_until == before.terms.effective_until
    is_kept = terms.is_removal == before.terms.is_removal
    return same_days and is_kept and replace(after, version=before.version) == before.rule


def signature(
    versions: Sequence[RuleRecord], *, version: int, signer: str, at: datetime, sha256: str = "", note: str = ""
) -> Signature:
    """Return the signature of a second person under the newest version of a rule.

    Args:
        versions: The versions of the rule.
        version: Which one is signed.
        signer: Who signs.
        at: When.
        sha256: Of the document that the signer has read; empty when he sends none.
        note: Remark of the signer.

    Raises:
        RecordError: If the version waits for no signature, has ended, or does not wait for that person's.
    """
    record = next((each for each in versions if each.version == version), None)
    if record is None:
        raise RecordError("unknown_version", f"there is no version {version}")
    phase, until = phase_of(record, among=versions, at=at), record.terms.effective_until
    if phase is Phase.ENDED and until is not None and not record.is_signed:
        detail = f"version {version} of rule {record.rule.id} ended at {format_instant(until)}"
        raise RecordError("has_ended", f"{detail}: expected a version with days to come, put it anew with another end")
    if phase is not Phase.PROPOSED:
        raise RecordError("not_proposed", f"version {version} of rule {record.rule.id} waits for no signature")
    if signer == record.author:
        raise RecordError(
            "own_signature", f"{signer} wrote version {version}: expected the signature of another person"
        )
    if sha256 and sha256.lower() != record.sha256:
        detail = f"version {version} has the SHA-256 {record.sha256}, expected what was signed, {sha256.lower()[:64]}"
        raise RecordError("text_changed", detail)
    return Signature(signer=signer, at=at, sha256=record.sha256, note=note.strip())


def roll_back_target(versions: Sequence[RuleRecord], *, at: datetime, version: int | None) -> RuleRecord:
    """Return the version whose document a roll-back brings back.

    Args:
        versions: The versions of the rule, ascending.
        at: When.
        version: Which one is asked for; None: the one that was in force before the present one.

    Raises:
        RecordError: If there is none, or it is what is in force.
    """
    if version is None:
        before = _before(versions, at=at)
        if before is None:
            raise RecordError("nothing_before", "there is no earlier version to go back to")
        return before
    found = next((each for each in versions if each.version == version), None)
    if found is None:
        raise RecordError("unknown_version", f"there is no version {version}")
    if found is in_force(versions, at=at):
        raise RecordError("in_force", f"version {version} is in force")
    if found.terms.is_removal:
        raise RecordError("unknown_version", f"version {version} removes the rule: it has nothing to go back to")
    return found


def roll_back_terms(
    target: RuleRecord, *, versions: Sequence[RuleRecord], policy: SigningPolicy, at: datetime, reason: str
) -> Terms:
    """Return the terms of a roll-back.

    One step back, to what was in force just before, needs no second signature: that document was signed when it
    came into force, and a rule that misbehaves must not wait for somebody to wake up.

    Raises:
        RecordError: If the policy asks for a reason and there is none.
    """
    # What was signed for some days is not brought back for ever.
    until = None if target.has_ended(at) else target.terms.effective_until
    terms = checked_terms(
        Terms(reason=reason, restores=target.version, backtest=target.terms.backtest, effective_until=until),
        policy=policy,
        versions=versions,
        after=target.rule,
        now=at,
    )
    is_one_step = target == _before(versions, at=at)
    return replace(terms, signatures_needed=0) if is_one_step else terms


def _before(versions: Sequence[RuleRecord], *, at: datetime) -> RuleRecord | None:
    """Return the newest version that was in force before the present one, is no removal and says something else.

    One that was still to come when the present one put it aside was never in force; one that has ended stays so.
    """
    current = in_force(versions, at=at)
    if current is None:
        return None
    earlier = [each for each in versions if each.version < current.version and not each.terms.is_removal]
    kept = [
        each
        for each in earlier
        if each.is_due(current.began) and not each.has_ended(at) and each.version != current.terms.restores
    ]
    others = (each for each in kept if not _is_same(current, replace(each.terms, effective_from=None), each.rule))
    return max(others, key=lambda each: each.version, default=None)
