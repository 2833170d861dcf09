"""Keys: what lets programs act for people."""

from fastapi import APIRouter
from starlette.responses import Response

from api.answer import answer, instant_parameter, page
from api.auth import Administrator
from api.caller import Caller
from api.credentials import new_token, token_hash
from api.feed.hub import Hub
from api.given import Parts, TheHub
from api.governed import check_grant, governed_user
from api.origin import Address
from api.parts import ApiParts
from api.problem import ApiError, not_found, unprocessable
from api.schema.person import ApiKeyBody, ApiKeyShape, CredentialPage, credential_json
from api.schema.text import Body
from geo.division import prefix_of
from incidents.people import Credential, CredentialKind, User, overlap
from incidents.people_journal import UserAct, user_entry
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1/api-keys", tags=["people"])


class TokenBody(Body):
    """A token that has leaked."""

    token: str


@router.get("", response_model=CredentialPage)
def list_keys(*, caller: Administrator, parts: Parts) -> Response:
    """List the keys of the people of one's subtree, the newest first; never a token."""
    found = parts.store.credentials(at=parts.clock(), kind=CredentialKind.API_KEY, within=caller.within)
    return page([credential_json(one, current=caller.token_hash) for one in found])


@router.post("", status_code=201, response_model=ApiKeyShape)
def make_key(*, body: ApiKeyBody, caller: Administrator, address: Address, parts: Parts) -> Response:
    """Make a key for a program that acts for a person; the token is shown this once."""
    now = parts.clock()
    expires = instant_parameter(body.expires, name="expires") if body.expires else None
    if expires is not None and expires <= now:
        raise unprocessable("bad_instant", "expires: expected an instant in the future")
    token = new_token(CredentialKind.API_KEY)
    key = Credential(
        token_hash=token_hash(token),
        user=body.user,
        kind=CredentialKind.API_KEY,
        label=body.label,
        created=now,
        expires=expires,
        role=body.role,
        division=body.division,
        address=address,
    )
    with parts.store.begin() as transaction:
        user = governed_user(transaction, body.user, caller=caller)
        _check_key(key, user, caller=caller)
        transaction.put_credential(key)
        more = {"credential": key.id, "label": key.label, "after": _reach(key)}
        transaction.journal([user_entry(UserAct.KEY_MADE, user, actor=caller.user, at=now, address=address, more=more)])
    shown = {"id": key.id, "token": token, "user": key.user, "label": key.label}
    return answer(shown | {"expires": None if expires is None else format_instant(expires)}, status=201)


def _check_key(key: Credential, user: User, *, caller: Caller) -> None:
    if user.is_disabled:
        raise ApiError("user_disabled", f"{user.name!r} is disabled: nothing can act for them", status=409)
    check_grant(caller, role=key.role or user.role, division=key.division or user.division)
    if key.division and overlap(user.within, prefix_of(key.division)) != prefix_of(key.division):
        detail = f"expected a division within that of {user.name!r}, got {key.division}"
        raise ApiError("beyond_division", detail, status=403)


def _reach(key: Credential) -> dict[str, str]:
    return {"role": key.role.value if key.role else "", "division": key.division}


@router.delete("/{key_id}", status_code=204)
def revoke_key(*, key_id: str, caller: Administrator, address: Address, parts: Parts, hub: TheHub) -> Response:
    """End a key by its id; its open feeds are closed."""
    found = parts.store.credentials(at=parts.clock(), kind=CredentialKind.API_KEY, within=caller.within)
    key = next((one for one in found if one.id == key_id), None)
    if key is None:
        raise not_found("key", key_id)
    _end(key, caller=caller, address=address, parts=parts, hub=hub)
    return Response(status_code=204)


@router.post("/revoke", status_code=204)
def revoke(*, body: TokenBody, caller: Administrator, address: Address, parts: Parts, hub: TheHub) -> Response:
    """End a session or key whose token is known, e.g. because it leaked; its open feeds are closed."""
    credential = parts.store.credential(token_hash(body.token))
    user = parts.store.user(credential.user) if credential else None
    if credential is None or user is None or not caller.reaches(user.within):
        raise ApiError("not_found", "there is no such token", status=404)
    _end(credential, caller=caller, address=address, parts=parts, hub=hub)
    return Response(status_code=204)


def _end(credential: Credential, *, caller: Caller, address: str, parts: ApiParts, hub: Hub) -> None:
    now = parts.clock()
    act = UserAct.KEY_REVOKED if credential.kind is CredentialKind.API_KEY else UserAct.SESSION_ENDED
    with parts.store.begin() as transaction:
        user = transaction.user(credential.user)
        transaction.revoke_credential(credential.token_hash, at=now)
        more = {"credential": credential.id, "label": credential.label}
        transaction.journal([user_entry(act, user, actor=caller.user, at=now, address=address, more=more)])
    hub.end_session(credential.token_hash)
