"""Record: reads the plain JSON of a journal row without trusting its shape. Pure.

A report is made of journals that other versions wrote, and of parts of them. What is not there, or is not what it
should be, reads as nothing: a report with a gap says more than none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incidents.span import Words
from sensing.errors import InstantError
from sensing.instant import parse_instant
from sensing.level import Level, LevelError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Record", "Words"]


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object, asked by the names that lead to a value."""

    value: Any

    def at(self, *path: str) -> Any:
        """Return what stands under some names; None where nothing does."""
        found = self.value
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def part(self, *path: str) -> Record:
        """Return the object under some names, empty where there is none."""
        return Record(self.at(*path))

    def has(self, *path: str) -> bool:
        """Return whether an object stands there."""
        return isinstance(self.at(*path), dict)

    def parts(self, *path: str) -> list[Record]:
        """Return the objects of a list."""
        found = self.at(*path)
        return [Record(each) for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    def texts(self, *path: str) -> tuple[str, ...]:
        """Return the texts of a list."""
        found = self.at(*path)
        return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()

    def text(self, *path: str) -> str:
        """Return a text, empty where there is none."""
        found = self.at(*path)
        return found if isinstance(found, str) else ""

    def number(self, *path: str) -> float | None:
        """Return a finite number."""
        found = self.at(*path)
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return float(found) if math.isfinite(found) else None

    def count(self, *path: str) -> int | None:
        """Return a whole number."""
        found = self.at(*path)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def flag(self, *path: str) -> bool:
        """Return whether a value is true."""
        return self.at(*path) is True

    def instant(self, *path: str) -> datetime | None:
        """Return an instant."""
        try:
            return parse_instant(self.text(*path))
        except InstantError:
            return None

    def level(self, *path: str) -> Level:
        """Return a level, none where none is named."""
        try:
            return Level.parse(self.text(*path))
        except LevelError:
            return Level.NONE

    def words(self, *path: str) -> Words:
        """Return a text by language; what is missing in one language is said in the other."""
        found = self.part(*path)
        zh, en = found.text("zh"), found.text("en")
        return {"zh": zh or en, "en": en or zh}
