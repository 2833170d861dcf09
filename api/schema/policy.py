"""Release policies, approvals and their clock at the edge."""

from typing import Any

from api.schema.text import Shape


class ApprovalShape(Shape):
    """A person's word that a draft may go out; ``content_hash`` says what was read."""

    at: str
    person: str
    content_hash: str
    credential: str


class AskingShape(Shape):
    """Who is asked now, until when, and which turn of the policy this is, from 0."""

    policy: str
    version: int
    needs: str
    turn: int
    role: str
    duty: str
    asked: list[str]
    since: str
    deadline: str | None
    overdue: bool


class ReviewShape(Shape):
    """What must be looked at afterwards, because nobody did before; ``due`` until somebody signs."""

    since: str
    why: str
    due: bool
    by: str
    at: str | None
    note: str


class RetractionShape(Shape):
    """The words that will take the warning back, by language; empty for a Cancel."""

    headline: dict[str, str]
    description: dict[str, str]


class PolicyShape(Shape):
    """A release policy: its document, and who put it there."""

    id: str
    version: int
    #: The document as ``PUT`` takes it.
    document: dict[str, Any]
    author: str
    at: str | None
    #: Whether it holds no longer.
    ended: bool
    #: Whether it comes with the program.
    built_in: bool


class PolicyPage(Shape):
    """Policies, by id; those that are built in last."""

    items: list[PolicyShape]
    next: str | None
