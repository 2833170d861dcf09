"""Messages of other agencies at the edge; ``alerts.foreign`` makes the JSON."""

from api.schema.text import LevelKey, Shape


class ForeignShape(Shape):
    """A message of another agency; texts by language."""

    id: str
    #: Name of the source in the settings that vouches for the sender.
    source: str
    #: ``cap`` or ``cn12379``.
    form: str
    sender: str
    sender_name: str
    identifier: str
    sent: str
    status: str
    msgType: str  # noqa: N815 -- CAP's own word
    scope: str
    #: ``current``, ``superseded``, ``cancelled`` or ``expired``.
    state: str
    ended_by: str
    hazard: str
    event: dict[str, str]
    level: LevelKey
    urgency: str
    severity: str
    certainty: str
    headline: dict[str, str]
    description: dict[str, str]
    instruction: dict[str, str]
    contact: dict[str, str]
    web: str
    note: str
    area: str
    #: 12-digit codes.
    divisions: list[str]
    effective: str
    onset: str | None
    expires: str
    references: list[str]
    received: str
    #: User whose key handed it in, or the feed it was found in.
    via: str
    #: SHA-256 of the certificate; empty: the source needs none.
    signed_by: str
    sha256: str


class ForeignPage(Shape):
    """Messages of other agencies, newest first."""

    items: list[ForeignShape]
    next: str | None


class TakenShape(Shape):
    """What became of a message that was handed in."""

    #: ``taken`` or ``known``.
    outcome: str
    message: ForeignShape


class RefusalShape(Shape):
    """What was refused, and why."""

    id: str
    received: str
    source: str
    via: str
    code: str
    detail: str
    sha256: str
    count: int


class RefusalPage(Shape):
    """What was refused, newest first."""

    items: list[RefusalShape]
    next: str | None


class SourceShape(Shape):
    """An agency that is believed, and how the reading of its feeds goes."""

    name: str
    senders: list[str]
    divisions: list[str]
    needs_signature: bool
    #: SHA-256 of pinned certificates.
    pins: list[str]


class FeedShape(Shape):
    """How far the reading of one feed has come."""

    url: str
    due: str
    answered: str | None
    why: str
    fails: int


class SourcesShape(Shape):
    """Agencies that are believed."""

    sources: list[SourceShape]
    feeds: list[FeedShape]
