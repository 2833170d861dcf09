"""Nodes that stand alone, at the edge of the API."""

from api.schema.text import LevelKey, Shape


class ReportedShape(Shape):
    """A danger that a node told in a short message, before its facts arrived."""

    division: str
    level: LevelKey
    hazard: str
    opened: str
    acknowledged: bool


class NodeShape(Shape):
    """How a node stands, by its own word."""

    name: str
    heard: str
    silent: bool
    #: ``ip``, ``sms``, ``satellite`` or ``file``.
    link: str
    #: Whether there is mains power; null: unknown.
    mains: bool | None
    #: Percent; null: unknown, or there is none.
    battery: int | None
    #: Serial of its bundle; 0: it has none.
    bundle: int
    expired: bool
    #: Facts that wait there.
    waiting: int
    #: 12-digit codes of the divisions that it watches, those of the caller.
    divisions: list[str]
    #: Of them, those that nobody who is heard watches.
    dark: list[str]
    reported: list[ReportedShape]


class NodePage(Shape):
    """Nodes by name."""

    items: list[NodeShape]
    next: str | None
