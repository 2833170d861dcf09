"""Drills as a live server starts them: what ships, what runs, seats in it, and what was recorded."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.answer import answer, page
from api.auth import Organiser, Viewer
from api.given import Parts
from api.parts import ApiParts
from api.ports.drills import DrillHost, DrillOrder, DrillRefusedError, PastRun
from api.problem import ApiError, not_found
from api.routes.reports import REPORT_ANSWERS, ReportForm, ReportLanguage, written
from api.schema.drills import (
    DrillsShape,
    LinkShape,
    PastRunPage,
    RunningDrillShape,
    SeatBody,
    StartBody,
    past_json,
    running_json,
    shipped_json,
)
from incidents.journal import Entry
from incidents.notices import NOWHERE
from incidents.people import Role
from reports.facts import Facts

router = APIRouter(prefix="/api/v1/drills", tags=["drills"])

#: Kind of the journal rows that say who started a drill; what happens in it stands in its own journal.
KIND = "rehearsal"


@router.get("", response_model=DrillsShape)
def list_drills(*, parts: Parts, caller: Viewer) -> Response:
    """Return the drills that may be started, and those that run; whoever may sign in may take part."""
    del caller
    host = parts.drill_host
    if host is None:
        return answer({"is_host": False, "items": [], "running": []})
    items, running = map(shipped_json, host.shipped()), map(running_json, host.running())
    return answer({"is_host": True, "items": [*items], "running": [*running]})


@router.post("", status_code=201, response_model=RunningDrillShape)
def start(*, body: StartBody, parts: Parts, caller: Organiser) -> Response:
    """Start a drill in a process of its own: it has its own world, accounts, channels and clock."""
    host = _host(parts)
    shipped = next((each for each in host.shipped() if each.id == body.drill), None)
    if shipped is None:
        raise not_found("drill", body.drill)
    order = DrillOrder(
        drill=body.drill,
        speed=body.speed or shipped.speed,
        seed=shipped.seed if body.seed is None else body.seed,
        participants=body.participants or shipped.participants,
        by=caller.user,
    )
    try:
        running = host.start(order)
    except DrillRefusedError as error:
        raise ApiError("not_allowed", str(error), status=409) from None
    more = {"drill": order.drill, "speed": order.speed, "seed": order.seed, "participants": order.participants}
    _journal(parts, "started", running.run, actor=caller.user, **more)
    return answer(running_json(running), status=201)


@router.get("/runs", response_model=PastRunPage)
def list_runs(*, parts: Parts, caller: Organiser) -> Response:
    """List what was recorded, the newest first."""
    del caller
    past = _host(parts).past()
    return page([past_json(run, before=_before(run, past)) for run in past])


@router.get("/runs/{run}/report", response_class=Response, responses=REPORT_ANSWERS)
def report(
    *,
    run: str,
    parts: Parts,
    caller: Organiser,
    form: ReportForm = "html",
    lang: ReportLanguage = "zh",
    compare: Annotated[str, Query(max_length=100, description="Run that it is held against.")] = "",
) -> Response:
    """Return the after-action report of a recorded drill; it tells what was true."""
    del caller
    before = (lambda: _facts(parts, compare)) if compare else None
    return written(lambda: _facts(parts, run), form=form, language=lang, before=before)


@router.delete("/{run}", status_code=204)
def stop(*, run: str, parts: Parts, caller: Organiser) -> Response:
    """End the process of a drill; what it has recorded stays."""
    if not _host(parts).stop(run):
        raise not_found("running drill", run)
    _journal(parts, "stopped", run, actor=caller.user)
    return Response(status_code=204)


@router.post("/{run}/seats", status_code=201, response_model=LinkShape)
def take_seat(*, run: str, body: SeatBody, request: Request, parts: Parts, caller: Viewer) -> Response:
    """Return a link that signs in at the drill's own console, once: no session of this installation goes there."""
    host = _host(parts)
    running = next((each for each in host.running() if each.run == run), None)
    seat = next((each for each in running.seats if each.user == body.user), None) if running else None
    if running is None or seat is None:
        raise not_found("seat", body.user)
    if seat.role == Role.ORGANISER and not caller.may(Role.ORGANISER):
        raise ApiError("forbidden", "needs the role organiser", status=403)
    given = host.seat(run, body.user, who=caller.user)
    if given is None:
        raise ApiError("not_ready", "the drill does not answer, try again in a few seconds", status=409)
    port, token = given
    _journal(parts, "seated", run, actor=caller.user, seat=body.user)
    return answer({"url": f"{_address(host, request, port=port)}/#/join/{token}"}, status=201)


def _address(host: DrillHost, request: Request, *, port: int) -> str:
    return host.url or f"{request.url.scheme}://{_bracketed(request.url.hostname or '127.0.0.1')}:{port}"


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _facts(parts: ApiParts, run: str) -> Facts:
    facts = _host(parts).facts(run, now=parts.clock())
    if facts is None:
        raise not_found("recorded run", run)
    return facts


def _before(run: PastRun, past: Sequence[PastRun]) -> str:
    """Return the newest run of the same drill before a run."""
    return next((each.run for each in past if each.drill == run.drill and each.started < run.started), "")


def _host(parts: ApiParts) -> DrillHost:
    if parts.drill_host is None:
        raise not_found("host of drills", "FENGHUO_DRILL__FOLDER is not set")
    return parts.drill_host


def _journal(parts: ApiParts, act: str, run: str, *, actor: str, **more: Any) -> None:
    data = {"act": act, "actor": actor, "run": run, **more}
    with parts.store.begin() as transaction:
        transaction.journal([Entry(kind=KIND, division=NOWHERE, at=parts.clock(), data=data)])
