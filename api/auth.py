"""Auth: who is asking, and whether that role may.

Every route under ``/api/v1`` names the least role it needs. A role includes the ones below it: a viewer reads, an
officer acts on incidents and warnings, an administrator changes stations, rules, fences and people. Tokens are
looked up in the store on every request, so a revoked one is refused at once in every process.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.credentials import token_hash
from api.parts import ApiParts
from api.ports import Store
from api.problem import ApiError
from incidents.people import CredentialKind, Role

#: Longest token looked at; ours are 47 characters.
_LONGEST_TOKEN = 200

_RANK: dict[Role, int] = {Role.VIEWER: 0, Role.OFFICER: 1, Role.ADMINISTRATOR: 2}

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="A session token of `POST /api/v1/sessions`, or an API key.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is asking."""

    #: User name.
    user: str
    role: Role
    #: Hash of the token that was shown.
    token_hash: bytes
    #: Whether a person has to set a password of their own first.
    must_change: bool

    def may(self, role: Role) -> bool:
        """Return whether the caller's role includes ``role``."""
        return _RANK[self.role] >= _RANK[role]


def identify(store: Store, *, hashed: bytes, now: datetime) -> Caller | None:
    """Return who holds a token, None when it is unknown, revoked or expired."""
    credential = store.credential(hashed)
    if credential is None or credential.revoked is not None:
        return None
    if credential.expires is not None and credential.expires <= now:
        return None
    user = store.user(credential.user)
    if user is None:
        return None
    # A key is made by an administrator and has no password to change.
    must_change = user.must_change and credential.kind is CredentialKind.SESSION
    return Caller(user=user.name, role=user.role, token_hash=hashed, must_change=must_change)


async def given_parts(request: Request) -> ApiParts:
    """Return what the application was given."""
    parts: ApiParts = request.app.state.parts
    return parts


Parts = Annotated[ApiParts, Depends(given_parts)]


def any_caller(
    *, parts: Parts, shown: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None
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
        caller = identify(parts.store, hashed=token_hash(token), now=parts.clock())
    if caller is None:
        raise _unauthenticated("invalid_token", "the token is unknown, expired or revoked")
    return caller


def _unauthenticated(code: str, detail: str) -> ApiError:
    return ApiError(code, detail, status=401, headers={"www-authenticate": "Bearer"})


AnyCaller = Annotated[Caller, Depends(any_caller)]


async def viewer(caller: AnyCaller) -> Caller:
    """Return a caller who may read."""
    return _at_least(caller, Role.VIEWER)


async def officer(caller: AnyCaller) -> Caller:
    """Return a caller who may act on incidents and warnings."""
    return _at_least(caller, Role.OFFICER)


async def administrator(caller: AnyCaller) -> Caller:
    """Return a caller who may change stations, rules, fences and people."""
    return _at_least(caller, Role.ADMINISTRATOR)


def _at_least(caller: Caller, role: Role) -> Caller:
    if caller.must_change:
        detail = "set a password of your own first: POST /api/v1/users/me/password"
        raise ApiError("password_change_required", detail, status=403)
    if not caller.may(role):
        raise ApiError("forbidden", f"this needs the role {role}, you are {caller.role}", status=403)
    return caller


Viewer = Annotated[Caller, Depends(viewer)]
Officer = Annotated[Caller, Depends(officer)]
Administrator = Annotated[Caller, Depends(administrator)]

#: For routes that need the role but not the name.
VIEWERS = Depends(viewer)
OFFICERS = Depends(officer)
ADMINISTRATORS = Depends(administrator)
