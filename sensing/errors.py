"""The root of every error that Fenghuo raises on purpose.

Bad *data* is not an exception: it becomes a quality flag or a quarantined message. These errors are for
broken promises (a rule with a typo, a station file with a duplicate id, a database that went away).
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class FenghuoError(Exception):
    """A promise was broken; the message says what was expected, what came and where."""


class RegistryError(FenghuoError):
    """A station, datastream or property definition contradicts itself or the property table."""


class InstantError(FenghuoError):
    """A text or number is not an instant."""


class DurationError(FenghuoError):
    """A text is no duration."""


class DocumentError(FenghuoError):
    """A document that a person wrote cannot be used."""

    def __init__(self, detail: str, *, origin: str, line: int | None = None) -> None:
        """Say what is wrong and where.

        Args:
            detail: What was expected and what came, one line.
            origin: File name, or whatever tells the author where the text came from.
            line: Line in the file, from 1; None where there is no file.
        """
        place = origin if line is None else f"{origin}:{line}"
        super().__init__(f"{place}: {detail}")
        #: Where the document comes from.
        self.origin = origin
        #: Line in it, from 1; None where there is no file.
        self.line = line
        #: What is wrong, without the place.
        self.detail = detail


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``, did you mean "…"?`` when a known word is close, else an empty text."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.61)
    return f', did you mean "{close[0]}"?' if close else ""
