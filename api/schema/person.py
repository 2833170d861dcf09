"""Sessions, people and what speaks for them at the edge."""

from typing import Annotated, Any

from pydantic import Field, SecretStr

from api.schema.text import Body, InstantText, Shape
from api.signing_in import Opened
from incidents.people import Credential, CredentialKind, Role, User
from sensing.instant import format_instant

UserName = Annotated[str, Field(pattern=r"^[^\s\x00-\x1f/:]{1,64}$", examples=["wang.min"])]
Password = Annotated[SecretStr, Field(max_length=1024)]
Code = Annotated[SecretStr, Field(max_length=64)]
#: 12-digit division code, or empty for everywhere.
Scope = Annotated[str, Field(pattern=r"^([1-9][0-9]{11})?$", examples=["411528000000", ""])]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Mail = Annotated[str, Field(max_length=254, pattern=r"^([^\s@\x00-\x1f]+@[^\s@\x00-\x1f]+)?$")]
Phone = Annotated[str, Field(pattern=r"^(\+[0-9]{6,15})?$", examples=["+8613800000000"])]


class SessionBody(Body):
    """Who signs in."""

    user: Annotated[str, Field(max_length=200)]
    password: Password
    #: Code of the second factor, or a recovery code; asked for by the problem ``totp_required``.
    totp: Code | None = None


class PasswordBody(Body):
    """A change of one's own password."""

    old: Password
    new: Password


class UserBody(Body):
    """A person as an administrator puts one; a password set for somebody else has to be changed at first login.

    What is left out stays as it was; a new person gets the division of who adds them.
    """

    role: Role
    password: Password | None = None
    division: Scope | None = None
    display_name: Line | None = None
    email: Mail | None = None
    phone: Phone | None = None
    is_disabled: bool | None = None
    #: What the OpenID provider calls the person; empty: it does not vouch for them.
    oidc_subject: Line | None = None


class ApiKeyBody(Body):
    """A key for a program that acts for a person."""

    user: UserName
    label: Annotated[str, Field(min_length=1, max_length=100)]
    expires: InstantText | None = None
    #: What it may do at most; left out: what the person may.
    role: Role | None = None
    #: Subtree that it sees at most; empty: that of the person.
    division: Scope = ""


class FactorBody(Body):
    """One's own password, before a second factor is set up or taken away."""

    password: Password


class CodeBody(Body):
    """A code that the app shows."""

    code: Code


def session_json(opened: Opened) -> dict[str, Any]:
    """Return a new session with its token."""
    user = opened.user
    shown = {
        "name": user.name,
        "role": user.role.value,
        "must_change": user.must_change,
        "must_enrol": opened.must_enrol,
        "division": user.division,
        "display_name": user.display_name,
    }
    return {"token": opened.token, "expires": format_instant(opened.expires), "user": shown}


def user_json(user: User) -> dict[str, Any]:
    """Return a person as the API shows one; never the hash."""
    return {
        "name": user.name,
        "role": user.role.value,
        "created": format_instant(user.created),
        "must_change": user.must_change,
        "division": user.division,
        "display_name": user.display_name,
        "email": user.email,
        "phone": user.phone,
        "is_disabled": user.is_disabled,
        "oidc_subject": user.oidc_subject,
    }


def credential_json(credential: Credential, *, current: bytes) -> dict[str, Any]:
    """Return a session or key; never the token.

    Args:
        credential: What is shown.
        current: Hash of the token that is asked with.
    """
    return {
        "id": credential.id,
        "kind": credential.kind.value,
        "user": credential.user,
        "label": credential.label,
        "created": format_instant(credential.created),
        "expires": None if credential.expires is None else format_instant(credential.expires),
        "seen": None if credential.seen is None else format_instant(credential.seen),
        "address": credential.address,
        "role": credential.role.value if credential.role else None,
        "division": credential.division,
        "is_current": credential.token_hash == current,
    }


class SessionUser(Shape):
    """Who is signed in."""

    name: str
    role: Role
    must_change: bool
    must_enrol: bool
    division: str
    display_name: str


class SessionShape(Shape):
    """A new session; the token is shown once."""

    token: str
    expires: str
    user: SessionUser


class UserShape(Shape):
    """A person."""

    name: str
    role: Role
    created: str
    must_change: bool
    division: str
    display_name: str
    email: str
    phone: str
    is_disabled: bool
    oidc_subject: str


class OwnShape(UserShape):
    """Who is asking; ``role`` and ``division`` are what the token allows."""

    has_second_factor: bool
    recovery_codes_left: int


class UserPage(Shape):
    """People, by name."""

    items: list[UserShape]
    next: str | None


class CredentialShape(Shape):
    """A session or key."""

    id: str
    kind: CredentialKind
    user: str
    label: str
    created: str
    expires: str | None
    seen: str | None
    address: str
    role: Role | None
    division: str
    is_current: bool


class CredentialPage(Shape):
    """Sessions or keys, the newest first."""

    items: list[CredentialShape]
    next: str | None


class ApiKeyShape(Shape):
    """A new API key; the token is shown once."""

    id: str
    token: str
    user: str
    label: str
    expires: str | None


class FactorShape(Shape):
    """A second factor that waits for its first code; shown once."""

    secret: str
    #: ``otpauth://…``: what an app reads, as text or as the picture of a code.
    url: str


class RecoveryShape(Shape):
    """Recovery codes; shown once, each opens once."""

    recovery_codes: list[str]
