"""Account: what a slot remembers at an instant, as facts and as sentences in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sensing.duration import format_duration
from sensing.instant import BEIJING, from_micros
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from datetime import datetime

    from sensing.level import Level

#: Units of a duration in Chinese.
_UNITS = str.maketrans({"d": "天", "h": "小时", "m": "分", "s": "秒"})


class Words(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of a ladder at an instant."""

    level: Level
    #: Number beyond which the level begins, and where clearing begins; in the unit of the number.
    threshold: float
    clear: float
    is_raised: bool
    #: How far beyond the level the last trusted number is; negative: how far is left. None: it is not known.
    beyond: float | None = None
    #: Since when the number has been beyond the level, or below the clear level of a raised one; None: it is not.
    since: datetime | None = None
    #: How long that must still last; None: nothing runs.
    left: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one slot remembers."""

    level: Level
    rungs: tuple[Rung, ...] = ()
    lines: tuple[Words, ...] = ()
    #: Further facts by name.
    facts: dict[str, float | str] = field(default_factory=dict)


def both(text: str) -> Words:
    """Return a text that reads the same in both languages."""
    return Words(text, text)


def span_words(micros: int) -> Words:
    """Return a duration in words."""
    text = format_duration(timedelta(seconds=max(0, round(micros / 1e6))))
    return Words(text.translate(_UNITS), text)


def clock_words(micros: int, *, seen_from: int) -> str:
    """Return an instant as screens show it: Beijing time, with the day where it is another one."""
    at, now = (from_micros(each).astimezone(BEIJING) for each in (micros, seen_from))
    form = "%H:%M:%S" if at.second else "%H:%M"
    return at.strftime(form if at.date() == now.date() else f"%Y-%m-%d {form}")


def number_words(value: float, *, key: str) -> str:
    """Return a number with the unit of its property."""
    unit = PROPERTIES[key].unit if key in PROPERTIES else ""
    return f"{round(value, 3):g} {unit}".strip() if unit != "1" else f"{round(value, 3):g}"
