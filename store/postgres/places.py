"""Divisions and rivers on PostgreSQL, every version of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely.geometry

from geo.division import Division
from geo.river import River
from store.codec import dump, json_text, load
from store.places import DivisionVersion, check_rivers, division_entries, news, river_entry
from store.postgres import journal
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from store.postgres.session import Database, Session

_SQL = named_queries("places")


class PlaceReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def divisions(self) -> list[Division]:
        """Return every division with its area, by code."""
        with self._database.session() as session:
            return [_division(*row) for row in session.rows(_SQL["divisions"])]

    def division_names(self) -> list[tuple[Division, bool]]:
        """Return every division without its area, and whether it has one, by code."""
        with self._database.session() as session:
            rows = session.rows(_SQL["division_names"])
            return [(load(Division, document), has_area) for document, has_area in rows]

    def division_versions(self, code: str) -> list[DivisionVersion]:
        """Return every version of a division, ascending; none for an unknown one."""
        with self._database.session() as session:
            return [
                DivisionVersion(version=version, author=author, at=at, division=_division(document, area))
                for version, author, at, document, area in session.rows(_SQL["division_versions"], code=code)
            ]

    def rivers(self) -> list[River]:
        """Return every river in its newest version, by id."""
        with self._database.session() as session:
            return [load(River, document) for document, _ in session.rows(_SQL["rivers"])]


class PlaceWriter:
    """The writing half; every call is a transaction of its own."""

    _database: Database

    def put_divisions(self, divisions: Sequence[Division], *, author: str, at: datetime) -> list[str]:
        """Store divisions and journal them; return the codes of those that said something new."""
        with self._database.session() as session:
            session.run(_SQL["lock"])
            codes = sorted({division.code for division in divisions})
            rows = session.rows(_SQL["known_divisions"], codes=codes)
            versions = {code: version for code, version, _, _ in rows}
            known = {code: _division(document, area) for code, _, document, area in rows}
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
            rows = [(load(River, document), version) for document, version in session.rows(_SQL["rivers"])]
            check_rivers((each for each, _ in rows), river)
            before, version = next(((each, number) for each, number in rows if each.id == river.id), (None, 0))
            if before is not None and dump(before) == dump(river):
                return before
            following = version + 1
            session.run(_SQL["put_river"], id=river.id, version=following, document=dump(river), author=author, at=at)
            journal.write(session, [river_entry(river, version=following, author=author, at=at)])
            return river


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
