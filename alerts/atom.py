"""Atom: the public list of warnings, newest first, each pointing at its CAP message. Pure.

Whoever takes the list decides what belongs on it; an entry is never edited, it leaves when its warning has run out.

Source:
    RFC 4287 (Atom); OASIS CAP 1.2, 3.4 (``application/cap+xml``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from alerts.errors import CapError
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word

_ATOM = "http://www.w3.org/2005/Atom"
_CAP = "urn:oasis:names:tc:emergency:cap:1.2"
CAP_MEDIA_TYPE = "application/cap+xml"


def atom_feed(
    warnings: Iterable[Warning],
    *,
    base_url: str,
    title: str,
    author: str,
    now: datetime,
    path: str = "/feeds/cap.atom",
    language: str = "zh",
) -> bytes:
    """Return the Atom feed of issued warnings, UTF-8.

    Args:
        warnings: Issued warnings in the order in which they are listed.
        base_url: Where the system is reached, without a slash at the end.
        title: Name of the feed.
        author: Who issues.
        now: Told as ``updated`` when the feed is empty.
        path: Where this very feed is found, with what was asked of it.
        language: Whose words stand in the entries, where a warning has them.

    Raises:
        CapError: If a warning was never issued.
    """
    listed = list(warnings)
    namespaces: Any = {None: _ATOM, "cap": _CAP}
    feed = etree.Element(_tag("feed"), nsmap=namespaces)
    _add(feed, "id", f"{base_url}{path}")
    _add(feed, "title", title)
    _add(feed, "updated", format_instant(max((_sent(warning) for warning in listed), default=now)))
    _add(etree.SubElement(feed, _tag("author")), "name", author)
    etree.SubElement(feed, _tag("link"), rel="self", type="application/atom+xml", href=f"{base_url}{path}")
    for warning in listed:
        _entry(feed, warning, base_url=base_url, language=language)
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _entry(feed: etree._Element, warning: Warning, *, base_url: str, language: str) -> None:
    text = next((text for text in warning.texts if text.language.startswith(language)), warning.texts[0])
    sent = format_instant(_sent(warning))
    entry = etree.SubElement(feed, _tag("entry"))
    _add(entry, "id", f"{base_url}/feeds/cap/{warning.identifier}.xml")
    _add(entry, "title", text.headline)
    _add(entry, "updated", sent)
    _add(entry, "published", sent)
    _add(entry, "summary", text.description)
    _add(etree.SubElement(entry, _tag("author")), "name", warning.sender_name)
    href = f"{base_url}/feeds/cap/{warning.identifier}.xml"
    etree.SubElement(entry, _tag("link"), rel="alternate", type=CAP_MEDIA_TYPE, href=href)
    etree.SubElement(entry, _tag("category"), term=warning.hazard, label=text.event)
    for name, value in (
        ("status", warning.status.value),
        ("msgType", warning.message_type.value),
        ("event", text.event),
        ("severity", warning.level.severity),
        ("expires", format_instant(warning.expires)),
        ("areaDesc", warning.area.description),
    ):
        etree.SubElement(entry, f"{{{_CAP}}}{name}").text = value


def _sent(warning: Warning) -> datetime:
    if warning.sent is None:
        message = f"warning {warning.identifier} was not issued: it belongs on no feed"
        raise CapError(message)
    return warning.sent


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"
