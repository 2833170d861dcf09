"""Sessions: signing in and out, and what one is signed in with."""

from fastapi import APIRouter
from starlette.responses import Response

from api.answer import answer, page
from api.auth import AnyCaller
from api.given import Parts, TheHub, TheLockout
from api.origin import Address
from api.problem import not_found
from api.schema.person import CredentialPage, SessionBody, SessionShape, credential_json, session_json
from api.signing_in import Shown, sign_in
from incidents.people import CredentialKind
from incidents.people_journal import UserAct, user_entry

router = APIRouter(prefix="/api/v1/sessions", tags=["sessions"])


@router.post("", status_code=201, response_model=SessionShape)
def open_one(*, body: SessionBody, address: Address, parts: Parts, lockout: TheLockout) -> Response:
    """Sign in with a name and a password, and a code where a second factor is set up; the token is shown this once."""
    code = body.totp.get_secret_value() if body.totp else ""
    shown = Shown(user=body.user, password=body.password.get_secret_value(), code=code, address=address)
    return answer(session_json(sign_in(shown, parts=parts, lockout=lockout)), status=201)


@router.get("", response_model=CredentialPage)
def list_own(*, caller: AnyCaller, parts: Parts) -> Response:
    """List one's own sessions, the newest first; never a token."""
    found = parts.store.credentials(at=parts.clock(), user=caller.user, kind=CredentialKind.SESSION)
    return page([credential_json(one, current=caller.token_hash) for one in found])


@router.delete("/current", status_code=204)
def sign_out(*, caller: AnyCaller, address: Address, parts: Parts, hub: TheHub) -> Response:
    """End the session, or revoke the API key, that the request is made with; its open feeds are closed."""
    now = parts.clock()
    with parts.store.begin() as transaction:
        user = transaction.user(caller.user)
        transaction.revoke_credential(caller.token_hash, at=now)
        transaction.journal([user_entry(UserAct.SIGNED_OUT, user, actor=caller.user, at=now, address=address)])
    hub.end_session(caller.token_hash)
    return Response(status_code=204)


@router.delete("/{session_id}", status_code=204)
def end_own(*, session_id: str, caller: AnyCaller, address: Address, parts: Parts, hub: TheHub) -> Response:
    """End another one of one's own sessions, e.g. on a machine that was left behind."""
    now = parts.clock()
    found = parts.store.credentials(at=now, user=caller.user, kind=CredentialKind.SESSION)
    ending = next((one for one in found if one.id == session_id), None)
    if ending is None:
        raise not_found("session", session_id)
    with parts.store.begin() as transaction:
        user = transaction.user(caller.user)
        transaction.revoke_credential(ending.token_hash, at=now)
        more = {"credential": ending.id}
        entry = user_entry(UserAct.SESSION_ENDED, user, actor=caller.user, at=now, address=address, more=more)
        transaction.journal([entry])
    hub.end_session(ending.token_hash)
    return Response(status_code=204)
