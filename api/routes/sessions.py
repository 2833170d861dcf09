"""Sessions: signing in and out."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answer import answer
from api.auth import AnyCaller
from api.credentials import LONGEST_PASSWORD, is_password, new_token, token_hash
from api.given import Parts, TheHub, TheLockout
from api.problem import ApiError
from api.schema.person import SessionBody, SessionShape
from incidents.people import Credential, CredentialKind
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1/sessions", tags=["sessions"])


@router.post("", status_code=201, response_model=SessionShape)
def sign_in(*, body: SessionBody, request: Request, parts: Parts, lockout: TheLockout) -> Response:
    """Sign in with a name and a password; the token is shown this once."""
    now = parts.clock()
    address = request.client.host if request.client else ""
    wait = lockout.wait(user=body.user, address=address, now=now)
    if wait:
        seconds = int(wait.total_seconds()) + 1
        detail = f"too many wrong passwords, try again in {seconds} s"
        raise ApiError("locked_out", detail, status=429, headers={"retry-after": str(seconds)})
    lockout.tried(user=body.user, address=address, now=now)
    user = parts.store.user(body.user)
    password = body.password.get_secret_value()[: LONGEST_PASSWORD + 1]
    if not is_password(password, password_hash=user.password_hash if user else None) or user is None:
        raise ApiError("wrong_credentials", "the user name or the password is wrong", status=401)
    lockout.succeeded(user=body.user, address=address)
    token = new_token(CredentialKind.SESSION)
    expires = now + parts.session_lifetime
    parts.store.put_credential(
        Credential(
            token_hash=token_hash(token),
            user=user.name,
            kind=CredentialKind.SESSION,
            label="",
            created=now,
            expires=expires,
        )
    )
    shown = {"name": user.name, "role": user.role.value, "must_change": user.must_change}
    return answer({"token": token, "expires": format_instant(expires), "user": shown}, status=201)


@router.delete("/current", status_code=204)
def sign_out(*, caller: AnyCaller, parts: Parts, hub: TheHub) -> Response:
    """End the session, or revoke the API key, that the request is made with; its open feeds are closed."""
    parts.store.revoke_credential(caller.token_hash, at=parts.clock())
    hub.end_session(caller.token_hash)
    return Response(status_code=204)
