"""Versions of rules at the edge: who wrote them, why, from when, who signed."""

from typing import Annotated, Any

from pydantic import Field

from api.schema.rule import RuleShape, rule_json
from api.schema.text import Body, Remark, Shape
from rules.record import Phase, RuleRecord, Signature
from sensing.instant import format_instant

#: Why a rule is changed.
ReasonText = Annotated[str, Field(max_length=4000)]


class SignatureShape(Shape):
    """The signature of a second person."""

    signer: str
    at: str
    sha256: str
    note: str


class RuleRecordShape(RuleShape):
    """A version of a rule; ``document`` is what ``PUT`` takes."""

    #: ``proposed``, ``scheduled``, ``in_force``, ``superseded`` or ``ended``.
    phase: Phase
    author: str
    at: str
    reason: str
    effective_from: str | None
    effective_until: str | None
    #: Id of the attached back-test, null for none.
    backtest: str | None
    signatures_needed: int
    signatures: list[SignatureShape]
    #: SHA-256 of the stored document; the journal has the same.
    sha256: str
    #: Whether this version takes the rule away.
    removal: bool
    #: The version whose document it brings back, null for none.
    restores: int | None
    #: Number of the newest version, which may wait for a signature or for its day.
    newest: int


class OneRuleRecordShape(RuleRecordShape):
    """One version of a rule, with the text that its author wrote."""

    #: The document as written, comments included; empty where it was not written by a person.
    source: str


class RuleRecordPage(Shape):
    """Versions of rules."""

    items: list[RuleRecordShape]
    next: str | None


class FieldChange(Shape):
    """A field of a document in two versions; null where it is not there."""

    before: Annotated[Any, Field(alias="from")]
    after: Annotated[Any, Field(alias="to")]


class RuleDiffShape(Shape):
    """What differs between two versions, by the path of each field."""

    rule: str
    before: Annotated[int, Field(alias="from")]
    after: Annotated[int, Field(alias="to")]
    changes: dict[str, FieldChange]


class SignBody(Body):
    """Which version is signed."""

    version: Annotated[int, Field(ge=1)]
    #: Of the document that was read; a version with another one is refused.
    sha256: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{64})?$")] = ""
    note: Remark = ""


class RollbackBody(Body):
    """Where to go back to, and why."""

    #: Left out: the version that was in force before the present one.
    version: Annotated[int, Field(ge=1)] | None = None
    reason: ReasonText = ""


class ImportedRule(Shape):
    """A rule of an import."""

    id: str
    version: int
    phase: Phase


class RuleImportShape(Shape):
    """What came of an import."""

    items: list[ImportedRule]
    next: str | None
    dry_run: bool
    #: How many are new versions.
    stored: int


class BacktestRecordShape(Shape):
    """A kept back-test."""

    id: str
    rule: str
    author: str
    at: str
    summary: dict[str, Any]


def record_json(record: RuleRecord, *, phase: Phase, newest: int) -> dict[str, Any]:
    """Return a version as the API shows it."""
    terms = record.terms
    return rule_json(record.rule) | {
        "phase": phase.value,
        "author": record.author,
        "at": format_instant(record.at),
        "reason": terms.reason,
        "effective_from": None if terms.effective_from is None else format_instant(terms.effective_from),
        "effective_until": None if terms.effective_until is None else format_instant(terms.effective_until),
        "backtest": terms.backtest or None,
        "signatures_needed": terms.signatures_needed,
        "signatures": [_signature_json(each) for each in record.signatures],
        "sha256": record.sha256,
        "removal": terms.is_removal,
        "restores": terms.restores or None,
        "newest": newest,
    }


def _signature_json(given: Signature) -> dict[str, Any]:
    return {"signer": given.signer, "at": format_instant(given.at), "sha256": given.sha256, "note": given.note}
