"""The door for messages of other agencies: read, believed or refused, put in order with what their sender said before.

Believed is what is well-formed and valid, from a sender that an operator listed, signed with a key that was pinned
for that sender (unless its policy says otherwise), about the area it may speak for, and not out of date. Everything
else is kept apart with its reason. A message that comes twice is one; the same name with other bytes is refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from alerts.cap_read import read_cap
from alerts.cn12379_reading import bulletin_of, is_cn12379
from alerts.errors import ForeignError, SignatureError
from alerts.foreign import ForeignMessage, ForeignRefusal, ForeignStage, foreign_json
from alerts.signing import is_signed, verify
from alerts.source import Source, Sources, check_authority, divisions_of
from alerts.succession import ended, is_after, refers
from alerts.untrusted import XmlError, parsed
from alerts.warning import MessageType
from incidents.identity import new_id
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from lxml import etree
    from shapely.geometry.base import BaseGeometry

    from alerts.bulletin import Bulletin

#: How far the clock of a sender may be ahead of ours.
AHEAD = timedelta(minutes=5)
#: Longest message taken, bytes.
LARGEST = 1024 * 1024


class ForeignBook(Protocol):
    """What the door needs of a transaction."""

    def known_foreign(self, sender: str, identifier: str, sent: datetime) -> ForeignMessage | None:
        """Return the message of this sender, identifier and time; nobody else takes one in until the end."""
        ...

    def foreign_of(self, sender: str, *, now: datetime) -> list[ForeignMessage]:
        """Return what a sender said that has not run out."""
        ...

    def add_foreign(self, message: ForeignMessage, body: bytes) -> None:
        """Keep a message with its bytes."""
        ...

    def end_foreign(self, message: ForeignMessage) -> None:
        """Store what became of a message by a later one."""
        ...

    def put_foreign_refusal(self, refusal: ForeignRefusal, body: bytes) -> ForeignRefusal:
        """Keep what was refused; the same again is counted."""
        ...

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""
        ...


class Outcome(StrEnum):
    """What became of bytes at the door."""

    #: New, and shown.
    TAKEN = "taken"
    #: There already, byte by byte.
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who is believed about what."""

    sources: Sources
    #: What our own messages call their sender: they may come back by way of others.
    own: str
    #: The area of some divisions together; None where it is not known.
    outline: Callable[[Iterable[str]], BaseGeometry | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """A message that was believed, before it is put in order."""

    bulletin: Bulletin
    source: Source
    fingerprint: str
    divisions: tuple[str, ...]


def judge(door: Door, body: bytes, *, now: datetime, feed: str = "", within: str = "") -> Believed:
    """Return what a message says if it is believed.

    Args:
        door: Who is believed about what.
        body: The bytes.
        now: When they came.
        feed: Name of the source in whose feed they were found; empty when they were handed in.
        within: Digits that a division it speaks of must begin with; empty: any.

    Raises:
        ForeignError: If they are not believed; says why.
    """
    try:
        root = parsed(body, most=LARGEST)
    except XmlError as error:
        raise ForeignError("not_xml", str(error)) from None
    bulletin = _read(root)
    if bulletin.sender == door.own:
        raise ForeignError("own", "this is a message of our own")
    source = door.sources.by_sender.get(bulletin.sender)
    is_elsewhere = source is not None and not any(code.startswith(within) for code in divisions_of(bulletin, source))
    if source is None or (feed and source.name != feed) or is_elsewhere:
        # A carrier of another county learns no more than a stranger.
        raise ForeignError("unknown_sender", f"sender {bulletin.sender[:80]!r} is not listed")
    fingerprint = ""
    if source.needs_signature or (source.pins and is_signed(root)):
        try:
            fingerprint = verify(body, pins=source.pins, at=bulletin.sent)
        except SignatureError as error:
            raise ForeignError(error.code, str(error)) from None
    check_authority(bulletin, source, outline=door.outline)
    _check_time(bulletin, now=now)
    return Believed(bulletin=bulletin, source=source, fingerprint=fingerprint, divisions=divisions_of(bulletin, source))


def _read(root: etree._Element) -> Bulletin:
    """Return what a message says, each of its times one that every clock can show."""
    try:
        told = bulletin_of(root) if is_cn12379(root) else read_cap(root)
        for instant in filter(None, (told.sent, told.effective, told.expires, told.onset)):
            instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        # The schema knows an hour 24 and years that no calendar here does.
        raise ForeignError("bad_time", f"expected times and numbers that can be: {error}") from None
    return told


def _check_time(bulletin: Bulletin, *, now: datetime) -> None:
    if bulletin.sent > now + AHEAD:
        raise ForeignError("from_the_future", f"sent {bulletin.sent} is after {now}")
    if bulletin.expires <= now:
        raise ForeignError("expired", f"the message ran out at {bulletin.expires}")


def take(
    book: ForeignBook, believed: Believed, body: bytes, *, via: str, now: datetime
) -> tuple[Outcome, ForeignMessage]:
    """Keep a message that is believed, and end what it replaces.

    Args:
        book: The transaction.
        believed: What it says.
        body: Its bytes.
        via: User whose key handed it in, or the feed it was found in.
        now: When.

    Raises:
        ForeignError: If other bytes are known under its name, or it refers to nothing of its sender and says nothing
            of its own.
    """
    told = believed.bulletin
    sha256 = hashlib.sha256(body).hexdigest()
    known = book.known_foreign(told.sender, told.identifier, told.sent)
    if known is not None:
        if known.sha256 != sha256:
            raise ForeignError("changed", f"message {told.identifier} of {told.sender} is known with other content")
        return Outcome.KNOWN, known
    others = book.foreign_of(told.sender, now=now)
    message = ForeignMessage(
        id=new_id(now),
        source=believed.source.name,
        bulletin=told,
        sha256=sha256,
        received=now,
        fingerprint=believed.fingerprint,
        via=via,
        divisions=believed.divisions,
    )
    message = _filled(message, others)
    # A later message may have come first.
    later = next((other for other in others if refers(other.bulletin, told) and is_after(other, told)), None)
    if later is not None:
        message = ended(message, by=later.bulletin)
    book.add_foreign(message, body)
    changed = [message, *_end_replaced(book, message, others)]
    book.journal([_entry(each, via=via, now=now, is_new=each is message) for each in changed])
    return Outcome.TAKEN, message


def refuse(
    book: ForeignBook, error: ForeignError, body: bytes, *, source: str, via: str, now: datetime
) -> ForeignRefusal:
    """Keep what was refused, and why."""
    refusal = ForeignRefusal(
        id=new_id(now),
        received=now,
        source=source,
        via=via,
        code=error.code,
        detail=str(error)[:1000],
        sha256=hashlib.sha256(body).hexdigest(),
    )
    return book.put_foreign_refusal(refusal, body[:LARGEST])


def _filled(message: ForeignMessage, others: Sequence[ForeignMessage]) -> ForeignMessage:
    """Return a message that names no place with the places of what it refers to."""
    told = message.bulletin
    if told.area.geocodes or told.area.polygons or told.area.circles:
        return message
    earlier = [other for other in others if refers(told, other.bulletin)]
    if not earlier:
        raise ForeignError("no_area", "the message names no place, and what it refers to is not known")
    divisions = tuple(dict.fromkeys(code for other in earlier for code in other.divisions))
    return replace(message, divisions=divisions)


def _end_replaced(book: ForeignBook, message: ForeignMessage, others: Sequence[ForeignMessage]) -> list[ForeignMessage]:
    if message.bulletin.message_type is MessageType.ALERT:
        return []
    gone = [
        ended(other, by=message.bulletin)
        for other in others
        if other.stage is ForeignStage.CURRENT
        and refers(message.bulletin, other.bulletin)
        and is_after(message, other.bulletin)
    ]
    for other in gone:
        book.end_foreign(other)
    return gone


def _entry(message: ForeignMessage, *, via: str, now: datetime, is_new: bool) -> Entry:
    act = "received" if is_new else message.stage.value
    data = {"act": act, "actor": f"source:{message.source}", "via": via, "cap": foreign_json(message, now=now)}
    return Entry(kind="cap", division=message.divisions[0], at=now, data=data)
