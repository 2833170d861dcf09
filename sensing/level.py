"""The four warning levels of China, lowest first, and what CAP calls them.

Source:
    National Emergency Response Law, art. 42 (levels Ⅳ..Ⅰ = blue..red); CAP 1.2, 3.2.2 (severity).
"""

from __future__ import annotations

from enum import IntEnum

from sensing.errors import FenghuoError


class LevelError(FenghuoError):
    """A text names no warning level."""


class Level(IntEnum):
    """How bad it is; ``NONE`` is calm, and says nothing about whether data arrives."""

    NONE = 0
    BLUE = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4

    @property
    def key(self) -> str:
        """Return the wire spelling: ``none``, ``blue`` … ``red``."""
        return self.name.lower()

    @property
    def numeral(self) -> str:
        """Return the Roman numeral printed on signs, Ⅳ (blue) to Ⅰ (red); empty for none."""
        return ("", "Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ")[self]

    @property
    def zh(self) -> str:
        """Return the Chinese colour name."""
        return ("无", "蓝色", "黄色", "橙色", "红色")[self]

    @property
    def severity(self) -> str:
        """Return the CAP 1.2 severity."""
        return ("Unknown", "Minor", "Moderate", "Severe", "Extreme")[self]

    @classmethod
    def parse(cls, text: str) -> Level:
        """Return the level that ``text`` (``blue`` … ``red``, any case) names.

        Raises:
            LevelError: If it names none.
        """
        try:
            return cls[text.strip().upper()]
        except KeyError:
            names = ", ".join(level.key for level in cls)
            message = f"unknown level {text!r}, expected one of {names}"
            raise LevelError(message) from None


#: The levels that can be raised, lowest first.
LADDER: tuple[Level, ...] = (Level.BLUE, Level.YELLOW, Level.ORANGE, Level.RED)
