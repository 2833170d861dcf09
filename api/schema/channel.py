"""Channels and screens at the edge."""

from api.schema.text import Shape


class ScreenShape(Shape):
    """A screen on a wall."""

    id: str
    name: str
    #: Empty: the whole city.
    division: str
    place: str
    registered: str
    seen: str
    #: Since when it says nothing; null: it does.
    lost: str | None


class ScreenPage(Shape):
    """Screens."""

    items: list[ScreenShape]
    next: str | None


class ChannelTestShape(Shape):
    """The last link test of a channel."""

    at: str
    delivery: str
    #: State of its delivery; empty: it is not known any more.
    state: str
    detail: str


class ChannelLinkShape(Shape):
    """A way out, and how it is."""

    name: str
    #: Since when nothing leaves by it; null: it is open.
    stopped: str | None
    #: Messages handed over today, Beijing time; counted where a limit is set.
    used: int
    #: ``works``, ``lost``, ``stopped`` or ``unknown``.
    state: str
    why: str
    checked: str | None
    worked: str | None
    failed: str | None
    queued: int
    unconfirmed: int
    dead: int
    can_test: bool
    test: ChannelTestShape | None


class ChannelPage(Shape):
    """Ways out."""

    items: list[ChannelLinkShape]
    next: str | None


class TestedShape(Shape):
    """A link test that was queued."""

    channel: str
    delivery: str
