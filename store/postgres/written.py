"""Release policies and templates on PostgreSQL, every version of them; dangers that stand; warnings by their clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.policy import ReleasePolicy
from alerts.template import Template
from alerts.warning import Warning  # noqa: A004 - the field's word
from incidents.incident import Incident
from store.codec import dump, json_text, load
from store.postgres import journal
from store.postgres.people import user_of
from store.queries import named_queries
from store.written import KINDS, WrittenT, WrittenVersion, division_of, is_same, written_entry

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.people import User
    from store.postgres.session import Database, Session

_SQL = named_queries("written")


class WrittenReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def policies(self, *, within: str = "") -> list[ReleasePolicy]:
        """Return the release policies of a subtree, by id."""
        with self._database.session() as session:
            return _newest(session, ReleasePolicy, within=within)

    def policy_versions(self, id_: str, *, within: str = "") -> list[WrittenVersion[ReleasePolicy]]:
        """Return every version of a policy, ascending; none for an unknown one."""
        with self._database.session() as session:
            return _versions(session, ReleasePolicy, id_, within=within)

    def templates(self) -> list[Template]:
        """Return the templates that somebody wrote, by id."""
        with self._database.session() as session:
            return _newest(session, Template)

    def template_versions(self, id_: str) -> list[WrittenVersion[Template]]:
        """Return every version of a template, ascending; none for an unknown one."""
        with self._database.session() as session:
            return _versions(session, Template, id_)

    def clocked_warnings(self, *, limit: int) -> list[tuple[Warning, datetime]]:
        """Return warnings at which the clock must look, each with when, the soonest first."""
        with self._database.session() as session:
            rows = session.rows(_SQL["clocked_warnings"], limit=limit)
            return [(load(Warning, document), due) for document, due in rows]


class WrittenWriter:
    """The writing half; every call is a transaction of its own."""

    _database: Database

    def put_policy(self, policy: ReleasePolicy, *, author: str, at: datetime) -> ReleasePolicy:
        """Store a policy and journal it; one that says nothing new is left as it is. Return what is stored."""
        with self._database.session() as session:
            return _put(session, policy, author=author, at=at)

    def end_policy(self, id_: str, *, author: str, at: datetime) -> ReleasePolicy | None:
        """End a policy and journal it; its versions stay. Return it; None for one that is not there."""
        with self._database.session() as session:
            return _end(session, ReleasePolicy, id_, author=author, at=at)

    def put_template(self, template: Template, *, author: str, at: datetime) -> Template:
        """Store a template and journal it; one that says nothing new is left as it is. Return what is stored."""
        with self._database.session() as session:
            return _put(session, template, author=author, at=at)

    def end_template(self, id_: str, *, author: str, at: datetime) -> Template | None:
        """End a template and journal it; its versions stay. Return it; None for one that is not there."""
        with self._database.session() as session:
            return _end(session, Template, id_, author=author, at=at)


class WrittenActs:
    """The transaction's part."""

    _session: Session

    def policies(self) -> list[ReleasePolicy]:
        """Return every release policy that somebody wrote, in its newest version."""
        return _newest(self._session, ReleasePolicy)

    def templates(self) -> list[Template]:
        """Return every template that somebody wrote, in its newest version."""
        return _newest(self._session, Template)

    def person(self, name: str) -> User | None:
        """Return a person as he is now, not locked; None for one who is not there."""
        return user_of(self._session, name)

    def dangers(self, *, hazard: str, within: str) -> list[Incident]:
        """Return the incidents of a hazard that stand now in divisions whose codes begin so, not locked."""
        rows = self._session.rows(_SQL["dangers"], named=f'"hazard":{json_text(hazard)}', within=within)
        found = (load(Incident, document) for (document,) in rows)
        return [incident for incident in found if incident.hazard == hazard]


def _newest(session: Session, kind: type[WrittenT], *, within: str = "") -> list[WrittenT]:
    rows = session.rows(_SQL["written"], kind=KINDS[kind], within=within)
    found = [_numbered(load(kind, document), version) for document, version in rows]
    return sorted(found, key=lambda each: each.id)


def _numbered(record: WrittenT, version: int) -> WrittenT:
    return replace(record, version=version)


def _versions(session: Session, kind: type[WrittenT], id_: str, *, within: str = "") -> list[WrittenVersion[WrittenT]]:
    rows = session.rows(_SQL["written_versions"], kind=KINDS[kind], id=id_, within=within)
    return [
        WrittenVersion(
            version=version, author=author, at=at, is_ended=is_ended, record=_numbered(load(kind, document), version)
        )
        for version, author, at, is_ended, document in rows
    ]


def _put(session: Session, record: WrittenT, *, author: str, at: datetime) -> WrittenT:
    session.run(_SQL["lock_written"])
    before = _versions(session, type(record), record.id)
    if before and not before[-1].is_ended and is_same(before[-1].record, record):
        return before[-1].record
    stored = _numbered(record, len(before) + 1)
    _add(session, stored, author=author, at=at, act="put")
    return stored


def _end(session: Session, kind: type[WrittenT], id_: str, *, author: str, at: datetime) -> WrittenT | None:
    session.run(_SQL["lock_written"])
    before = _versions(session, kind, id_)
    if not before or before[-1].is_ended:
        return None
    ended = _numbered(before[-1].record, len(before) + 1)
    _add(session, ended, author=author, at=at, act="ended")
    return ended


def _add(session: Session, record: ReleasePolicy | Template, *, author: str, at: datetime, act: str) -> None:
    session.run(
        _SQL["put_written"],
        kind=KINDS[type(record)],
        id=record.id,
        version=record.version,
        division=division_of(record),
        document=dump(record),
        author=author,
        at=at,
        is_ended=act == "ended",
    )
    journal.write(session, [written_entry(record, author=author, at=at, act=act)])
