"""Auth: who is asking, and whether that role may.

Every route under ``/api/v1`` names the least role it needs. A role includes the ones below it: a viewer reads, an
officer acts on incidents and drafts warnings, an approver releases them, a commander has the watch, an administrator
changes stations, rules, fences and people; an organiser runs drills. Tokens are looked up in the store on every
request, so a revoked one is refused at once in every process.
"""

from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.acting import note_caller
from api.caller import SEEN_EVERY, Caller, identify
from api.credentials import token_hash
from api.given import Parts
from api.parts import ApiParts
from api.problem import ApiError
from incidents.people import Role

#: Longest token looked at; ours are 47 characters.
_LONGEST_TOKEN = 200

BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="A session token of `POST /api/v1/sessions`, or an API key.",
)


def any_caller(
    *, parts: Parts, shown: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)] = None
) -> Caller:
    """Return the caller, even one who has to change the password first.

    Raises:
        ApiError: If nobody known is asking.
    """
    if shown is None or not shown.credentials:
        raise _unauthenticated("unauthenticated", "expected `Authorization: Bearer <session token or API key>`")
    token = shown.credentials
    caller = None
    if len(token) <= _LONGEST_TOKEN:
        caller = identify(parts.store, hashed=token_hash(token), now=parts.clock(), doors=parts.doors)
    if caller is None:
        raise _unauthenticated("invalid_token", "the token is unknown, expired or revoked")
    note_caller(caller)
    _note_use(caller, parts)
    return caller


def _note_use(caller: Caller, parts: ApiParts) -> None:
    now = parts.clock()
    if caller.seen is None or now - caller.seen >= SEEN_EVERY:
        parts.store.see_credential(caller.token_hash, at=now)


def _unauthenticated(code: str, detail: str) -> ApiError:
    return ApiError(code, detail, status=401, headers={"www-authenticate": "Bearer"})


AnyCaller = Annotated[Caller, Depends(any_caller)]


async def viewer(caller: AnyCaller) -> Caller:
    """Return a caller who may read."""
    return _at_least(caller, Role.VIEWER)


async def officer(caller: AnyCaller) -> Caller:
    """Return a caller who may act on incidents and warnings."""
    return _at_least(caller, Role.OFFICER)


async def approver(caller: AnyCaller) -> Caller:
    """Return a caller who may review and approve warnings."""
    return _at_least(caller, Role.APPROVER)


async def commander(caller: AnyCaller) -> Caller:
    """Return a caller who may have the watch: policies, silences, the duty roster."""
    return _at_least(caller, Role.COMMANDER)


async def organiser(caller: AnyCaller) -> Caller:
    """Return a caller who may run drills."""
    return _at_least(caller, Role.ORGANISER)


async def administrator(caller: AnyCaller) -> Caller:
    """Return a caller who may change stations, rules, fences and people."""
    return _at_least(caller, Role.ADMINISTRATOR)


def _at_least(caller: Caller, role: Role) -> Caller:
    if caller.must_change:
        detail = "set a password of your own first: POST /api/v1/users/me/password"
        raise ApiError("password_change_required", detail, status=403)
    if caller.must_enrol:
        detail = "set up a second factor first: POST /api/v1/users/me/totp"
        raise ApiError("totp_enrolment_required", detail, status=403)
    if not caller.may(role):
        raise ApiError("forbidden", f"this needs the role {role}, you are {caller.role}", status=403)
    return caller


def check_everywhere(within: str, *, what: str) -> None:
    """Refuse somebody of a part of the city where something holds everywhere.

    Args:
        within: The digits of the caller's subtree.
        what: What it is, as the beginning of a sentence.

    Raises:
        ApiError: If the caller is one.
    """
    if within:
        raise ApiError("forbidden", f"{what} everywhere: this needs somebody of the whole city", status=403)


Viewer = Annotated[Caller, Depends(viewer)]
Officer = Annotated[Caller, Depends(officer)]
Approver = Annotated[Caller, Depends(approver)]
Commander = Annotated[Caller, Depends(commander)]
Organiser = Annotated[Caller, Depends(organiser)]
Administrator = Annotated[Caller, Depends(administrator)]

#: For routes that need the role but not the name.
VIEWERS = Depends(viewer)
OFFICERS = Depends(officer)
APPROVERS = Depends(approver)
COMMANDERS = Depends(commander)
ORGANISERS = Depends(organiser)
ADMINISTRATORS = Depends(administrator)
