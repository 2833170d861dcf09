"""Signing in: the password, the second factor, and the session that comes of it.

A name that nobody has costs as much time as a wrong password, and is answered and journalled alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.caller import lacks_factor
from api.credentials import LONGEST_PASSWORD, checked_password, new_token, token_hash
from api.problem import ApiError
from api.second_factor import recovery_hash, step_of
from incidents.people import Credential, CredentialKind
from incidents.people_journal import UserAct, user_entry

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from api.lockout import Attempt, Lockout
    from api.parts import ApiParts
    from api.ports import Transaction
    from incidents.people import SecondFactor, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new session."""

    #: Shown once.
    token: str
    expires: datetime
    user: User
    #: Whether a second factor has to be set up before anything else.
    must_enrol: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody at the door shows."""

    user: str
    password: str
    #: Code of the second factor, or a recovery code; empty: none.
    code: str
    address: str


def sign_in(shown: Shown, *, parts: ApiParts, lockout: Lockout) -> Opened:
    """Return a session for whoever shows what is asked for.

    Raises:
        ApiError: ``locked_out``, ``wrong_credentials``, ``totp_required`` or ``wrong_totp``.
    """
    now = parts.clock()
    attempt = lockout.tried(user=shown.user, address=shown.address, now=now)
    if attempt.wait:
        raise locked_out(attempt.wait)
    user = parts.store.user(shown.user)
    password_hash = user.password_hash if user and not user.is_disabled else None
    fits, better = checked_password(shown.password[: LONGEST_PASSWORD + 1], password_hash=password_hash)
    if user is None or not fits:
        _note_refusal(user, attempt, parts=parts, way="password")
        raise ApiError("wrong_credentials", "the user name or the password is wrong", status=401)
    factor = parts.store.second_factor(user.name)
    if factor is not None and factor.confirmed is not None:
        _check_factor(factor, user, shown, attempt=attempt, parts=parts, lockout=lockout)
    lockout.succeeded(attempt)
    if better is not None:
        user = _strengthen(user, better, parts=parts)
    return open_session(user, parts=parts, address=shown.address, way="password")


def locked_out(wait: timedelta) -> ApiError:
    """Return the answer at a place that has tried too often."""
    seconds = int(wait.total_seconds()) + 1
    detail = f"too many wrong passwords or codes, try again in {seconds} s"
    return ApiError("locked_out", detail, status=429, headers={"retry-after": str(seconds)})


def _check_factor(
    factor: SecondFactor, user: User, shown: Shown, *, attempt: Attempt, parts: ApiParts, lockout: Lockout
) -> None:
    if not shown.code:
        # Neither right nor wrong; what was tried wrongly before still counts.
        lockout.take_back(attempt)
        raise ApiError("totp_required", "expected the code of the second factor as `totp`", status=401)
    with parts.store.begin() as transaction:
        is_right = use_code(shown.code, factor, transaction=transaction, now=parts.clock(), address=shown.address)
    if not is_right:
        _note_refusal(user, attempt, parts=parts, way="totp")
        raise ApiError("wrong_totp", "the code is wrong, too old, or was used before", status=401)


def use_code(code: str, factor: SecondFactor, *, transaction: Transaction, now: datetime, address: str) -> bool:
    """Return whether a code, or a recovery code, is right, and see to it that it is not accepted again."""
    step = step_of(code, secret=factor.secret, now=now)
    if step is not None:
        return transaction.use_step(factor.user, step)
    user = transaction.user(factor.user)
    if not transaction.use_recovery(factor.user, recovery_hash(code)):
        return False
    transaction.journal([user_entry(UserAct.RECOVERY_USED, user, actor=factor.user, at=now, address=address)])
    return True


def _note_refusal(user: User | None, attempt: Attempt, *, parts: ApiParts, way: str) -> None:
    acts = [UserAct.REFUSED, UserAct.LOCKED_OUT] if attempt.is_last else [UserAct.REFUSED]
    at = parts.clock()
    with parts.store.begin() as transaction:
        transaction.journal(
            [user_entry(act, user, actor="", at=at, address=attempt.address, more={"way": way}) for act in acts]
        )


def _strengthen(user: User, password_hash: str, *, parts: ApiParts) -> User:
    """Keep a password under today's parameters, unless it was changed this very moment."""
    with parts.store.begin() as transaction:
        known = transaction.user(user.name)
        if known is None or known.password_hash != user.password_hash:
            return user
        transaction.put_user(replace(known, password_hash=password_hash))
    return replace(user, password_hash=password_hash)


def open_session(user: User, *, parts: ApiParts, address: str, way: str) -> Opened:
    """Return a new session of a person who may come in, and journal it.

    Raises:
        ApiError: If the person was disabled, or given another password, this very moment.
    """
    token, now = new_token(CredentialKind.SESSION), parts.clock()
    expires = now + parts.session_lifetime
    with parts.store.begin() as transaction:
        known = transaction.user(user.name)
        # Whoever changed a password has ended the sessions of the old one: none may begin after that.
        is_old = known is not None and way == "password" and known.password_hash != user.password_hash
        if known is None or known.is_disabled or is_old:
            raise ApiError("wrong_credentials", "the user name or the password is wrong", status=401)
        transaction.put_credential(
            Credential(
                token_hash=token_hash(token),
                user=known.name,
                kind=CredentialKind.SESSION,
                label="",
                created=now,
                expires=expires,
                address=address,
            )
        )
        entry = user_entry(UserAct.SIGNED_IN, known, actor=known.name, at=now, address=address, more={"way": way})
        transaction.journal([entry])
    return Opened(token=token, expires=expires, user=known, must_enrol=lacks_factor(parts.store, known, parts.doors))
