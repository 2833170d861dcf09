"""Record: what is governed about a rule, version by version: who wrote it, why, from when, and who signed it. Pure.

Every version stays. Of the versions of one rule the newest counts that is signed, has begun and has not ended; one
that waits for a signature or for its day leaves the one in force where it is. A version that ends gives way to the
newest one before it that has not; where none is left, the rule judges nothing. A removal is a version too, so that
it can be signed, dated and rolled back like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rules.rule import Rule


class RecordError(FenghuoError):
    """A rule's version does not allow what is asked."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: Stable code, e.g. ``own_signature``, ``text_changed``, ``not_proposed``.
        self.code = code


class TermsError(RecordError):
    """What an author says about a version makes no sense, or is not enough."""


class Phase(StrEnum):
    """Where a version stands; shown, and the same for everybody at one instant."""

    #: Waits for the signature of a second person.
    PROPOSED = "proposed"
    #: Signed, and begins later.
    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    #: A newer version counts, or was written before this one was signed.
    SUPERSEDED = "superseded"
    #: Its last day is over.
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an author says about a version beside its document."""

    #: Why it was changed, in the author's words.
    reason: str = ""
    #: When it begins to count; None: at once.
    effective_from: datetime | None = None
    #: When it counts no longer; None: until a newer one does.
    effective_until: datetime | None = None
    #: Id of the stored back-test that was attached; empty for none.
    backtest: str = ""
    #: Signatures of other people that it needs before it counts.
    signatures_needed: int = 0
    #: Whether this version takes the rule away.
    is_removal: bool = False
    #: The earlier version whose document it brings back; 0 for none.
    restores: int = 0


#: In force at once and without an end, for no stated reason.
PLAIN_TERMS: Final = Terms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A second person has read a version and stands for it."""

    signer: str
    at: datetime
    #: SHA-256 of the document that was signed, hexadecimal.
    sha256: str
    #: Remark of the signer.
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """One version of a rule, with everything that is governed about it."""

    rule: Rule
    author: str
    at: datetime
    #: SHA-256 of the stored document, hexadecimal; the journal has the same.
    sha256: str
    terms: Terms = PLAIN_TERMS
    signatures: tuple[Signature, ...] = ()

    @property
    def version(self) -> int:
        """Return the number of the version."""
        return self.rule.version

    @property
    def is_signed(self) -> bool:
        """Return whether enough people other than the author signed this very document."""
        if not self.terms.signatures_needed:
            return True
        valid = {each.signer for each in self.signatures if each.sha256 == self.sha256} - {self.author}
        return len(valid) >= self.terms.signatures_needed

    @property
    def began(self) -> datetime:
        """Return when it came into force, or will: put, signed, and on its day."""
        signed = sorted(each.at for each in self.signatures)[: self.terms.signatures_needed]
        return max([self.at, *signed, self.terms.effective_from or self.at])

    def is_due(self, at: datetime) -> bool:
        """Return whether it is signed, has begun and has not ended."""
        return self.is_signed and self._has_begun(at) and not self.has_ended(at)

    def has_ended(self, at: datetime) -> bool:
        """Return whether its last day is over."""
        return self.terms.effective_until is not None and self.terms.effective_until <= at

    def _has_begun(self, at: datetime) -> bool:
        return self.terms.effective_from is None or self.terms.effective_from <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRecord:
    """What a rule would have said about stored readings, kept so that a version can carry it."""

    #: Names its content: the same back-test again is the same one.
    id: str
    rule: str
    author: str
    at: datetime
    #: Plain JSON, as ``rules.backtest.summary`` makes it; ``document`` is the SHA-256 of what was tried.
    summary: dict[str, Any]


def in_force(records: Iterable[RuleRecord], *, at: datetime) -> RuleRecord | None:
    """Return which version of one rule counts; None where none does. It may be a removal."""
    due = [each for each in records if each.is_due(at)]
    return max(due, key=lambda each: each.version) if len(due) > 1 else next(iter(due), None)


#: Number of the newest version of a rule, and how many signatures it has: whatever is decided about a rule moves it.
Stamp = tuple[int, int]


def stamp_of(versions: Sequence[RuleRecord]) -> Stamp:
    """Return what tells whether anything was decided about a rule since its versions were read, ascending."""
    return (versions[-1].version, len(versions[-1].signatures)) if versions else (0, 0)


def check_stamp(rule: str, versions: Sequence[RuleRecord], *, known: Stamp) -> None:
    """Refuse what was decided on versions that are not the last word any more.

    Raises:
        RecordError: If another version or signature came in between.
    """
    if stamp_of(versions) != known:
        detail = f"rule {rule} was changed meanwhile: version {stamp_of(versions)[0]} is there, expected {known[0]}"
        raise RecordError("changed_meanwhile", detail)


def phase_of(record: RuleRecord, *, among: Sequence[RuleRecord], at: datetime) -> Phase:
    """Return where a version stands among the versions of its rule."""
    newest = max((each.version for each in among), default=record.version)
    current = in_force(among, at=at)
    if not record.is_signed and record.version != newest:
        return Phase.SUPERSEDED
    if record.has_ended(at):
        return Phase.ENDED
    if not record.is_signed:
        return Phase.PROPOSED
    if record == current:
        return Phase.IN_FORCE
    has_newer = current is not None and current.version > record.version
    return Phase.SUPERSEDED if has_newer else Phase.SCHEDULED


def grouped(records: Iterable[RuleRecord]) -> dict[str, list[RuleRecord]]:
    """Return records by rule, each rule's in their order."""
    found: dict[str, list[RuleRecord]] = {}
    for record in records:
        found.setdefault(str(record.rule.id), []).append(record)
    return found


def rules_in_force(records: Iterable[RuleRecord], *, at: datetime) -> list[Rule]:
    """Return the rules that judge at an instant, by id; removed ones are left out."""
    current = (in_force(versions, at=at) for _, versions in sorted(grouped(records).items()))
    return [record.rule for record in current if record is not None and not record.terms.is_removal]


def next_change(records: Iterable[RuleRecord], *, after: datetime) -> datetime | None:
    """Return the next instant at which another version begins or ends to count; None when none is known."""
    edges = (
        edge
        for record in records
        if record.is_signed
        for edge in (record.terms.effective_from, record.terms.effective_until)
        if edge is not None and edge > after
    )
    return min(edges, default=None)


def relevant(versions: Sequence[RuleRecord], *, at: datetime) -> list[RuleRecord]:
    """Return the versions of one rule that count now or may count later, and always the newest; ascending.

    Everything before the newest version that counts without an end can never count again.
    """
    lasting = (each.version for each in versions if each.terms.effective_until is None and each.is_due(at))
    oldest = max(lasting, default=0)
    newest = max((each.version for each in versions), default=0)
    return [each for each in versions if each.version == newest or (each.version >= oldest and not each.has_ended(at))]
