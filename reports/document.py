"""Document: a report as one HTML page that needs nothing else: style and charts stand in it.

The page is also what the PDF is made of, so that the two never say different things.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.charts import charts_of, gauge_title
from reports.drawing import sign, stripes
from reports.figures import figures_of
from reports.place_facts import AnswerEnd
from reports.saying import NOTHING, Speaker
from reports.score import scores_of
from reports.timeline import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.comparison import Comparison
    from reports.facts import Facts
    from reports.place_facts import VillageFact

LANGUAGES: Final = ("zh", "en")
#: Rows of a table at most; the data file has all.
MOST_ROWS: Final = 200
#: Controls, marks that override the direction of writing, half pairs, and what is no character.
_ILLEGIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_WORST_FIRST: Final = {AnswerEnd.NEVER: 0, AnswerEnd.LATE: 1, AnswerEnd.IN_TIME: 2}


def page_of(facts: Facts, *, language: str = "zh", comparison: Comparison | None = None) -> str:
    """Return a report as HTML.

    Args:
        facts: What it says.
        language: ``zh`` or ``en``.
        comparison: What is different from an earlier report.
    """
    figures = figures_of(facts)
    return _legible(
        _environment()
        .get_template("report.html")
        .render(
            facts=facts,
            figures=figures,
            scores=scores_of(figures),
            charts=charts_of(facts, language=language),
            gauge_title=gauge_title(facts, language),
            comparison=comparison,
            moments=shortened(facts.timeline),
            villages=_ordered(facts.villages)[:MOST_ROWS],
            most=MOST_ROWS,
            say=Speaker(language),
            style=Markup((files("reports") / "pages" / "report.css").read_text("utf-8")),  # noqa: S704 -- ours
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(sign=sign, stripes=stripes, nothing=NOTHING)
    return environment


def _legible(page: str) -> str:
    """Return a page without what turns its lines around, or what neither HTML nor a layout engine takes."""
    return _ILLEGIBLE.sub("\ufffd", page)


def _ordered(villages: Sequence[VillageFact]) -> list[VillageFact]:
    """Return those who did not answer first: they are why somebody reads the table."""
    return sorted(villages, key=lambda each: (_WORST_FIRST[each.end], each.division, each.id))
