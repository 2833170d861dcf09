"""XML of cameras → element, or why not.

A document type is refused before the parser sees it: entities are how a small message becomes a large one, or
reads a file. The declared encoding is taken with a grain of salt: devices that declare GB2312 send GB18030, and
some that declare nothing do too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from ingest.wire.refusal import Code, Refusal, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80", "cp936"})
_UNIVERSAL = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})


def parse_markup(payload: bytes) -> etree._Element | Refusal:
    """Return the root element of an XML message in UTF-8 or GB18030."""
    text = _text(payload)
    if isinstance(text, Refusal):
        return text
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return Refusal(code=Code.MALFORMED_FRAME, detail="expected XML without a document type, got one with DOCTYPE")
    # Parsers are not shared: one is cheap, and two threads may decode.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        return Refusal(code=Code.MALFORMED_FRAME, detail=f"expected XML: {error.msg}")
    except ValueError as error:
        return Refusal(code=Code.MALFORMED_FRAME, detail=f"expected XML: {error}")


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname


def leaves_of(element: etree._Element) -> dict[str, str]:
    """Return the text of an element's children that have none of their own, by name; the first of a name counts."""
    found: dict[str, str] = {}
    for child in element:
        if not len(child):
            found.setdefault(name_of(child), (child.text or "").strip())
    return found


def children_of(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of that name, whatever their namespace."""
    return (child for child in element if name_of(child) == name)


def _text(payload: bytes) -> str | Refusal:
    """Return the message as text without its XML declaration."""
    payload = payload.removeprefix(b"\xef\xbb\xbf").strip()
    declaration = _DECLARATION.match(payload)
    encoding = _ENCODING.search(declaration[0]) if declaration else None
    declared = encoding[1].decode().lower() if encoding else ""
    body = payload[declaration.end() :] if declaration else payload
    if declared in _CHINESE:
        order: tuple[str, ...] = ("gb18030",)
    elif declared in _UNIVERSAL:
        order = ("utf-8", "gb18030")
    else:
        detail = f"expected XML in UTF-8 or GB18030, got encoding {shown(declared)}"
        return Refusal(code=Code.MALFORMED_FRAME, detail=detail)
    for name in order:
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return Refusal(code=Code.MALFORMED_FRAME, detail="expected XML in UTF-8 or GB18030, got bytes that are neither")
