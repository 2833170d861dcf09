"""Answers: what villages say, by the hand of an officer, a telephone gateway, or the link of a call."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from alerts.answering import Respondent, Said, pressed, respondent_of, take_answer, take_message
from alerts.call_message import LONGEST_TOKEN, token_hash
from alerts.rollcall.answer import Answer, Source
from alerts.rollcall.placed import PlacedCall
from alerts.rollcall.public import answer_json, scoped
from alerts.rollcall.reading import Read, read_answer
from alerts.rollcall.roll import Roll, RollState
from alerts.rollcall.wording import text_of
from alerts.warning import Warning  # noqa: A004 -- the field's word
from alerts.world import World, world_of
from api.answer import answer, page
from api.answer_form import read_form
from api.answer_key import answer_id, page_key
from api.answer_page import PAGE_POLICY, QUESTION_POLICY, Question, busy_page, closed_page, question_page, striped
from api.asking import OfficerAsks
from api.auth import Officer, Viewer
from api.given import Parts, TheThrottle
from api.origin import Address
from api.parts import ApiParts
from api.ports import Transaction
from api.problem import not_found, problem_response
from api.query import Cursor, Limit
from api.schema.rollcall import AnswerBody, AnswerPage, AnswerShape

router = APIRouter(tags=["rollcalls"])

#: Looks and answers by one link within a minute, and links that lead nowhere tried from one address.
TRIES_PER_LINK = 20
TRIES_PER_ADDRESS = 30


@router.get("/api/v1/answers", response_model=AnswerPage)
def list_answers(
    *,
    parts: Parts,
    caller: Viewer,
    rollcall: Annotated[str | None, Query(max_length=64, description="Only those to this roll call.")] = None,
    unknown: Annotated[bool, Query(description="Only those of numbers that nobody called.")] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List answers, newest first."""
    asked = "" if unknown else rollcall
    found = parts.store.answers(rollcall=asked, before=cursor, limit=limit, within=caller.within)
    return page([answer_json(one) for one in found], cursor=found[-1].id if len(found) == limit else None)


@router.post("/api/v1/answers", status_code=201, response_model=AnswerShape)
def post_answer(*, body: AnswerBody, asking: OfficerAsks, caller: Officer) -> Response:
    """Take an answer: an officer's for a place, or a telephone gateway's from a number."""
    respondent = _respondent(body, asking.parts, caller.user, within=caller.within)

    def carry_out(transaction: Transaction, now: datetime) -> dict[str, Any]:
        said = _said(body, by=asking.actor, at=now)
        if respondent is not None:
            return answer_json(take_answer(transaction, respondent, said))
        world = _world(asking.parts)
        return answer_json(take_message(transaction, address=str(body.address), said=said, world=world))

    return asking.once(body, carry_out, status=201)


def _world(parts: ApiParts) -> World:
    """Return the world of this installation's channels, gateways that answer here among them."""
    return world_of(parts.issuer.status)


def _respondent(body: AnswerBody, parts: ApiParts, user: str, *, within: str) -> Respondent | None:
    """Return for which place an answer is; None where the number says it.

    Raises:
        ApiError: If there is no such place in the caller's subtree.
    """
    if body.address is not None:
        call = parts.store.newest_call(body.address, now=parts.clock(), world=_world(parts))
        if within and (call is None or not call.division.startswith(within)):
            raise not_found("call to", body.address)
        return None
    roll = parts.store.rollcall(str(body.rollcall), within=within)
    place = scoped(roll, within).place(str(body.place)) if roll is not None else None
    if roll is None or place is None:
        raise not_found("place", str(body.place))
    person = body.person or f"by:{user}"
    return Respondent(rollcall=roll.id, place=place.id, division=place.division, person=person)


def _said(body: AnswerBody, *, by: str, at: datetime) -> Said:
    if body.digits is not None:
        return pressed(body.digits, at=at, by=by)
    text = body.text or ""
    source = Source.CONSOLE if body.address is None else Source.SMS
    if body.standing is None:
        found = read_answer(text)
        read = Read(standing=found.standing, headcount=found.headcount if body.headcount is None else body.headcount)
    else:
        read = Read(standing=body.standing, headcount=body.headcount)
    return Said(read=read, source=source, at=at, words=text, by=by)


@router.get("/a/{token}", include_in_schema=False)
def show_question(*, token: str, request: Request, parts: Parts, throttle: TheThrottle, address: Address) -> Response:
    """Show what is asked behind a link; whoever holds the link may answer, and looking answers nothing."""
    found = _asked(token, parts, throttle, address=address)
    wants_json = _wants_json(request)
    if isinstance(found, Response):
        return found if wants_json else _as_page(found, parts)
    call, roll, warning = found
    question = _question(call, roll, warning, parts)
    if wants_json:
        return answer(_plain(question))
    return _page(question_page(question, now=parts.clock()), parts, policy=QUESTION_POLICY)


@router.post("/a/{token}", include_in_schema=False)
async def answer_question(
    *, token: str, request: Request, parts: Parts, throttle: TheThrottle, address: Address
) -> Response:
    """Take an answer by link, from the page's form or as JSON."""
    from starlette.concurrency import run_in_threadpool

    body = await request.body()
    return await run_in_threadpool(_take, token, body, request, parts=parts, throttle=throttle, address=address)


def _take(
    token: str, body: bytes, request: Request, *, parts: ApiParts, throttle: TheThrottle, address: str
) -> Response:
    found = _asked(token, parts, throttle, address=address)
    is_json = request.headers.get("content-type", "").startswith("application/json")
    if isinstance(found, Response):
        return found if is_json else _as_page(found, parts)
    call, roll, warning = found
    filled = read_form(body, is_json=is_json)
    if filled is None:
        detail = "expected standing as safe, moving or help, and headcount as a number of people or nothing"
        if is_json:
            return problem_response(422, "bad_answer", detail=detail)
        question = _question(call, roll, warning, parts)
        text = question_page(question, now=parts.clock(), trouble="人数请填数字。")
        return _page(text, parts, status=422, policy=QUESTION_POLICY)
    id_ = answer_id(filled.key, call=call, read=filled.read, until=roll.expires)
    said = Said(read=filled.read, source=Source.LINK, at=parts.clock(), id=id_)
    with parts.store.begin() as transaction:
        taken = take_answer(transaction, respondent_of(call), said)
    if is_json:
        return answer(_plain_answer(taken), status=201)
    # Sent again by a reload, a form would answer twice.
    return RedirectResponse(f"/a/{token}", status_code=303)


def _asked(
    token: str, parts: ApiParts, throttle: TheThrottle, *, address: str
) -> tuple[PlacedCall, Roll, Warning] | Response:
    """Return what a link asks; an answer for whoever may not go on, the same for unknown links and ended ones."""
    now = parts.clock()
    call = parts.store.call_by_token(token_hash(token)) if len(token) <= LONGEST_TOKEN else None
    key, limit = (f"link:{call.id}", TRIES_PER_LINK) if call else (f"address:{address}", TRIES_PER_ADDRESS)
    if not throttle.admits(key, limit=limit, now=now):
        detail = "too many tries, wait a minute"
        return problem_response(429, "too_many_tries", detail=detail, headers={"retry-after": "60"})
    roll = parts.store.rollcall_at(call.rollcall, call.place) if call else None
    warning = parts.store.warning(roll.warning) if roll else None
    is_open = roll is not None and roll.state in {RollState.ACTIVE, RollState.STOPPED} and now < roll.expires
    if call is None or roll is None or warning is None or not is_open:
        return problem_response(404, "not_found", detail="the link asks nothing, or no more")
    return call, roll, warning


def _question(call: PlacedCall, roll: Roll, warning: Warning, parts: ApiParts) -> Question:
    text = text_of(warning, "zh-CN")
    own = [one for one in parts.store.answers_of(roll.id, place=call.place) if one.person == call.person]
    place = roll.place(call.place)
    last = own[-1] if own else None
    return Question(
        level=roll.level,
        event=text.event,
        headline=text.headline,
        instruction=text.instruction,
        place=call.place_name,
        identifier=roll.identifier,
        issued=warning.sent or warning.created,
        deadline=(place.since if place else call.at) + roll.pace.deadline,
        standing=last.standing if last else None,
        headcount=last.headcount if last else None,
        key=page_key(parts.clock()),
    )


def _plain(question: Question) -> dict[str, Any]:
    return {
        "level": question.level.key,
        "event": question.event,
        "headline": question.headline,
        "instruction": question.instruction,
        "place": question.place,
        "identifier": question.identifier,
        "deadline": question.deadline.isoformat(),
        "standing": question.standing,
        "headcount": question.headcount,
    }


def _plain_answer(taken: Answer) -> dict[str, Any]:
    return {"standing": taken.standing.value, "headcount": taken.headcount}


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _as_page(refused: Response, parts: ApiParts) -> Response:
    text = busy_page() if refused.status_code == 429 else closed_page()  # noqa: PLR2004 -- HTTP status
    return _page(text, parts, status=refused.status_code)


def _page(text: str, parts: ApiParts, *, status: int = 200, policy: str = PAGE_POLICY) -> Response:
    text = text if parts.drill is None else striped(text)
    return Response(text, status_code=status, media_type="text/html", headers={"content-security-policy": policy})
