"""Sessions and people at the edge."""

from typing import Annotated, Any

from pydantic import Field, SecretStr

from api.schema.text import Body, InstantText, Shape
from incidents.people import Role, User
from sensing.instant import format_instant

UserName = Annotated[str, Field(pattern=r"^[^\s\x00-\x1f/:]{1,64}$", examples=["wang.min"])]
Password = Annotated[SecretStr, Field(max_length=1024)]


class SessionBody(Body):
    """Who signs in."""

    user: Annotated[str, Field(max_length=200)]
    password: Password


class PasswordBody(Body):
    """A change of one's own password."""

    old: Password
    new: Password


class UserBody(Body):
    """A person as an administrator puts one; a password set for somebody else has to be changed at first login."""

    role: Role
    password: Password | None = None


class ApiKeyBody(Body):
    """A key for a program that acts for a person."""

    user: UserName
    label: Annotated[str, Field(min_length=1, max_length=100)]
    expires: InstantText | None = None


def user_json(user: User) -> dict[str, Any]:
    """Return a person as the API shows one; never the hash."""
    return {
        "name": user.name,
        "role": user.role.value,
        "created": format_instant(user.created),
        "must_change": user.must_change,
    }


class SessionUser(Shape):
    """Who is signed in."""

    name: str
    role: Role
    must_change: bool


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


class UserPage(Shape):
    """People, by name."""

    items: list[UserShape]
    next: str | None


class ApiKeyShape(Shape):
    """A new API key; the token is shown once."""

    token: str
    user: str
    label: str
    expires: str | None
