"""Task links: whoever was sent a task says what became of it at the link that came with it, without signing in.

A token speaks for one contact and one task. Unknown, spent and old ones look the same; who guesses is slowed down.
"""

from typing import Annotated
from urllib.parse import parse_qsl

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from alerts.call_message import LONGEST_TOKEN, token_hash
from alerts.raising import tell_unsettled
from alerts.task_link import TaskLink
from api.answer import answer
from api.answer_page import PAGE_POLICY, striped
from api.given import Parts, TheThrottle
from api.origin import Address
from api.parts import ApiParts
from api.problem import problem_response
from api.task_page import busy_task_page, closed_task_page, task_page, thanks_page
from incidents.errors import TaskError, UnknownTaskError
from incidents.task import VERBS, Task, TaskMove
from incidents.tasking import answer_task
from sensing.instant import format_instant

router = APIRouter(tags=["tasks"])

#: Looks and answers by one link within a minute, and links that lead nowhere tried from one address.
TRIES_PER_LINK = 20
TRIES_PER_ADDRESS = 30
#: Octets of an answer's body at most, and characters of its remark.
LARGEST_FORM = 8192
LONGEST_NOTE = 500
_LANGUAGES = frozenset({"zh", "en"})
_EXPECTED = "expected answer as accept, done or refuse, and a note of up to 500 characters with a refusal"

Lang = Annotated[str, Query(max_length=8, description="``zh`` or ``en``; else what the browser asks for.")]


@router.get("/t/{token}", include_in_schema=False)
def show_task(
    *, token: str, request: Request, parts: Parts, throttle: TheThrottle, address: Address, lang: Lang = ""
) -> Response:
    """Show the task behind a link; looking answers nothing."""
    found = _led_to(token, parts, throttle, address=address)
    language, wants_json = _language(request, lang), "application/json" in request.headers.get("accept", "")
    if isinstance(found, Response):
        return found if wants_json else _refused(found, language, parts)
    link, task = found
    return (
        answer(_plain(task)) if wants_json else _page(task_page(task, language=language, contact=link.contact), parts)
    )


@router.post("/t/{token}", include_in_schema=False)
async def answer_by_link(
    *, token: str, request: Request, parts: Parts, throttle: TheThrottle, address: Address, lang: Lang = ""
) -> Response:
    """Take an answer by link, from the page's form or as JSON."""
    body = await request.body()
    is_json = request.headers.get("content-type", "").startswith("application/json")
    language = _language(request, lang)

    def take() -> Response:
        found = _led_to(token, parts, throttle, address=address)
        if isinstance(found, Response):
            return found if is_json else _refused(found, language, parts)
        link, task = found
        said = _read(body, is_json=is_json)
        trouble = "bad_answer" if said is None else "empty_note" if said == (TaskMove.REFUSED, "") else ""
        if said is None or trouble:
            text = task_page(task, language=language, contact=link.contact, trouble=trouble)
            return problem_response(422, trouble, detail=_EXPECTED) if is_json else _page(text, parts, status=422)
        try:
            after = _answered(parts, link, said)
        except (TaskError, UnknownTaskError) as error:
            # Somebody was quicker, or he has said so before: what stands now is shown.
            if is_json and isinstance(error, TaskError):
                return problem_response(409, error.code, detail=str(error))
            return _back(token, lang)
        if is_json:
            return answer(_plain(after), status=201)
        return _page(thanks_page(said[0], language=language), parts) if after.is_over else _back(token, lang)

    return await run_in_threadpool(take)


def _back(token: str, lang: str) -> Response:
    """Lead back to the page: sent again by a reload, a form would answer twice."""
    return RedirectResponse(f"/t/{token}" + (f"?lang={lang}" if lang in _LANGUAGES else ""), status_code=303)


def _answered(parts: ApiParts, link: TaskLink, said: tuple[TaskMove, str]) -> Task:
    """Return the task once it is answered.

    Raises:
        TaskError: If its state does not allow it any more.
        UnknownTaskError: If it is gone.
    """
    move, note = said
    now = parts.clock()
    with parts.store.begin() as transaction:
        task = answer_task(transaction, link.task, move, actor=link.contact, now=now, note=note)
        tell_unsettled(transaction, [task], status=parts.issuer.status, now=now)
    return task


def _led_to(token: str, parts: ApiParts, throttle: TheThrottle, *, address: str) -> tuple[TaskLink, Task] | Response:
    """Return what a link leads to; an answer for whoever may not go on, the same for unknown links and spent ones."""
    now = parts.clock()
    link = parts.store.task_by_token(token_hash(token)) if len(token) <= LONGEST_TOKEN else None
    key, limit = (f"task:{link.token_hash}", TRIES_PER_LINK) if link else (f"address:{address}", TRIES_PER_ADDRESS)
    if not throttle.admits(key, limit=limit, now=now):
        headers = {"retry-after": "60"}
        return problem_response(429, "too_many_tries", detail="too many tries, wait a minute", headers=headers)
    task = parts.store.task(link.task) if link else None
    if link is None or task is None or not link.leads_to(task, now=now):
        return _nowhere()
    return link, task


def _nowhere() -> Response:
    return problem_response(404, "not_found", detail="the link leads nowhere, or no more")


def _read(body: bytes, *, is_json: bool) -> tuple[TaskMove, str] | None:
    """Return what a form or a JSON body says; None when it is no answer."""
    if len(body) > LARGEST_FORM:
        return None
    try:
        fields = msgspec.json.decode(body) if is_json else dict(parse_qsl(body.decode("utf-8"), max_num_fields=10))
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None
    verb, note = (fields.get("answer"), fields.get("note", "")) if isinstance(fields, dict) else (None, "")
    if not isinstance(verb, str) or verb not in VERBS or not isinstance(note, str) or len(note) > LONGEST_NOTE:
        return None
    return VERBS[verb], note.strip()


def _plain(task: Task) -> dict[str, object]:
    return {
        "place": task.place,
        "level": task.level.key,
        "verb": task.verb.value,
        "what": {"zh": task.what_zh, "en": task.what_en},
        "due": format_instant(task.due),
        "state": task.state.value,
    }


def _language(request: Request, asked: str) -> str:
    if asked in _LANGUAGES:
        return asked
    first = request.headers.get("accept-language", "").split(",")[0].strip().lower()
    return "en" if first.startswith("en") else "zh"


def _refused(refused: Response, language: str, parts: ApiParts) -> Response:
    is_busy = refused.status_code == 429  # noqa: PLR2004 -- HTTP status
    text = busy_task_page(language) if is_busy else closed_task_page(language)
    return _page(text, parts, status=refused.status_code)


def _page(text: str, parts: ApiParts, *, status: int = 200) -> Response:
    text = text if parts.drill is None else striped(text)
    return Response(text, status_code=status, media_type="text/html", headers={"content-security-policy": PAGE_POLICY})
