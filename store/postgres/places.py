"""Divisions and rivers on PostgreSQL, every version of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely.geometry

from geo.division import Division, prefix_of
from geo.river import River
from geo.river_network import check_rivers, check_without
from store.codec import dump, json_text, load
from store.places import (
    DivisionVersion,
    check_empty,
    division_end,
    division_entries,
    news,
    river_entry,
)
from store.postgres import journal
from store.queries import named_queries
from store.reach import check_reach

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from store.postgres.session import Database, Session

_SQL = named_queries("places")


class PlaceReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def divisions(self, *, within: str = "") -> list[Division]:
        """Return every division of a subtree with its area, by code."""
        with self._database.session() as session:
            return [_division(*row) for row in session.rows(_SQL["divisions"], within=within)]

    def division_names(self, *, within: str = "") -> list[tuple[Division, bool]]:
        """Return every division of a subtree without its area, and whether it has one, by code."""
        with self._database.session() as session:
            rows = session.rows(_SQL["division_names"], within=within)
            return [(load(Division, document), has_area) for document, has_area in rows]

    def division_areas(self, codes: Collection[str]) -> list[Division]:
        """Return those divisions of some codes that there are, with their areas, by code."""
        with self._database.session() as session:
            rows = session.rows(_SQL["known_divisions"], codes=sorted(codes))
            return [_division(document, area) for _, _, document, area, is_ended in rows if not is_ended]

    def division_revision(self) -> int:
        """Return a number that grows whenever a division changes or ends."""
        with self._database.session() as session:
            return int(session.rows(_SQL["division_revision"])[0][0])

    def division_versions(self, code: str) -> list[DivisionVersion]:
        """Return every version of a division, ascending; none for an unknown one."""
        with self._database.session() as session:
            return [
                DivisionVersion(
                    version=version, author=author, at=at, is_ended=is_ended, division=_division(document, area)
                )
                for version, author, at, is_ended, document, area in session.rows(_SQL["division_versions"], code=code)
            ]

    def rivers(self) -> list[River]:
        """Return every river in its newest version, by id."""
        with self._database.session() as session:
            rows = session.rows(_SQL["rivers"])
            return [load(River, document) for document, _, is_ended in rows if not is_ended]


class PlaceWriter:
    """The writing half; every call is a transaction of its own."""

    _database: Database

    def put_divisions(self, divisions: Sequence[Division], *, author: str, at: datetime, within: str = "") -> list[str]:
        """Store divisions and journal them; return the codes of those that said something new.

        Raises:
            BeyondReachError: If one lies outside the subtree ``within``.
        """
        check_reach("division", ((each.code, each.code) for each in divisions), within=within)
        with self._database.session() as session:
            session.run(_SQL["lock"])
            codes = sorted({division.code for division in divisions})
            rows = session.rows(_SQL["known_divisions"], codes=codes)
            versions = {code: version for code, version, *_ in rows}
            known = {code: _division(document, area) for code, _, document, area, is_ended in rows if not is_ended}
            fresh = news(divisions, known=known)
            if fresh:
                _put(session, [(each, versions.get(each.code, 0) + 1) for each in fresh], author=author, at=at)
            return [each.code for each in fresh]

    def put_river(self, river: River, *, author: str, at: datetime) -> River:
        """Store a river and journal it; one that says nothing new is left as it is.

        Raises:
            RiverError: If it contradicts the other rivers.
        """
        with self._database.session() as session:
            session.run(_SQL["lock"])
            rivers, versions = _rivers(session)
            check_rivers(rivers.values(), river)
            before = rivers.get(river.id)
            if before is not None and dump(before) == dump(river):
                return before
            _put_river(session, river, version=versions.get(river.id, 0) + 1, author=author, at=at)
            return river

    def end_division(self, code: str, *, author: str, at: datetime) -> Division | None:
        """End a division and journal it; its versions stay. Return it; None for one that is not there.

        Raises:
            DivisionInUseError: If a station, a contact or a division stands in it.
        """
        with self._database.session() as session:
            session.run(_SQL["lock"])
            session.run(_SQL["lock_dwellers"])
            rows = session.rows(_SQL["known_divisions"], codes=[code])
            if not rows or rows[0][4]:
                return None
            _, version, document, area, _ = rows[0]
            check_empty(code, session.rows(_SQL["dwellers"], prefix=prefix_of(code), code=code))
            division = _division(document, area)
            session.run(_SQL["end_division"], code=code, version=version, author=author, at=at)
            journal.write(session, [division_end(division, version=version + 1, author=author, at=at)])
            return division

    def end_river(self, id_: str, *, author: str, at: datetime) -> River | None:
        """Take a river away and journal it; its versions stay. Return it; None for one that is not there.

        Raises:
            RiverError: If the others contradict each other without it.
        """
        with self._database.session() as session:
            session.run(_SQL["lock"])
            rivers, versions = _rivers(session)
            river = rivers.get(id_)
            if river is None:
                return None
            check_without(rivers.values(), river)
            _put_river(session, river, version=versions[id_] + 1, author=author, at=at, is_ended=True)
            return river


def _rivers(session: Session) -> tuple[dict[str, River], dict[str, int]]:
    """Return the rivers by id, and the newest version of each, ended ones too."""
    rivers: dict[str, River] = {}
    versions: dict[str, int] = {}
    for document, version, is_ended in session.rows(_SQL["rivers"]):
        river = load(River, document)
        versions[river.id] = version
        if not is_ended:
            rivers[river.id] = river
    return rivers, versions


def _put_river(
    session: Session, river: River, *, version: int, author: str, at: datetime, is_ended: bool = False
) -> None:
    session.run(
        _SQL["put_river"],
        id=river.id,
        version=version,
        document=dump(river),
        author=author,
        at=at,
        is_ended=is_ended,
    )
    act = "ended" if is_ended else "put"
    journal.write(session, [river_entry(river, version=version, author=author, at=at, act=act)])


def _put(session: Session, numbered: Sequence[tuple[Division, int]], *, author: str, at: datetime) -> None:
    session.run(
        _SQL["put_divisions"],
        codes=[division.code for division, _ in numbered],
        versions=[version for _, version in numbered],
        documents=[dump(replace(division, geometry=None)) for division, _ in numbered],
        areas=[_area(division) for division, _ in numbered],
        author=author,
        at=at,
    )
    journal.write(session, division_entries(numbered, author=author, at=at))


def _area(division: Division) -> str | None:
    return None if division.geometry is None else json_text(shapely.geometry.mapping(division.geometry))


def _division(document: str, area: str | None) -> Division:
    division = load(Division, document)
    return division if area is None else replace(division, geometry=shapely.geometry.shape(json.loads(area)))
