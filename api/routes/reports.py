"""Reports: what happened and how well it was met, from the journal alone."""

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answer import answer, instant_parameter
from api.auth import Viewer
from api.given import Parts
from api.headers import DATA_POLICY
from api.problem import ApiError, not_found, unprocessable
from api.reporting import Asked, facts_for
from api.schema.text import InstantText
from geo.division import prefix_of
from geo.errors import DivisionError
from reports.comparison import Comparison, compared
from reports.document import page_of
from reports.facts import Facts
from reports.plain import report_json

router = APIRouter(prefix="/api/v1", tags=["reports"])

#: A report is a page of its own: its styles and pictures stand in it, and nothing in it runs or loads.
_POLICY = f"{DATA_POLICY}; style-src 'unsafe-inline'; sandbox"
#: Reports made at once: each takes a second of a processor, and warnings come first.
_AT_ONCE = BoundedSemaphore(2)
_MEDIA = ("application/json", "text/html", "application/pdf")


REPORT_ANSWERS: dict[int | str, dict[str, Any]] = {200: {"content": {media: {} for media in _MEDIA}}}
ReportForm = Annotated[Literal["html", "pdf", "json"], Query(alias="format")]
ReportLanguage = Annotated[Literal["zh", "en"], Query(description="Language of the page.")]


@router.get("/reports", response_class=Response, responses=REPORT_ANSWERS)
def report(
    *,
    parts: Parts,
    caller: Viewer,
    situation: Annotated[str, Query(max_length=64)] = "",
    incident: Annotated[str, Query(max_length=64)] = "",
    start: Annotated[InstantText | None, Query(alias="from", description="First instant.")] = None,
    end: Annotated[InstantText | None, Query(alias="to", description="Last instant; now.")] = None,
    division: Annotated[str, Query(max_length=12, description="12-digit code; one's own.")] = "",
    form: ReportForm = "html",
    lang: ReportLanguage = "zh",
) -> Response:
    """Return the after-action report of a situation, an incident or a period."""
    now = parts.clock()
    asked = Asked(
        situation=situation,
        incident=incident,
        start=None if start is None else instant_parameter(start, name="from"),
        end=now if end is None else instant_parameter(end, name="to"),
        within=_within(division, own=caller.within),
    )
    return written(lambda: facts_for(parts.store, asked, now=now), form=form, language=lang)


def _within(division: str, *, own: str) -> str:
    """Return the subtree of a report; one that lies outside the caller's is as unknown as one that is not there."""
    if not division:
        return own
    try:
        asked = prefix_of(division)
    except DivisionError as error:
        raise unprocessable("bad_filter", f"division: {error}") from None
    if not asked.startswith(own):
        raise not_found("division", division)
    return asked


def written(
    facts: Callable[[], Facts], *, form: str, language: str, before: Callable[[], Facts] | None = None
) -> Response:
    """Return a report in a form and a language, beside an earlier one where one is given.

    Raises:
        ApiError: ``busy`` while as many are being made as may be at once.
    """
    if not _AT_ONCE.acquire(blocking=False):
        raise ApiError("busy", "other reports are being made, ask again in a few seconds", status=503)
    try:
        found = facts()
        return _written(found, before and compared(found, before()), form=form, language=language)
    finally:
        _AT_ONCE.release()


def _written(facts: Facts, comparison: Comparison | None, *, form: str, language: str) -> Response:
    name = f"report-{facts.end:%Y%m%d-%H%M}.{form}"
    if form == "json":
        return answer(report_json(facts, comparison=comparison))
    if form == "pdf":
        # The layout engine is loaded by the first who asks for it: no start waits for it, and none fails without it.
        from reports.paper import paper_of

        data = paper_of(facts, language=language, comparison=comparison)
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type="application/pdf", headers=headers)
    page = page_of(facts, language=language, comparison=comparison)
    return Response(page, media_type="text/html", headers={"content-security-policy": _POLICY})
