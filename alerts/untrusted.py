"""Untrusted: how XML from outside becomes a tree that can do no harm. Pure.

No DTD, whatever it declares and in whatever encoding it hides; no entities, no network, bounded in bytes, depth and
elements. lxml alone would still expand entities inside attributes, so a document type is refused before it is parsed.
"""

from __future__ import annotations

from lxml import etree

from sensing.errors import FenghuoError

#: A warning for every village of a province stays far below this.
MAX_BYTES = 4 * 1024 * 1024
#: CAP is six levels deep, a signature in it eight.
MAX_DEPTH = 32
MAX_ELEMENTS = 100_000


class XmlError(FenghuoError):
    """Bytes are no XML that is read here."""


def parsed(xml: bytes, *, most: int = MAX_BYTES) -> etree._Element:
    """Return the root of a document.

    Args:
        xml: The document as it came.
        most: Longest document read, bytes.

    Raises:
        XmlError: If it is too large, not well-formed, has a document type, or is too deep.
    """
    if len(xml) > most:
        raise XmlError(f"expected at most {most} bytes, got {len(xml)}")
    # Without zero bytes, UTF-16 and UTF-32 show what ASCII they hold.
    if b"<!DOCTYPE" in xml.replace(b"\0", b"").upper():
        raise XmlError("a DOCTYPE is not allowed")
    # A signature covers no comments: one put into a text would cut off what is read of it.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise XmlError(f"not well-formed: {error.msg}") from None
    except ValueError as error:
        raise XmlError(f"not read: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlError("a DOCTYPE is not allowed")
    _check_size(root)
    return root


def _check_size(root: etree._Element) -> None:
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH:
            raise XmlError(f"expected at most {MAX_DEPTH} levels of elements, got more")
        if count > MAX_ELEMENTS:
            raise XmlError(f"expected at most {MAX_ELEMENTS} elements, got more")
