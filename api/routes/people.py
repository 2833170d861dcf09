"""People: users, their passwords, and keys for programs."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from api.answer import answer, instant_parameter, page
from api.auth import ADMINISTRATORS, Administrator, AnyCaller
from api.caller import Caller
from api.credentials import hash_password, is_password, new_token, password_fault, token_hash
from api.given import Parts, TheHub, TheLockout
from api.lockout import Lockout
from api.parts import ApiParts
from api.problem import ApiError, not_found, unprocessable
from api.schema.person import ApiKeyBody, ApiKeyShape, PasswordBody, UserBody, UserName, UserPage, UserShape, user_json
from api.schema.text import Body
from incidents.people import Credential, CredentialKind, Role, User
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1", tags=["people"])

#: Actors that are no persons; nobody may act under such a name.
_TAKEN = frozenset({"policy", "me", "system", "screens"})


class TokenBody(Body):
    """A token that has leaked."""

    token: str


@router.post("/users/me/password", status_code=204)
def change_password(*, body: PasswordBody, caller: AnyCaller, parts: Parts, lockout: TheLockout) -> Response:
    """Set a password of one's own."""
    _check_old(body.old.get_secret_value(), caller=caller, parts=parts, lockout=lockout)
    password = body.new.get_secret_value()
    fault = password_fault(password, user=caller.user)
    if fault or password == body.old.get_secret_value():
        raise unprocessable("weak_password", fault or "expected another password than the old one")
    user = parts.store.user(caller.user)
    if user is None:
        raise not_found("user", caller.user)
    parts.store.put_user(replace(user, password_hash=hash_password(password), must_change=False))
    return Response(status_code=204)


def _check_old(password: str, *, caller: Caller, parts: ApiParts, lockout: Lockout) -> None:
    # Counted by session: whoever sits at a forgotten screen must not guess the password there.
    now, place = parts.clock(), caller.token_hash.hex()
    if lockout.wait(user=caller.user, address=place, now=now):
        raise ApiError("locked_out", "too many wrong passwords, try again in some minutes", status=429)
    lockout.tried(user=caller.user, address=place, now=now)
    known = parts.store.user(caller.user)
    if not is_password(password, password_hash=known.password_hash if known else None):
        raise ApiError("wrong_credentials", "the old password is wrong", status=403)
    lockout.succeeded(user=caller.user, address=place)


@router.get("/users", dependencies=[ADMINISTRATORS], response_model=UserPage)
def list_users(*, parts: Parts) -> Response:
    """List people."""
    return page([user_json(user) for user in sorted(parts.store.users(), key=lambda user: user.name)])


@router.put("/users/{name}", response_model=UserShape)
def put_user(*, name: UserName, body: UserBody, caller: Administrator, parts: Parts) -> Response:
    """Add a person, or change a role or password; a new password has to be changed at first login."""
    if name.lower() in _TAKEN:
        raise unprocessable("name_taken", f"expected a person's name, got {name!r}")
    known = parts.store.user(name)
    if name == caller.user and body.role is not Role.ADMINISTRATOR:
        raise ApiError("own_role", "an administrator cannot give up the role; another one can take it", status=409)
    password_hash = known.password_hash if known else ""
    if body.password is not None:
        fault = password_fault(body.password.get_secret_value(), user=name)
        if fault:
            raise unprocessable("weak_password", fault)
        password_hash = hash_password(body.password.get_secret_value())
    elif known is None:
        raise unprocessable("weak_password", "expected a password for a new person")
    user = User(
        name=name,
        password_hash=password_hash,
        role=body.role,
        created=known.created if known else parts.clock(),
        must_change=body.password is not None or bool(known and known.must_change),
    )
    parts.store.put_user(user)
    return answer(user_json(user))


@router.post("/api-keys", status_code=201, dependencies=[ADMINISTRATORS], response_model=ApiKeyShape)
def make_key(*, body: ApiKeyBody, parts: Parts) -> Response:
    """Make a key for a program that acts for a person; the token is shown this once."""
    if parts.store.user(body.user) is None:
        raise not_found("user", body.user)
    expires = instant_parameter(body.expires, name="expires") if body.expires else None
    now = parts.clock()
    if expires is not None and expires <= now:
        raise unprocessable("bad_instant", "expires: expected an instant in the future")
    token = new_token(CredentialKind.API_KEY)
    parts.store.put_credential(
        Credential(
            token_hash=token_hash(token),
            user=body.user,
            kind=CredentialKind.API_KEY,
            label=body.label,
            created=now,
            expires=expires,
        )
    )
    shown = {
        "token": token,
        "user": body.user,
        "label": body.label,
        "expires": None if expires is None else format_instant(expires),
    }
    return answer(shown, status=201)


@router.post("/api-keys/revoke", status_code=204, dependencies=[ADMINISTRATORS])
def revoke(*, body: TokenBody, parts: Parts, hub: TheHub) -> Response:
    """End a session or key whose token is known, e.g. because it leaked; its open feeds are closed."""
    hashed = token_hash(body.token)
    if parts.store.credential(hashed) is None:
        raise ApiError("not_found", "there is no such token", status=404)
    parts.store.revoke_credential(hashed, at=parts.clock())
    hub.end_session(hashed)
    return Response(status_code=204)
