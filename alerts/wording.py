"""Wording: a warning's texts from templates and what is known of it, marked for its status. Pure.

A part whose template fails gives way to the next one, and the trouble is told: an emergency is no time to be silent
because of a misspelt file. What is shipped is tried by tests for every hazard, level and type.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from alerts.errors import TemplateError
from alerts.hazard import hazard
from alerts.marks import mark, marked
from alerts.template import CHANNELS, NEEDED, Occasion, Part
from alerts.template_engine import bounded, render
from alerts.warning import CapStatus, MessageType, Text
from sensing.instant import BEIJING
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from alerts.template import TemplateBook
    from incidents.span import Words

#: What the levels are called beside their numeral in official headlines.
_GRADES: Final = {
    Level.RED: ("特别严重", "extreme"),
    Level.ORANGE: ("严重", "severe"),
    Level.YELLOW: ("较重", "moderate"),
    Level.BLUE: ("一般", "minor"),
}
#: Parts that say what must be said beside every text; a text message made of the description has it from there.
_CAUTIOUS: Final = frozenset({Part.DESCRIPTION, Part.SHORT, Part.SMS})
_MADE: Final = tuple(part for part in Part if part not in CHANNELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a warning is about, as far as words need it."""

    status: CapStatus
    message_type: MessageType
    hazard: str
    level: Level
    #: In whose name.
    sender: str
    area: str
    #: When what is told happened, and until when the warning lasts.
    when: datetime
    until: datetime
    #: What happened, by ``zh`` and ``en``.
    why: Words
    #: Level that people were told before; None: nothing.
    before: Level | None = None
    #: Whether people were told the same before, and it goes on.
    is_renewed: bool = False
    #: Empty: none.
    station: str = ""
    telephone: str = ""
    #: What every text says beside its own words; empty: nothing.
    caveat: Words = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Worded:
    """Texts, and what was wrong with templates that had to give way."""

    texts: tuple[Text, ...]
    troubles: list[str] = field(default_factory=list)


def worded(matter: Matter, book: TemplateBook, *, now: datetime) -> Worded:
    """Return the texts of a warning in every language that has words for it.

    Raises:
        TemplateError: If not even the templates of last resort can say it.
    """
    troubles: list[str] = []
    known = hazard(matter.hazard)
    languages = book.languages(hazard=known, level=matter.level, message_type=matter.message_type, at=now)
    if not languages:
        raise TemplateError(f"no template words a {matter.message_type} of {matter.hazard}", origin="templates")
    texts = [text for each in languages if (text := _said(matter, book, each, now=now, troubles=troubles)) is not None]
    if not texts:
        raise TemplateError(troubles[-1], origin="templates")
    return Worded(texts=tuple(texts), troubles=troubles)


def _said(matter: Matter, book: TemplateBook, language: str, *, now: datetime, troubles: list[str]) -> Text | None:
    """Return the text in a language; None where it cannot be said: that must not keep the others from being told."""
    try:
        return _text(matter, book, language, now=now, troubles=troubles)
    except TemplateError as error:
        troubles.append(str(error))
        return None


def completed(text: Text, matter: Matter, book: TemplateBook, *, now: datetime) -> Worded:
    """Return a text that a person wrote with what he left out, marked; what he wrote stays as it is."""
    troubles: list[str] = []
    own = mark(matter.status, text.language)
    given = {part: getattr(text, part.value) for part in Part}
    given[Part.HEADLINE] = text.headline.removeprefix(own.strip()).strip() if own else text.headline
    whole = _text(matter, book, text.language, now=now, troubles=troubles, given=given)
    return Worded(texts=(replace(whole, event=text.event or whole.event),), troubles=troubles)


def _text(
    matter: Matter,
    book: TemplateBook,
    language: str,
    *,
    now: datetime,
    troubles: list[str],
    given: Mapping[Part, str] | None = None,
) -> Text:
    known = hazard(matter.hazard)
    occasion = Occasion(hazard=known, level=matter.level, message_type=matter.message_type, language=language)
    values = bounded(_values(matter, language))
    words = {part: text for part, text in (given or {}).items() if text}
    for part in (*_MADE, *CHANNELS):
        if part not in words:
            words[part] = _part(part, occasion, values, book=book, now=now, troubles=troubles)
        words[part] = _cautious(words[part], part, matter, language)
        if part in _MADE:
            values[part.value] = words[part]
    made = {part.value: words[part] for part in Part}
    event = known.zh if language.startswith("zh") else known.en
    return marked(Text(language=language, event=event, **made), matter.status)


def _cautious(text: str, part: Part, matter: Matter, language: str) -> str:
    """Return a part with what must be said beside it, once; whatever is made of the description says it too."""
    if not (text and matter.caveat and part in _CAUTIOUS):
        return text
    is_zh = language.startswith("zh")
    caveat = matter.caveat["zh"] if is_zh else matter.caveat.get("en", matter.caveat["zh"])
    return text if caveat in text else f"{text}{caveat}" if is_zh else f"{text} {caveat}"


def _part(
    part: Part,
    occasion: Occasion,
    values: Mapping[str, Any],
    *,
    book: TemplateBook,
    now: datetime,
    troubles: list[str],
) -> str:
    last: TemplateError | None = None
    for template in book.candidates(part, occasion, at=now):
        try:
            return render(template, part, values)
        except TemplateError as error:
            troubles.append(str(error))
            last = error
    if part in NEEDED:
        raise last or TemplateError(f"no template says the {part} in {occasion.language}", origin="templates")
    return ""


def _values(matter: Matter, language: str) -> dict[str, Any]:
    """Return what templates may name, in a language; what is not known is left out."""
    is_zh, known = language.startswith("zh"), hazard(matter.hazard)
    grade = _GRADES.get(matter.level, ("", ""))
    values: dict[str, Any] = {
        "sender": matter.sender,
        "event": known.zh if is_zh else known.en,
        "level": matter.level.zh if is_zh else matter.level.key,
        "numeral": matter.level.numeral,
        "grade": grade[0] if is_zh else grade[1],
        "area": matter.area,
        "when": when_text(matter.when, language),
        "until": when_text(matter.until, language),
        "why": (matter.why["zh"] if is_zh else matter.why.get("en", matter.why["zh"])).rstrip("。."),
    }
    if matter.before is not None:
        values["before"] = matter.before.zh if is_zh else matter.before.key
        values["is_raised"] = matter.level > matter.before
    if matter.is_renewed:
        values["is_renewed"] = True
    if matter.station:
        values["station"] = matter.station
    if matter.telephone:
        values["telephone"] = matter.telephone
    return values


def when_text(instant: datetime, language: str) -> str:
    """Return an instant as people say it, Beijing time."""
    local = instant.astimezone(BEIJING)
    if language.startswith("zh"):
        return f"{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"
    return f"{local:%Y-%m-%d %H:%M} Beijing time"


def noted(*notes: Iterable[str] | str) -> str:
    """Return remarks about a draft in one line."""
    flat = [note for each in notes for note in ([each] if isinstance(each, str) else each)]
    return "; ".join(note for note in dict.fromkeys(flat) if note)
