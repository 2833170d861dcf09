"""Feeds of other agencies: an Atom or RSS list as the messages it points at. Pure.

Source:
    RFC 4287 (Atom); RSS 2.0; OASIS CAP 1.2, 3.4 (``application/cap+xml``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree

from alerts.cap_check import NAMESPACE
from alerts.errors import ForeignError
from alerts.untrusted import XmlError, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_ATOM = "{http://www.w3.org/2005/Atom}"
_CAP_TYPES = frozenset({"application/cap+xml", "application/common-alerting-protocol+xml"})
_XML_TYPES = frozenset({"application/xml", "text/xml", ""})
#: Entries that are looked at, the first of the list.
MOST_ENTRIES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One thing that a feed lists."""

    #: Where its message is; names it where the message is in the feed itself.
    link: str
    #: What the feed says of when it changed, as written.
    changed: str
    #: The message, where the feed holds it; else empty.
    message: bytes = b""


def feed_entries(xml: bytes, *, url: str) -> list[FeedEntry]:
    """Return what a feed lists, in its order.

    Args:
        xml: The feed.
        url: Where it was found: links may be relative.

    Raises:
        ForeignError: If it is neither Atom nor RSS.
    """
    try:
        root = parsed(xml)
    except XmlError as error:
        raise ForeignError("bad_feed", str(error)) from None
    if root.tag == f"{_ATOM}feed":
        found = _atom(root, url)
    elif root.tag == "rss":
        found = _rss(root, url)
    else:
        raise ForeignError("bad_feed", f"expected an Atom feed or rss, got {root.tag[:80]}")
    return [entry for entry, _ in zip(found, range(MOST_ENTRIES), strict=False)]


def _atom(root: etree._Element, url: str) -> Iterator[FeedEntry]:
    for entry in root.iterfind(f"{_ATOM}entry"):
        changed = entry.findtext(f"{_ATOM}updated") or ""
        inline = entry.find(f"{_ATOM}content/{{{NAMESPACE}}}alert")
        link = _best(entry)
        if inline is not None:
            name = link or entry.findtext(f"{_ATOM}id") or ""
            yield FeedEntry(link=_joined(url, name), changed=changed, message=_alone(inline))
        elif link:
            yield FeedEntry(link=_joined(url, link), changed=changed)


def _best(entry: etree._Element) -> str:
    """Return the link to the message of an entry: one of its media type, else the plain one."""
    links = [
        (link.get("type", ""), link.get("rel", "alternate"), link.get("href", ""))
        for link in entry.iterfind(f"{_ATOM}link")
    ]
    by_type = [href for kind, _, href in links if kind in _CAP_TYPES]
    plain = [href for kind, rel, href in links if kind in _XML_TYPES and rel in {"alternate", "enclosure"}]
    return next(filter(None, [*by_type, *plain]), "")


def _rss(root: etree._Element, url: str) -> Iterator[FeedEntry]:
    for item in root.iterfind("channel/item"):
        enclosures = [each.get("url", "") for each in item.iterfind("enclosure") if each.get("type", "") in _CAP_TYPES]
        link = next(filter(None, [*enclosures, (item.findtext("link") or "").strip()]), "")
        if link:
            yield FeedEntry(link=_joined(url, link), changed=item.findtext("pubDate") or "")


def _joined(url: str, link: str) -> str:
    """Return where a link leads; one that is no link stays as it is, and nobody will fetch it."""
    try:
        return urljoin(url, link)
    except ValueError:
        return link


def _alone(alert: etree._Element) -> bytes:
    """Return a message that stood in a feed as a document of its own; canonical, as its signature was made."""
    alert.tail = None
    return etree.tostring(alert, method="c14n", exclusive=True)
