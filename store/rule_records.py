"""What putting versions of rules means: which of them are news, their numbers, and what the journal says. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from incidents.journal import Entry
from rules.record import BacktestRecord, RuleRecord
from rules.rule import Rule
from sensing.instant import format_instant
from store.codec import clean, dump, load
from store.governance import MOST_TOLD, WHOLE_CITY, next_rule, rule_entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from rules.record import Signature, Terms


def digest(document: str) -> str:
    """Return the SHA-256 of a stored document, hexadecimal."""
    return hashlib.sha256(document.encode()).hexdigest()


@lru_cache(maxsize=200_000)
def stored_rule(document: str) -> tuple[Rule, str]:
    """Return the rule of a stored document and its hash; versions never change, and few do between two reloads."""
    return load(Rule, document), digest(document)


def next_record(
    rule: Rule, *, terms: Terms, versions: Sequence[RuleRecord], author: str, at: datetime
) -> tuple[RuleRecord, str] | None:
    """Return a rule's next version as it will be stored, and its document; None when it says nothing new.

    Args:
        rule: The document; its version is passed over.
        terms: What the author says about it.
        versions: The versions of the rule, ascending.
        author: Who puts it.
        at: When.
    """
    newest = versions[-1] if versions else None
    following = next_rule(rule, known=newest.rule if newest else None)
    if newest is not None and following is None:
        if _says_the_same(newest, terms, at=at):
            return None
        following = replace(rule, version=newest.version + 1)
    # As a database would give it back: numbers and instants made plain.
    document = dump(following)
    stored, sha256 = stored_rule(document)
    reason = clean(terms.reason)
    said = terms if reason == terms.reason else replace(terms, reason=reason)
    return RuleRecord(rule=stored, author=author, at=at, sha256=sha256, terms=said), document


def _says_the_same(newest: RuleRecord, terms: Terms, *, at: datetime) -> bool:
    """Return whether the newest version says what the terms do; the reason alone is no news."""
    if terms.backtest not in {"", newest.terms.backtest}:
        return False
    if not newest.is_signed and terms.signatures_needed < newest.terms.signatures_needed:
        # One step back waits for nobody, even where somebody has proposed the same.
        return False
    dates = (terms.effective_from, terms.effective_until, terms.is_removal)
    known = (newest.terms.effective_from, newest.terms.effective_until, newest.terms.is_removal)
    has_begun = terms.effective_from is None and newest.terms.effective_until is None and newest.is_due(at)
    return not newest.has_ended(at) and (dates == known or (has_begun and dates[1:] == known[1:]))


def record_entries(records: Sequence[RuleRecord]) -> list[Entry]:
    """Return what the journal says of stored versions; of very many, one row for each 200 with their hashes."""
    if len(records) <= MOST_TOLD:
        return [_entry(record) for record in records]
    return [_imported(records[start : start + MOST_TOLD]) for start in range(0, len(records), MOST_TOLD)]


def _entry(record: RuleRecord) -> Entry:
    entry = rule_entry(record.rule, author=record.author, at=record.at)
    terms = record.terms
    act = "removed" if terms.is_removal else "rolled_back" if terms.restores else "put"
    return replace(entry, data=entry.data | {"act": act, "sha256": record.sha256} | dict(_told(terms)))


def _told(terms: Terms) -> Iterator[tuple[str, Any]]:
    """Yield the terms that are not as usual."""
    for name in ("reason", "backtest", "signatures_needed", "restores"):
        if value := getattr(terms, name):
            yield name, value
    for name in ("effective_from", "effective_until"):
        if (instant := getattr(terms, name)) is not None:
            yield name, format_instant(instant)


def _imported(records: Sequence[RuleRecord]) -> Entry:
    data = {
        "act": "imported",
        "actor": records[0].author,
        "rules": {str(record.rule.id): [record.version, record.sha256] for record in records},
        **dict(_told(records[0].terms)),
    }
    return Entry(kind="rule", division=WHOLE_CITY, at=records[0].at, data=data)


def signature_entry(record: RuleRecord, given: Signature) -> Entry:
    """Return what the journal says of a signature."""
    data = {
        "act": "signed",
        "actor": given.signer,
        "rule": record.rule.id,
        "version": record.version,
        "sha256": given.sha256,
        "note": given.note,
    }
    return Entry(kind="rule", division=WHOLE_CITY, at=given.at, data=data)


def kept_backtest(summary: Mapping[str, Any], *, actor: str, at: datetime) -> BacktestRecord:
    """Return a back-test as it is kept; ``summary`` is what ``rules.backtest.summary`` makes."""
    return BacktestRecord(id=str(summary["id"]), rule=str(summary["rule"]), author=actor, at=at, summary={**summary})


def backtest_entry(kept: BacktestRecord) -> Entry:
    """Return what the journal says of a kept back-test."""
    data = {"act": "tried", "actor": kept.author, "rule": kept.rule, "backtest": kept.id, "sha256": digest(dump(kept))}
    return Entry(kind="rule", division=WHOLE_CITY, at=kept.at, data=data)
