"""Saying: how instants, spans, numbers and states are written in a report. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from incidents.span import span_text
from reports.act_words import CHANNELS, ENDS, EXPECTED, GROUNDS, KINDS, MODES, SOURCES, STANDINGS, STATES, TYPES, told
from reports.figure_words import CHARTS, FIGURES
from reports.figures import Unit
from reports.words import RULES, SCORES, word
from sensing.instant import BEIJING

if TYPE_CHECKING:
    from datetime import datetime

    from reports.figures import Figure

#: What is written where the journal is silent.
NOTHING = "—"
_TABLES = {
    "channel": CHANNELS,
    "chart": CHARTS,
    "end": ENDS,
    "expected": EXPECTED,
    "figure": FIGURES,
    "grounds": GROUNDS,
    "kind": KINDS,
    "mode": MODES,
    "rule": RULES,
    "score": SCORES,
    "source": SOURCES,
    "standing": STANDINGS,
    "state": STATES,
    "type": TYPES,
}
#: From here on minutes are left out of narrow columns.
_LONG: Final = timedelta(hours=3)


class Speaker:
    """Writes in one language; what the page calls by name."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._number = 0 if language == "zh" else 1

    def word(self, key: str, **values: object) -> str:
        """Return a text of the page with its values filled in; values are never read as a pattern."""
        said = word(key, self.language)
        for name, value in values.items():
            said = said.replace(f"{{{name}}}", str(value))
        return said

    def told(self, table: str, key: str) -> str:
        """Return what a state, an act or a figure is called."""
        return told(_TABLES[table], str(key))[self._number] if key else NOTHING

    def words(self, said: dict[str, str]) -> str:
        """Return a text that the journal holds in both languages."""
        return said.get(self.language) or said.get("zh") or NOTHING

    def full(self, at: datetime | None) -> str:
        """Return an instant with its year."""
        return NOTHING if at is None else f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"

    def time(self, at: datetime | None) -> str:
        """Return an instant without its year."""
        return NOTHING if at is None else f"{at.astimezone(BEIJING):%m-%d %H:%M:%S}"

    def clock(self, at: datetime | None) -> str:
        """Return the hour of an instant."""
        return NOTHING if at is None else f"{at.astimezone(BEIJING):%H:%M:%S}"

    def span(self, span: timedelta | None) -> str:
        """Return a duration; one below zero with its sign."""
        if span is None:
            return NOTHING
        sign = "−" if span < timedelta(0) else ""
        return sign + span_text(abs(span))[self.language]

    def since(self, start: datetime | None, end: datetime | None) -> str:
        """Return how long after an instant another came, negative for before; empty where one is not known.

        From three hours on in whole hours: it stands in a narrow column, and nobody asks for the minutes.
        """
        if start is None or end is None:
            return ""
        span = end - start
        if abs(span) >= _LONG:
            span = timedelta(hours=round(span / timedelta(hours=1)))
        return f"{'' if end < start else '+'}{self.span(span)}"

    def figure(self, figure: Figure, *, value: float | None = None) -> str:
        """Return a figure's value, or another one of its unit."""
        shown = figure.value if value is None else value
        if shown is None:
            return NOTHING
        return self.span(timedelta(seconds=shown)) if figure.unit is Unit.SPAN else f"{shown:g}"

    def change(self, figure: Figure, change: float | None) -> str:
        """Return a change with its sign."""
        if change is None:
            return NOTHING
        if not change:
            return "0"
        if figure.unit is Unit.SPAN:
            return f"{'+' if change > 0 else '−'}{self.span(timedelta(seconds=abs(change)))}"
        return f"{change:+g}".replace("-", "−")

    def people(self, names: tuple[str, ...]) -> str:
        """Return names in a row."""
        return ("、" if self.language == "zh" else ", ").join(names) or self.word("s_nobody")
