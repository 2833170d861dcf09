"""The twin's versions of rules, their signatures and back-tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.record import PLAIN_TERMS, check_stamp, relevant
from rules.signing import signature
from store.codec import clean
from store.memory import casework
from store.rule_records import backtest_entry, kept_backtest, next_record, record_entries, signature_entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from rules.record import BacktestRecord, RuleRecord, Signature, Stamp, Terms
    from rules.rule import Rule
    from store.memory.tables import Tables
    from store.memory.transaction import MemoryTransaction


class RuleReader:
    """The reading half."""

    _tables: Tables

    def rules(self) -> list[Rule]:
        """Return every rule in its newest version, disabled and proposed ones included, removed ones not, by id."""
        with self._tables.lock:
            newest = [self._tables.rules[key][-1] for key in sorted(self._tables.rules)]
            return [record.rule for record in newest if not record.terms.is_removal]

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the versions that count at an instant or may later, and the newest of each rule, by id."""
        with self._tables.lock:
            tables = self._tables.rules
            return [record for key in sorted(tables) for record in relevant(tables[key], at=at)]

    def rule_versions(self, rule: str) -> list[RuleRecord]:
        """Return every version of a rule, ascending; none for an unknown one."""
        with self._tables.lock:
            return list(self._tables.rules.get(rule, ()))

    def backtest(self, id: str) -> BacktestRecord | None:  # noqa: A002 - the record's own word
        """Return a kept back-test."""
        with self._tables.lock:
            return self._tables.rule_backtests.get(id)


class RuleWriter:
    """The writing half."""

    _tables: Tables

    if TYPE_CHECKING:

        def begin(self) -> AbstractContextManager[MemoryTransaction]:
            """Open a transaction."""

    def put_rule(self, rule: Rule, *, author: str, at: datetime, terms: Terms = PLAIN_TERMS) -> Rule:
        """Store a rule as its next version and journal it; one that says nothing new keeps its version."""
        return self.put_rules([(rule, terms)], author=author, at=at)[0]

    def put_rules(
        self,
        rules: Sequence[tuple[Rule, Terms]],
        *,
        author: str,
        at: datetime,
        known: Mapping[str, Stamp] | None = None,
    ) -> list[Rule]:
        """Store rules, each given once, as their next versions in one transaction; return them as they are stored.

        Raises:
            RecordError: If the stamp of one is not the one in ``known``.
        """
        stored, news = [], []
        with self.begin() as transaction:
            writer = transaction.writer
            for rule, terms in rules:
                versions = self._tables.rules.get(rule.id, ())
                if known is not None:
                    check_stamp(rule.id, versions, known=known[rule.id])
                following = next_record(rule, terms=terms, versions=versions, author=clean(author), at=at)
                if following is None:
                    stored.append(versions[-1].rule)
                    continue
                record, _ = following
                writer.put(self._tables.rules, rule.id, (*versions, record))
                news.append(record)
                stored.append(record.rule)
            if news:
                writer.topics.add("rules")
                transaction.journal(record_entries(news))
        return stored

    def sign_rule(
        self, rule: str, *, version: int, signer: str, at: datetime, sha256: str = "", note: str = ""
    ) -> Signature:
        """Store the signature of a second person under a rule's newest version and journal it.

        Raises:
            RecordError: If the version waits for no signature, or not for that person's.
        """
        with self.begin() as transaction:
            versions = self._tables.rules.get(rule, ())
            given = signature(versions, version=version, signer=signer, at=at, sha256=sha256, note=clean(note))
            signed = tuple(
                replace(each, signatures=(*each.signatures, given)) if each.version == version else each
                for each in versions
            )
            transaction.writer.put(self._tables.rules, rule, signed)
            transaction.writer.topics.add("rules")
            record = next(each for each in signed if each.version == version)
            transaction.journal([signature_entry(record, given)])
        return given

    def put_backtest(self, summary: Mapping[str, Any], *, actor: str, at: datetime) -> str:
        """Keep what a rule would have said and journal that it was tried; return its id, the same for the same."""
        kept = kept_backtest(summary, actor=actor, at=at)
        with self.begin() as transaction:
            if kept.id not in self._tables.rule_backtests:
                transaction.writer.put(self._tables.rule_backtests, kept.id, casework.kept(kept))
                transaction.journal([backtest_entry(kept)])
        return kept.id
