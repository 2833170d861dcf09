"""Versions of rules, their signatures and back-tests on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rules.record import PLAIN_TERMS, BacktestRecord, RuleRecord, Signature, Terms, check_stamp, grouped
from rules.signing import signature
from store.codec import clean, dump, load
from store.postgres import journal
from store.queries import named_queries
from store.rule_records import (
    backtest_entry,
    kept_backtest,
    next_record,
    record_entries,
    signature_entry,
    stored_rule,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from rules.record import Stamp
    from rules.rule import Rule
    from store.postgres.session import Database, Session

_SQL = named_queries("rule_records")


class RuleReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def rules(self) -> list[Rule]:
        """Return every rule in its newest version, disabled and proposed ones included, removed ones not, by id."""
        with self._database.session() as session:
            return [stored_rule(document)[0] for (document,) in session.rows(_SQL["newest"])]

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the versions that count at an instant or may later, and the newest of each rule, by id."""
        with self._database.session() as session:
            return _records(session, session.rows(_SQL["relevant"], at=at), ids=None)

    def rule_versions(self, rule: str) -> list[RuleRecord]:
        """Return every version of a rule, ascending; none for an unknown one."""
        with self._database.session() as session:
            return _versions(session, [rule])

    def backtest(self, id: str) -> BacktestRecord | None:  # noqa: A002 - the record's own word
        """Return a kept back-test."""
        with self._database.session() as session:
            row = session.row(_SQL["backtest"], id=id)
        return load(BacktestRecord, row[0]) if row else None


class RuleWriter:
    """The writing half; every call is a transaction of its own."""

    _database: Database

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
        with self._database.session() as session:
            session.run(_SQL["lock"])
            found = grouped(_versions(session, [rule.id for rule, _ in rules]))
            versions = [found.get(rule.id, []) for rule, _ in rules]
            for (rule, _), before in zip(rules, versions, strict=True):
                if known is not None:
                    check_stamp(rule.id, before, known=known[rule.id])
            following = [
                next_record(rule, terms=terms, versions=before, author=clean(author), at=at)
                for (rule, terms), before in zip(rules, versions, strict=True)
            ]
            news = [each for each in following if each is not None]
            if news:
                _put(session, news, author=author, at=at)
                journal.write(session, record_entries([record for record, _ in news]))
        return [each[0].rule if each else before[-1].rule for each, before in zip(following, versions, strict=True)]

    def sign_rule(
        self, rule: str, *, version: int, signer: str, at: datetime, sha256: str = "", note: str = ""
    ) -> Signature:
        """Store the signature of a second person under a rule's newest version and journal it.

        Raises:
            RecordError: If the version waits for no signature, or not for that person's.
        """
        with self._database.session() as session:
            session.run(_SQL["lock"])
            versions = _versions(session, [rule])
            given = signature(versions, version=version, signer=signer, at=at, sha256=sha256, note=clean(note))
            session.run(
                _SQL["sign"],
                id=rule,
                version=version,
                signer=given.signer,
                at=given.at,
                sha256=given.sha256,
                note=given.note,
            )
            record = next(each for each in versions if each.version == version)
            journal.write(session, [signature_entry(record, given)])
        return given

    def put_backtest(self, summary: Mapping[str, Any], *, actor: str, at: datetime) -> str:
        """Keep what a rule would have said and journal that it was tried; return its id, the same for the same."""
        kept = kept_backtest(summary, actor=actor, at=at)
        with self._database.session() as session:
            if session.run(_SQL["put_backtest"], id=kept.id, rule=kept.rule, at=kept.at, document=dump(kept)):
                journal.write(session, [backtest_entry(kept)])
        return kept.id


def _versions(session: Session, ids: list[str]) -> list[RuleRecord]:
    ids = [clean(id_) for id_ in ids]
    return _records(session, session.rows(_SQL["versions"], ids=ids), ids=ids)


def _records(session: Session, rows: Iterable[tuple[Any, ...]], *, ids: list[str] | None) -> list[RuleRecord]:
    given: dict[tuple[str, int], tuple[Signature, ...]] = {}
    for id_, version, signer, at, sha256, note in session.rows(_SQL["signatures"], ids=ids):
        one = Signature(signer=signer, at=at, sha256=sha256, note=note)
        given[id_, version] = (*given.get((id_, version), ()), one)
    records = [_record(row) for row in rows]
    return [
        replace(record, signatures=found) if (found := given.get((record.rule.id, record.version))) else record
        for record in records
    ]


def _record(row: tuple[Any, ...]) -> RuleRecord:
    document, author, at, *terms = row
    rule, sha256 = stored_rule(document)
    return RuleRecord(rule=rule, author=author, at=at, sha256=sha256, terms=_terms(tuple(terms)))


@lru_cache(maxsize=10_000)
def _terms(row: tuple[Any, ...]) -> Terms:
    """Return the terms of a row; nearly all rules have the same ones."""
    reason, begin, end, backtest, needed, is_removal, restores = row
    return Terms(
        reason=reason,
        effective_from=begin,
        effective_until=end,
        backtest=backtest,
        signatures_needed=needed,
        is_removal=is_removal,
        restores=restores,
    )


def _put(session: Session, news: Sequence[tuple[RuleRecord, str]], *, author: str, at: datetime) -> None:
    terms = [record.terms for record, _ in news]
    session.run(
        _SQL["put"],
        id=[str(record.rule.id) for record, _ in news],
        version=[record.version for record, _ in news],
        document=[document for _, document in news],
        reason=[each.reason for each in terms],
        effective_from=[each.effective_from for each in terms],
        effective_until=[each.effective_until for each in terms],
        backtest=[each.backtest for each in terms],
        signatures_needed=[each.signatures_needed for each in terms],
        is_removal=[each.is_removal for each in terms],
        restores=[each.restores for each in terms],
        author=author,
        at=at,
    )
