"""Joining: who somebody is whom an OpenID provider vouches for, and whether they may come in.

A person is known by issuer and subject. Somebody new never becomes an account that is there already, whatever name or
address the provider tells: who may choose a name there must not choose whose account it is here.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from api.governed import TAKEN
from api.problem import ApiError
from geo.division import parse_division
from geo.errors import DivisionError
from incidents.people import Role, User
from incidents.people_journal import change_entry

if TYPE_CHECKING:
    from api.oidc import Identity, Terms
    from api.parts import ApiParts

_NAME = re.compile(r"[^\s\x00-\x1f/:]{1,64}")
_LONGEST_LINE = 200


def person_of(identity: Identity, *, terms: Terms, parts: ApiParts, address: str) -> User:
    """Return the person whom the provider vouches for, added as a viewer where that is wanted.

    Raises:
        ApiError: ``not_admitted`` if nobody added the person, or they are disabled.
    """
    known = parts.store.user_by_subject(identity.issuer, identity.subject)
    if known is None and terms.adds_people:
        known = _added(identity, terms=terms, parts=parts, address=address)
    if known is None or known.is_disabled:
        raise ApiError("not_admitted", "the provider knows you, but nobody here has added you", status=403)
    return known


def _added(identity: Identity, *, terms: Terms, parts: ApiParts, address: str) -> User:
    division = _division(identity, terms=terms)
    now = parts.clock()
    for name in _names(identity):
        user = User(
            name=name,
            password_hash="",
            role=Role.VIEWER,
            created=now,
            division=division,
            display_name=_line(identity.claims.get("name")),
            oidc_issuer=identity.issuer,
            oidc_subject=identity.subject,
        )
        with parts.store.begin() as transaction:
            if not transaction.add_user(user):
                continue
            entry = change_entry(None, user, actor=name, at=now, address=address)
            transaction.journal([entry] if entry else [])
            return user
    raise ApiError("not_admitted", "no name is free for you; ask an administrator", status=403)


def _names(identity: Identity) -> list[str]:
    """Return names to try: what the provider calls the person, then one that nobody else has."""
    digest = hashlib.sha256(f"{identity.issuer}\n{identity.subject}".encode()).hexdigest()[:12]
    wanted = identity.claims.get("preferred_username")
    own = f"sso.{digest}"
    is_fit = isinstance(wanted, str) and _NAME.fullmatch(wanted) is not None and wanted.lower() not in TAKEN
    return [str(wanted), own] if is_fit else [own]


def _division(identity: Identity, *, terms: Terms) -> str:
    if not terms.division_claim:
        return ""
    told = identity.claims.get(terms.division_claim)
    try:
        return parse_division(told if isinstance(told, str) else "")
    except DivisionError:
        # Rather nobody than somebody who sees the whole city by mistake.
        detail = f"the provider tells no division of yours ({terms.division_claim}); ask an administrator"
        raise ApiError("not_admitted", detail, status=403) from None


def _line(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST_LINE]
