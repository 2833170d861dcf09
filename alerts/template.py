"""Template: the words of a warning before it is known which one. Pure.

A template says some parts of a text in one language, for some hazards, levels and types of message. Every part is
chosen by itself, the most specific template first: one written for the event code, then for the longest beginning of
it, then for the family of dangers, then for any; of equals what an installation wrote before what is shipped, then one
that names the level, then the type of message; the newest validity; the id. So a file that says only what to do in a
flood is a whole file. What cannot be rendered gives way to the next, and the draft says why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alerts.warning import MessageType
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from alerts.hazard import Hazard


class Part(StrEnum):
    """What a text consists of; the later ones may repeat the earlier ones."""

    HEADLINE = "headline"
    DESCRIPTION = "description"
    IMPACT = "impact"
    INSTRUCTION = "instruction"
    CONTACT = "contact"
    #: Read aloud by a telephone or a loudspeaker.
    SHORT = "short"
    #: A text message, without the sender's signature.
    SMS = "sms"
    #: One line of a public screen.
    SCREEN = "screen"


#: Most characters of each part once it is rendered.
LONGEST: Final[dict[Part, int]] = {
    Part.HEADLINE: 200,
    Part.DESCRIPTION: 4000,
    Part.IMPACT: 1000,
    Part.INSTRUCTION: 2000,
    Part.CONTACT: 300,
    Part.SHORT: 500,
    Part.SMS: 1200,
    Part.SCREEN: 200,
}
#: What a warning in any language has.
NEEDED: Final = (Part.HEADLINE, Part.DESCRIPTION, Part.INSTRUCTION)
#: Parts that are made of others, and may name them.
CHANNELS: Final = (Part.SHORT, Part.SMS, Part.SCREEN)

#: What a template may name, with an example of each.
VARIABLES: Final[dict[str, str | bool]] = {
    "sender": "信阳市应急管理局",
    "event": "洪水",
    "level": "红色",
    "numeral": "Ⅰ",
    "grade": "特别严重",
    "before": "橙色",
    "is_raised": True,
    "is_renewed": True,
    "area": "息县",
    "station": "息县站",
    "when": "7月19日22时00分",
    "why": "息县站水位 43.68 m",
    "until": "7月20日22时00分",
    "telephone": "0376-12379",
}
#: Those that are not always there: a template asks ``is defined`` first.
OPTIONAL: Final = frozenset({"before", "is_raised", "is_renewed", "station", "telephone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Some parts of a text, in one language."""

    id: str
    #: BCP 47, e.g. ``zh-CN``.
    language: str
    #: Event codes or beginnings of them; empty together with ``families``: any hazard.
    hazards: tuple[str, ...] = ()
    #: Names of ``hazard.Peril``.
    families: tuple[str, ...] = ()
    #: Empty: every level.
    levels: tuple[Level, ...] = ()
    #: Empty: every type of message.
    types: tuple[MessageType, ...] = ()
    #: Source by name of the part.
    parts: dict[str, str] = field(default_factory=dict)
    #: None: from ever, for ever.
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    #: Where it was written, for messages; line of each part.
    origin: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    #: Given by the store, from 1; 0: shipped.
    version: int = 0

    def is_valid(self, at: datetime) -> bool:
        """Return whether it counts at an instant."""
        return (self.valid_from is None or self.valid_from <= at) and (
            self.valid_until is None or at < self.valid_until
        )

    def fits(self, occasion: Occasion) -> bool:
        """Return whether it may word such a warning."""
        return (
            self.language == occasion.language
            and (not self.levels or occasion.level in self.levels)
            and (not self.types or occasion.message_type in self.types)
            and self._nearness(occasion) is not None
        )

    def _nearness(self, occasion: Occasion) -> int | None:
        """Return how near it is written for a hazard: its digits, 1 for the family, 0 for any; None: for another."""
        if not self.hazards and not self.families:
            return 0
        digits = [len(each) for each in self.hazards if occasion.hazard.code.startswith(each)]
        if digits:
            return max(digits)
        return 1 if occasion.hazard.peril.value in self.families else None

    def rank(self, occasion: Occasion) -> tuple[int, int, int, int, float, str]:
        """Return what the best one of those that fit has the least of."""
        return (
            -(self._nearness(occasion) or 0),
            0 if self.version else 1,
            len(self.levels or LADDER),
            len(self.types or MessageType),
            -self.valid_from.timestamp() if self.valid_from else 0.0,
            self.id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What kind of warning is to be worded."""

    hazard: Hazard
    level: Level
    message_type: MessageType
    language: str


class TemplateBook:
    """Every template; remembers which of them word which occasion."""

    def __init__(self, templates: Iterable[Template]) -> None:
        """Take the templates, shipped and written."""
        self.templates = tuple(templates)
        self._ranked: dict[Occasion, dict[Part, tuple[Template, ...]]] = {}
        #: Whether every template counts at any instant: then what is true once is true for ever.
        self._is_timeless = all(each.valid_from is None and each.valid_until is None for each in self.templates)
        self._whole: dict[tuple[Hazard, Level, MessageType], list[str]] = {}

    def over(self, written: Iterable[Template]) -> TemplateBook:
        """Return a book in which these come before what is there."""
        more = tuple(written)
        return TemplateBook((*self.templates, *more)) if more else self

    def candidates(self, part: Part, occasion: Occasion, *, at: datetime) -> Sequence[Template]:
        """Return the templates of a part that count at an instant, the best first."""
        ranked = self._ranked.get(occasion)
        if ranked is None:
            ranked = self._ranked[occasion] = self._rank(occasion)
        return ranked[part] if self._is_timeless else [each for each in ranked[part] if each.is_valid(at)]

    def _rank(self, occasion: Occasion) -> dict[Part, tuple[Template, ...]]:
        fitting = sorted(
            (template for template in self.templates if template.fits(occasion)), key=lambda each: each.rank(occasion)
        )
        return {part: tuple(each for each in fitting if part.value in each.parts) for part in Part}

    def languages(self, *, hazard: Hazard, level: Level, message_type: MessageType, at: datetime) -> list[str]:
        """Return the languages in which a warning can be worded whole: Chinese and English first, then by name."""
        key = (hazard, level, message_type)
        if key in self._whole:
            return self._whole[key]
        found = {template.language for template in self.templates}
        whole = [
            language
            for language in found
            if all(
                self.candidates(
                    part,
                    Occasion(hazard=hazard, level=level, message_type=message_type, language=language),
                    at=at,
                )
                for part in NEEDED
            )
        ]
        first = ("zh-CN", "en")
        languages = sorted(whole, key=lambda each: (first.index(each) if each in first else len(first), each))
        if self._is_timeless:
            self._whole[key] = languages
        return languages
