"""Second factors: set up by the person, taken away by the person or, when the phone is lost, by an administrator."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from api.answer import answer
from api.auth import Administrator, AnyCaller
from api.given import Parts, TheHub, TheLockout
from api.governed import governed_user
from api.origin import Address
from api.problem import ApiError, not_found
from api.routes.people import check_own_password
from api.schema.person import CodeBody, FactorBody, FactorShape, RecoveryShape, UserName
from api.second_factor import new_recovery_codes, new_secret, otpauth_url, recovery_hash, step_of
from api.signing_in import locked_out
from incidents.people import CredentialKind, SecondFactor
from incidents.people_journal import UserAct, user_entry

router = APIRouter(prefix="/api/v1/users", tags=["people"])


@router.post("/me/totp", status_code=201, response_model=FactorShape)
def begin(*, body: FactorBody, caller: AnyCaller, address: Address, parts: Parts, lockout: TheLockout) -> Response:
    """Set up a second factor; its secret is shown this once, and it is asked for once a first code was shown."""
    check_own_password(body.password.get_secret_value(), caller=caller, parts=parts, lockout=lockout)
    secret, now = new_secret(), parts.clock()
    with parts.store.begin() as transaction:
        user = transaction.user(caller.user)
        known = transaction.second_factor(caller.user)
        if known is not None and known.confirmed is not None:
            raise ApiError("totp_enrolled", "there is a second factor already: take it away first", status=409)
        transaction.put_second_factor(SecondFactor(user=caller.user, secret=secret))
        transaction.journal([user_entry(UserAct.FACTOR_BEGUN, user, actor=caller.user, at=now, address=address)])
    shown = {"secret": secret, "url": otpauth_url(secret, user=caller.user, issuer=parts.name)}
    return answer(shown, status=201, headers={"cache-control": "no-store"})


@router.post("/me/totp/confirm", response_model=RecoveryShape)
def confirm(*, body: CodeBody, caller: AnyCaller, address: Address, parts: Parts, lockout: TheLockout) -> Response:
    """Show a first code; from now on one is asked for. Recovery codes are shown this once."""
    now = parts.clock()
    attempt = lockout.tried(user=caller.user, address=f"totp {caller.token_hash.hex()}", now=now)
    factor = parts.store.second_factor(caller.user)
    if attempt.wait:
        raise locked_out(attempt.wait)
    if factor is None or factor.confirmed is not None:
        raise ApiError("no_totp_begun", "set up a second factor first: POST /api/v1/users/me/totp", status=409)
    step = step_of(body.code.get_secret_value(), secret=factor.secret, now=now)
    if step is None:
        raise ApiError("wrong_totp", "the code is wrong or too old", status=403)
    lockout.succeeded(attempt)
    codes = new_recovery_codes()
    recovery = tuple(recovery_hash(code) for code in codes)
    with parts.store.begin() as transaction:
        user = transaction.user(caller.user)
        transaction.put_second_factor(replace(factor, confirmed=now, last_step=step, recovery=recovery))
        transaction.journal([user_entry(UserAct.FACTOR_CONFIRMED, user, actor=caller.user, at=now, address=address)])
    return answer({"recovery_codes": codes}, headers={"cache-control": "no-store"})


@router.post("/me/totp/remove", status_code=204)
def give_up(*, body: FactorBody, caller: AnyCaller, address: Address, parts: Parts, lockout: TheLockout) -> Response:
    """Take one's own second factor away; needs the password."""
    check_own_password(body.password.get_secret_value(), caller=caller, parts=parts, lockout=lockout)
    now = parts.clock()
    with parts.store.begin() as transaction:
        user = transaction.user(caller.user)
        if not transaction.drop_second_factor(caller.user):
            raise not_found("second factor of", caller.user)
        transaction.journal([user_entry(UserAct.FACTOR_REMOVED, user, actor=caller.user, at=now, address=address)])
    return Response(status_code=204)


@router.delete("/{name}/totp", status_code=204)
def take_away(*, name: UserName, caller: Administrator, address: Address, parts: Parts, hub: TheHub) -> Response:
    """Take the second factor of a person of one's subtree away, e.g. because the phone is lost; sessions end."""
    now = parts.clock()
    with parts.store.begin() as transaction:
        user = governed_user(transaction, name, caller=caller)
        if not transaction.drop_second_factor(name):
            raise not_found("second factor of", name)
        ended = transaction.end_credentials(name, at=now, kind=CredentialKind.SESSION, keep=caller.token_hash)
        transaction.journal([user_entry(UserAct.FACTOR_REMOVED, user, actor=caller.user, at=now, address=address)])
    for hashed in ended:
        hub.end_session(hashed)
    return Response(status_code=204)
