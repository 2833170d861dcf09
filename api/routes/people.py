"""People: who there is, what they may, and their passwords."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from api.answer import answer, page
from api.auth import Administrator, AnyCaller
from api.caller import Caller
from api.credentials import hash_password, is_password, password_fault
from api.given import Parts, TheHub, TheLockout
from api.governed import changed_user, governed_user, stripped
from api.lockout import Lockout
from api.origin import Address
from api.parts import ApiParts
from api.problem import ApiError, not_found, unprocessable
from api.schema.person import OwnShape, PasswordBody, UserBody, UserName, UserPage, UserShape, user_json
from api.signing_in import locked_out
from incidents.people import CredentialKind, User
from incidents.people_journal import UserAct, change_entry, user_entry

router = APIRouter(prefix="/api/v1", tags=["people"])


@router.get("/users/me", response_model=OwnShape)
def show_own(*, caller: AnyCaller, parts: Parts) -> Response:
    """Return who is asking, with the role and division that the token allows."""
    user = parts.store.user(caller.user)
    if user is None:
        raise not_found("user", caller.user)
    factor = parts.store.second_factor(caller.user)
    has_factor = factor is not None and factor.confirmed is not None
    own = {
        "role": caller.role.value,
        "division": caller.within.ljust(12, "0") if caller.within else "",
        "has_second_factor": has_factor,
        "recovery_codes_left": len(factor.recovery) if factor and has_factor else 0,
    }
    return answer(user_json(user) | own)


@router.post("/users/me/password", status_code=204)
def change_password(
    *, body: PasswordBody, caller: AnyCaller, address: Address, parts: Parts, lockout: TheLockout, hub: TheHub
) -> Response:
    """Set a password of one's own; every other session of the person ends."""
    check_own_password(body.old.get_secret_value(), caller=caller, parts=parts, lockout=lockout)
    password = body.new.get_secret_value()
    fault = password_fault(password, user=caller.user)
    if fault or password == body.old.get_secret_value():
        raise unprocessable("weak_password", fault or "expected another password than the old one")
    password_hash, now = hash_password(password), parts.clock()
    with parts.store.begin() as transaction:
        user = transaction.user(caller.user)
        if user is None:
            raise not_found("user", caller.user)
        transaction.put_user(replace(user, password_hash=password_hash, must_change=False))
        ended = transaction.end_credentials(caller.user, at=now, kind=CredentialKind.SESSION, keep=caller.token_hash)
        transaction.journal([user_entry(UserAct.PASSWORD_CHANGED, user, actor=caller.user, at=now, address=address)])
    for hashed in ended:
        hub.end_session(hashed)
    return Response(status_code=204)


def check_own_password(password: str, *, caller: Caller, parts: ApiParts, lockout: Lockout) -> None:
    """Refuse whoever does not know the caller's password.

    Counted by session: whoever sits at a forgotten screen must not guess the password there.

    Raises:
        ApiError: If it is wrong, or was too often.
    """
    attempt = lockout.tried(user=caller.user, address=caller.token_hash.hex(), now=parts.clock())
    if attempt.wait:
        raise locked_out(attempt.wait)
    known = parts.store.user(caller.user)
    if not is_password(password, password_hash=known.password_hash if known else None):
        raise ApiError("wrong_credentials", "the old password is wrong", status=403)
    lockout.succeeded(attempt)


@router.get("/users", response_model=UserPage)
def list_users(*, caller: Administrator, parts: Parts) -> Response:
    """List the people of one's subtree."""
    return page([user_json(user) for user in parts.store.users(within=caller.within)])


@router.get("/users/{name}", response_model=UserShape)
def show_user(*, name: UserName, caller: Administrator, parts: Parts) -> Response:
    """Return one person of one's subtree."""
    return answer(user_json(governed_user(parts.store, name, caller=caller)))


@router.put("/users/{name}", response_model=UserShape)
def put_user(
    *, name: UserName, body: UserBody, caller: Administrator, address: Address, parts: Parts, hub: TheHub
) -> Response:
    """Add a person, or change one; a new password has to be changed at first login.

    A new password ends the person's sessions, and disabling ends the keys too. What a role or a division no longer
    allows is refused from the next request on, and open feeds are closed within seconds.
    """
    now = parts.clock()
    ended: list[bytes] = []
    with parts.store.begin() as transaction:
        known = transaction.user(name)
        user = changed_user(known, name, body=body, caller=caller, now=now)
        user = _vouched(user, parts=parts)
        transaction.put_user(user)
        if known is not None and user.is_disabled:
            ended = transaction.end_credentials(name, at=now)
        elif known is not None and user.password_hash != known.password_hash:
            ended = transaction.end_credentials(name, at=now, kind=CredentialKind.SESSION, keep=caller.token_hash)
        entry = change_entry(known, user, actor=caller.user, at=now, address=address)
        transaction.journal([entry] if entry else [])
    for hashed in ended:
        hub.end_session(hashed)
    return answer(user_json(user))


def _vouched(user: User, *, parts: ApiParts) -> User:
    """Return a person with the provider that vouches for them.

    Raises:
        ApiError: If there is no provider, or it vouches for somebody else under that subject.
    """
    if not user.oidc_subject:
        return replace(user, oidc_issuer="")
    if parts.provider is None:
        raise unprocessable("no_provider", "oidc_subject: no OpenID provider is set up here")
    other = parts.store.user_by_subject(parts.provider.issuer, user.oidc_subject)
    if other is not None and other.name != user.name:
        raise unprocessable("subject_taken", "oidc_subject: belongs to another person")
    return replace(user, oidc_issuer=parts.provider.issuer)


@router.delete("/users/{name}", status_code=204)
def remove_user(*, name: UserName, caller: Administrator, address: Address, parts: Parts, hub: TheHub) -> Response:
    """Remove a person: everything that speaks for them ends and what is known of them is forgotten.

    The name stays taken, because the journal speaks of it.
    """
    if name == caller.user:
        raise ApiError("own_role", "an administrator cannot remove the own account; another one can", status=409)
    now = parts.clock()
    with parts.store.begin() as transaction:
        user = governed_user(transaction, name, caller=caller)
        ended = transaction.end_credentials(name, at=now)
        transaction.drop_second_factor(name)
        transaction.put_user(stripped(user))
        transaction.journal([user_entry(UserAct.REMOVED, user, actor=caller.user, at=now, address=address)])
    for hashed in ended:
        hub.end_session(hashed)
    return Response(status_code=204)


@router.delete("/users/{name}/sessions", status_code=204)
def end_sessions(*, name: UserName, caller: Administrator, address: Address, parts: Parts, hub: TheHub) -> Response:
    """End every session of a person of one's subtree."""
    now = parts.clock()
    with parts.store.begin() as transaction:
        user = governed_user(transaction, name, caller=caller)
        ended = transaction.end_credentials(name, at=now, kind=CredentialKind.SESSION, keep=caller.token_hash)
        transaction.journal([user_entry(UserAct.SESSION_ENDED, user, actor=caller.user, at=now, address=address)])
    for hashed in ended:
        hub.end_session(hashed)
    return Response(status_code=204)
