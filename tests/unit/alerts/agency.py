"""Another agency for tests: the weather office of the city, which signs, and speaks for two counties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts.cap import to_cap
from alerts.door import Believed, Door, Outcome, judge, take
from alerts.signing import Pins
from alerts.source import Source, Sources
from alerts.warning import Area, Warning  # noqa: A004 -- the field's word
from tests.builders import DIVISION, NOW, a_warning
from tests.unit.alerts.keys import a_signer

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.foreign import ForeignMessage
    from store.memory import MemoryStore

SENDER = "weather.411500.example"
KEY = a_signer("weather")


def a_source(**changes: Any) -> Source:
    facts: dict[str, Any] = {
        "name": "weather",
        "senders": frozenset({SENDER}),
        "divisions": ("411528", "411527"),
        "pins": Pins(certificates=(KEY.certificate,)),
    }
    return Source(**(facts | changes))


def a_door(*sources: Source, **changes: Any) -> Door:
    facts: dict[str, Any] = {
        "sources": Sources.of(sources or (a_source(),)),
        "own": "xinyang.fenghuo.example",
        "outline": lambda _: None,
    }
    return Door(**(facts | changes))


def told(**changes: Any) -> Warning:
    """Return what the agency warns of, as one of our records: only its CAP leaves this module."""
    facts: dict[str, Any] = {"sender": SENDER, "sent": NOW, "area": Area(description="息县", geocodes=(DIVISION,))}
    return a_warning(**(facts | changes))


def a_message(**changes: Any) -> bytes:
    """Return a signed message of the agency."""
    warning = told(**changes)
    return KEY.sign(to_cap(warning), at=warning.sent or NOW)


def reference(warning: Warning) -> str:
    """Return how a later message refers to one."""
    text = to_cap(warning).decode()
    sent = text.partition("<sent>")[2].partition("</sent>")[0]
    return f"{warning.sender},{warning.identifier},{sent}"


def judged(body: bytes, *, door: Door | None = None, now: datetime = NOW, **changes: Any) -> Believed:
    return judge(door or a_door(), body, now=now, **changes)


def taken(
    store: MemoryStore, body: bytes, *, door: Door | None = None, now: datetime = NOW
) -> tuple[Outcome, ForeignMessage]:
    with store.begin() as tx:
        return take(tx, judged(body, door=door, now=now), body, via="relay", now=now)
