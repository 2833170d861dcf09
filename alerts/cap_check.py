"""The check of CAP 1.2 messages: schema first, then what the text of the standard asks beyond any schema. Pure.

XML is read hardened, see ``alerts.untrusted``.

Source:
    OASIS Common Alerting Protocol 1.2, 1 July 2010, section 3.2.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lxml import etree

from alerts.untrusted import XmlError, parsed

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"

_PATH = {"c": NAMESPACE}


def validate_cap(xml: bytes) -> list[str]:
    """Return what is wrong with a CAP message, one line per fault; empty when it is valid."""
    try:
        root = parsed(xml)
    except XmlError as error:
        return [str(error)]
    return faults_of(root)


def faults_of(root: etree._Element) -> list[str]:
    """Return what is wrong with a CAP message that was read, one line per fault."""
    faults = _schema_faults(root)
    # A message that breaks the schema cannot be asked finer questions.
    return faults or [*_alert_faults(root), *_info_faults(root)]


#: Schema objects that no check uses now; to make one takes longer than to check a message.
_SPARE: Final[list[etree.XMLSchema]] = []


@cache
def _schema_source() -> bytes:
    return (files("alerts") / "cap.xsd").read_bytes()


def _schema_faults(root: etree._Element) -> list[str]:
    # A schema object keeps the log of its last run: a check has one for itself while it runs, threads do not meet.
    try:
        schema = _SPARE.pop()
    except IndexError:
        schema = etree.XMLSchema(parsed(_schema_source()))
    is_valid = schema.validate(root)
    log: Any = schema.error_log
    _SPARE.append(schema)
    if is_valid:
        return []
    return [f"line {entry.line}: {entry.message.replace('{' + NAMESPACE + '}', '')}" for entry in log]


def _alert_faults(root: etree._Element) -> list[str]:
    faults: list[str] = []
    kind, scope = _text(root, "c:msgType"), _text(root, "c:scope")
    references = _text(root, "c:references")
    if kind != "Alert" and not references.split():
        faults.append(f"msgType {kind} needs references, got none")
    faults.extend(
        f"expected a reference sender,identifier,sent, got {reference!r}"
        for reference in references.split()
        if not _is_reference(reference)
    )
    if (scope == "Restricted") is not bool(_text(root, "c:restriction")):
        faults.append(f"restriction goes with scope Restricted and only with it, got scope {scope}")
    if scope == "Private" and not _text(root, "c:addresses"):
        faults.append("scope Private needs addresses, got none")
    return faults


def _is_reference(reference: str) -> bool:
    parts = reference.split(",")
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 -- sender, identifier, sent
        return False
    try:
        return datetime.fromisoformat(parts[2]).tzinfo is not None and not parts[2].endswith("Z")
    except ValueError:
        return False


def _info_faults(root: etree._Element) -> list[str]:
    faults: list[str] = []
    sent = _text(root, "c:sent")
    for number, info in enumerate(root.findall("c:info", _PATH), start=1):
        effective = _text(info, "c:effective") or sent
        expires = _text(info, "c:expires")
        if expires and datetime.fromisoformat(expires) <= datetime.fromisoformat(effective):
            faults.append(f"info {number}: expires {expires} is not after effective {effective}")
        for area in info.findall("c:area", _PATH):
            if _text(area, "c:ceiling") and not _text(area, "c:altitude"):
                faults.append(f"info {number}: ceiling needs altitude, got none")
            faults.extend(
                f"info {number}: {fault}"
                for polygon in area.findall("c:polygon", _PATH)
                if (fault := _ring_fault(polygon.text or ""))
            )
            faults.extend(
                f"info {number}: {fault}"
                for circle in area.findall("c:circle", _PATH)
                if (fault := _circle_fault(circle.text or ""))
            )
    return faults


def _ring_fault(text: str) -> str:
    """Return what is wrong with a ring of ``lat,lon`` pairs, empty when nothing is."""
    pairs = [tuple(map(float, pair.split(","))) for pair in text.split()]
    if pairs[0] != pairs[-1]:
        return f"expected a closed polygon, got first point {pairs[0]} and last {pairs[-1]}"
    for lat, lon in pairs:
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 -- the globe
            return f"expected lat,lon in degrees, got {lat:g},{lon:g}"
    return ""


def _circle_fault(text: str) -> str:
    """Return what is wrong with a ``lat,lon radius``, empty when nothing is."""
    middle, _ = text.split()
    lat, lon = map(float, middle.split(","))
    is_on_globe = -90 <= lat <= 90 and -180 <= lon <= 180  # noqa: PLR2004 -- the globe
    return "" if is_on_globe else f"expected lat,lon in degrees, got {lat:g},{lon:g}"


def _text(parent: etree._Element, path: str) -> str:
    element = parent.find(path, _PATH)
    return "" if element is None else (element.text or "").strip()
