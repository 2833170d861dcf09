"""The twin's release policies and templates, every version of them; dangers that stand; warnings by their clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alerts.asking import due
from alerts.policy import ReleasePolicy
from alerts.template import Template
from store.memory import casework
from store.written import KINDS, WrittenT, WrittenVersion, division_of, is_same, written_entry

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 - the field's word
    from incidents.incident import Incident
    from incidents.people import User
    from store.memory.tables import Tables
    from store.memory.transaction import MemoryTransaction


class WrittenReader:
    """The reading half."""

    _tables: Tables

    def policies(self, *, within: str = "") -> list[ReleasePolicy]:
        """Return the release policies of a subtree, by id."""
        with self._tables.lock:
            return _newest(self._tables, ReleasePolicy, within=within)

    def policy_versions(self, id_: str, *, within: str = "") -> list[WrittenVersion[ReleasePolicy]]:
        """Return every version of a policy, ascending; none for an unknown one."""
        with self._tables.lock:
            found = _versions(self._tables, ReleasePolicy, id_)
            return [each for each in found if each.record.division.startswith(within)]

    def templates(self) -> list[Template]:
        """Return the templates that somebody wrote, by id."""
        with self._tables.lock:
            return _newest(self._tables, Template)

    def template_versions(self, id_: str) -> list[WrittenVersion[Template]]:
        """Return every version of a template, ascending; none for an unknown one."""
        with self._tables.lock:
            return _versions(self._tables, Template, id_)

    def clocked_warnings(self, *, limit: int) -> list[tuple[Warning, datetime]]:
        """Return warnings at which the clock must look, each with when, the soonest first."""
        with self._tables.lock:
            dated = ((warning, due(warning)) for warning in self._tables.warnings.values())
            found = [(warning, at) for warning, at in dated if at is not None]
        return sorted(found, key=lambda pair: (pair[1], pair[0].id))[:limit]


class WrittenWriter:
    """The writing half."""

    _tables: Tables

    if TYPE_CHECKING:

        def begin(self) -> AbstractContextManager[MemoryTransaction]:
            """Open a transaction."""

    def put_policy(self, policy: ReleasePolicy, *, author: str, at: datetime) -> ReleasePolicy:
        """Store a policy and journal it; one that says nothing new is left as it is. Return what is stored."""
        with self.begin() as transaction:
            return _put(transaction, self._tables, policy, author=author, at=at)

    def end_policy(self, id_: str, *, author: str, at: datetime) -> ReleasePolicy | None:
        """End a policy and journal it; its versions stay. Return it; None for one that is not there."""
        with self.begin() as transaction:
            return _end(transaction, self._tables, ReleasePolicy, id_, author=author, at=at)

    def put_template(self, template: Template, *, author: str, at: datetime) -> Template:
        """Store a template and journal it; one that says nothing new is left as it is. Return what is stored."""
        with self.begin() as transaction:
            return _put(transaction, self._tables, template, author=author, at=at)

    def end_template(self, id_: str, *, author: str, at: datetime) -> Template | None:
        """End a template and journal it; its versions stay. Return it; None for one that is not there."""
        with self.begin() as transaction:
            return _end(transaction, self._tables, Template, id_, author=author, at=at)


class WrittenActs:
    """The transaction's part."""

    _tables: Tables

    def policies(self) -> list[ReleasePolicy]:
        """Return every release policy that somebody wrote, in its newest version."""
        return _newest(self._tables, ReleasePolicy)

    def templates(self) -> list[Template]:
        """Return every template that somebody wrote, in its newest version."""
        return _newest(self._tables, Template)

    def person(self, name: str) -> User | None:
        """Return a person as he is now, not locked; None for one who is not there."""
        return self._tables.users.get(name)

    def dangers(self, *, hazard: str, within: str) -> list[Incident]:
        """Return the incidents of a hazard that stand now in divisions whose codes begin so, not locked."""
        found = (each for each in self._tables.incidents.values() if each.is_open and each.level)
        fitting = (each for each in found if each.hazard == hazard and each.division.startswith(within))
        return sorted(fitting, key=lambda each: each.id)


def _versions(tables: Tables, kind: type[WrittenT], id_: str) -> list[WrittenVersion[WrittenT]]:
    found: tuple[Any, ...] = tables.written.get((KINDS[kind], id_), ())
    return list(found)


def _newest(tables: Tables, kind: type[WrittenT], *, within: str = "") -> list[WrittenT]:
    ids = sorted(id_ for name, id_ in tables.written if name == KINDS[kind])
    newest = [_versions(tables, kind, id_)[-1] for id_ in ids]
    return [each.record for each in newest if not each.is_ended and division_of(each.record).startswith(within)]


def _put(transaction: MemoryTransaction, tables: Tables, record: WrittenT, *, author: str, at: datetime) -> WrittenT:
    before = _versions(tables, type(record), record.id)
    if before and not before[-1].is_ended and is_same(before[-1].record, record):
        return before[-1].record
    stored = replace(casework.kept(record), version=len(before) + 1)
    _add(transaction, tables, stored, author=author, at=at, act="put")
    return stored


def _end(
    transaction: MemoryTransaction, tables: Tables, kind: type[WrittenT], id_: str, *, author: str, at: datetime
) -> WrittenT | None:
    before = _versions(tables, kind, id_)
    if not before or before[-1].is_ended:
        return None
    ended = replace(before[-1].record, version=len(before) + 1)
    _add(transaction, tables, ended, author=author, at=at, act="ended")
    return ended


def _add(
    transaction: MemoryTransaction,
    tables: Tables,
    record: ReleasePolicy | Template,
    *,
    author: str,
    at: datetime,
    act: str,
) -> None:
    key = (KINDS[type(record)], record.id)
    version: WrittenVersion[Any] = WrittenVersion(
        version=record.version, author=author, at=at, is_ended=act == "ended", record=record
    )
    transaction.writer.put(tables.written, key, (*tables.written.get(key, ()), version))
    transaction.journal([written_entry(record, author=author, at=at, act=act)])
