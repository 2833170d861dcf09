"""What can be wrong with a rule, said so that an officer can mend it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Iterable


class RuleError(FenghuoError):
    """A rule document or a rule in its place cannot be used."""

    def __init__(self, detail: str, *, origin: str, line: int | None = None) -> None:
        """Say what is wrong and where.

        Args:
            detail: What was expected and what came, one line.
            origin: File name, or ``rule <id>`` for a rule that was read before.
            line: Line in the file, from 1; None where there is no file.
        """
        place = origin if line is None else f"{origin}:{line}"
        super().__init__(f"{place}: {detail}")
        #: Where the rule comes from.
        self.origin = origin
        #: Line in it, from 1; None where there is no file.
        self.line = line
        #: What is wrong, without the place.
        self.detail = detail


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``, did you mean "…"?`` when a known word is close, else an empty text."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.61)
    return f', did you mean "{close[0]}"?' if close else ""
