"""The drill that runs in this process: how it stands, and what its organiser does with it."""

from collections.abc import Iterator

from fastapi import APIRouter
from starlette.responses import Response

from api.answer import answer
from api.auth import Officer, Organiser, Viewer
from api.given import Parts
from api.origin import Address
from api.parts import ApiParts
from api.ports.drills import DrillView, InjectView, Rehearsal
from api.problem import ApiError, not_found, unprocessable
from api.routes.reports import REPORT_ANSWERS, ReportForm, ReportLanguage, written
from api.schema.drill import DrillActBody, DrillCommentBody, DrillShape, JoinBody, interruption_json
from api.schema.person import SessionShape, session_json
from api.signing_in import open_session
from incidents.journal import Row
from incidents.people import Role, includes
from reports.case import facts_of
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1", tags=["drills"])

#: Journal rows that are read at a time.
_PAGE = 1000


@router.get("/drill", response_model=DrillShape)
def drill(*, parts: Parts, caller: Viewer) -> Response:
    """Return how the drill of this process stands; 404 on an installation that is none."""
    return _shown(_rehearsal(parts), role=caller.role)


@router.post("/drill", response_model=DrillShape)
def act(*, body: DrillActBody, parts: Parts, caller: Organiser) -> Response:
    """Pause, resume, step, end, change the speed, or throw something in."""
    rehearsal = _rehearsal(parts)
    match body.act:
        case "pause":
            rehearsal.pause(actor=caller.user)
        case "resume":
            rehearsal.resume(actor=caller.user)
        case "step":
            rehearsal.step(actor=caller.user)
        case "end":
            rehearsal.end(actor=caller.user)
        case "speed":
            if body.speed is None:
                raise unprocessable("missing_speed", "speed: expected drill seconds in a second, such as 60")
            rehearsal.set_speed(body.speed, actor=caller.user)
        case "inject":
            if body.text.strip():
                rehearsal.improvise(body.text.strip(), actor=caller.user)
            elif not rehearsal.inject(body.inject, actor=caller.user):
                raise not_found("inject that waits", body.inject)
    return _shown(rehearsal, role=caller.role)


@router.post("/drill/comments", response_model=DrillShape)
def comment(*, body: DrillCommentBody, parts: Parts, caller: Officer) -> Response:
    """Say something about an inject, or about the drill: an answer to a journalist, an observation."""
    rehearsal = _rehearsal(parts)
    rehearsal.comment(body.text, inject=body.inject, actor=caller.user)
    return _shown(rehearsal, role=caller.role)


@router.post("/drill/join", status_code=201, response_model=SessionShape)
def join(*, body: JoinBody, address: Address, parts: Parts) -> Response:
    """Sign in by what the installation that started the drill gave out: once, and to an account of the drill."""
    user = _rehearsal(parts).admit(body.token.get_secret_value())
    account = parts.store.user(user) if user else None
    if account is None:
        raise ApiError("wrong_credentials", "the link has been used or is too old, ask for another", status=401)
    return answer(session_json(open_session(account, parts=parts, address=address, way="join")), status=201)


@router.get("/drill/report", response_class=Response, responses=REPORT_ANSWERS)
def report(*, parts: Parts, caller: Viewer, form: ReportForm = "html", lang: ReportLanguage = "zh") -> Response:
    """Return the after-action report, once the drill is over: it tells what was true."""
    del caller
    if not _rehearsal(parts).view().is_over:
        raise ApiError("not_over", "expected a drill that is over; its organiser may end it", status=409)
    return written(lambda: facts_of(_rows(parts), now=parts.clock()), form=form, language=lang)


def _rows(parts: ApiParts) -> Iterator[Row]:
    seq = 0
    while page := parts.store.journal(since=seq, limit=_PAGE):
        yield from page
        seq = page[-1].seq


def _rehearsal(parts: ApiParts) -> Rehearsal:
    if parts.drill is None:
        raise not_found("drill", "of this process")
    return parts.drill


def _shown(rehearsal: Rehearsal, *, role: Role) -> Response:
    return answer(_view_json(rehearsal.view(), is_organiser=includes(role, Role.ORGANISER)))


def _view_json(view: DrillView, *, is_organiser: bool) -> dict[str, object]:
    return {
        "id": view.id,
        "title": {"zh": view.title_zh, "en": view.title_en},
        "story": {"zh": view.story_zh, "en": view.story_en},
        "start": format_instant(view.start),
        "until": format_instant(view.until),
        "now": format_instant(view.now),
        "speed": view.speed,
        "pace": view.pace or view.speed,
        "seed": view.seed,
        "is_paused": view.is_paused,
        "is_over": view.is_over,
        "interruption": interruption_json(view.interruption),
        "trouble": view.trouble,
        # Whoever is being tried must not know what comes.
        "injects": [_inject_json(each) for each in view.injects if each.is_thrown or is_organiser],
        "comments": [
            {"at": format_instant(each.at), "actor": each.actor, "inject": each.inject, "text": each.text}
            for each in view.comments
        ],
    }


def _inject_json(inject: InjectView) -> dict[str, object]:
    return {
        "id": inject.id,
        "kind": inject.kind,
        "at": format_instant(inject.at),
        "text": {"zh": inject.text_zh, "en": inject.text_en},
        "station": inject.station,
        "division": inject.division,
        "name": inject.name,
        "roles": list(inject.roles),
        "by": None if inject.by is None else format_instant(inject.by),
        "is_thrown": inject.is_thrown,
    }
