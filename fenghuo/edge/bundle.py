"""Bundle: everything that a node works by, as one signed document with a serial number and an expiry.

It holds the YAML documents of a provisioning folder (stations, rivers, fences, rules, templates, policies, contacts,
sites). The same folder, node, serial and times give the same bytes. An expired bundle is still worked by, because no
rules are worse than old ones; it says so wherever a warning is read.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fenghuo.edge.seal import SealError, opened, sealed
from incidents.journal import canonical_data
from sensing.errors import FenghuoError, InstantError
from sensing.instant import BEIJING, format_instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from incidents.span import Words

FORMAT: Final = "fenghuo-bundle/1"
#: Names of nodes: they are parts of subjects and file names.
NODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_FILE: Final = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/){0,4}[A-Za-z0-9_-][A-Za-z0-9._-]*\.ya?ml")
_MOST_NUMBER: Final = 65_535


class BundleError(FenghuoError):
    """A bundle cannot be made or taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a node works by."""

    #: Name of the node that it is for.
    node: str
    #: Number of the node in short messages, 0..65535.
    number: int
    #: Rises with every bundle of a node.
    serial: int
    made: datetime
    #: From then on it says that it is old.
    expires: datetime
    #: Documents by their path in the folder.
    files: Mapping[str, str]

    def is_expired(self, now: datetime) -> bool:
        """Return whether it has expired; the instant itself counts."""
        return now >= self.expires

    def trouble(self, now: datetime) -> str:
        """Return what is wrong with it, for people on duty; empty while nothing is."""
        if not self.is_expired(now):
            return ""
        return f"bundle {self.serial} expired at {format_instant(self.expires)}: rules and contacts may be out of date"

    def caveat(self, now: datetime) -> Words:
        """Return what every warning says beside its own words; empty while the bundle is valid."""
        if not self.is_expired(now):
            return {}
        day = self.expires.astimezone(BEIJING)
        return {
            "zh": f"（本站离线运行，预警规则包已于{day.month}月{day.day}日过期）",
            "en": f"(This node works alone; its rules expired on {day:%Y-%m-%d}.)",
        }


def written(bundle: Bundle, key: Ed25519PrivateKey) -> bytes:
    """Return a bundle as the bytes of its file.

    Raises:
        BundleError: If it names what no node could take.
    """
    _check(bundle)
    head = {
        "format": FORMAT,
        "node": bundle.node,
        "number": bundle.number,
        "serial": bundle.serial,
        "made": format_instant(bundle.made),
        "expires": format_instant(bundle.expires),
    }
    files = [canonical_data({"file": name, "text": text}) for name, text in sorted(bundle.files.items())]
    return sealed("\n".join([canonical_data(head), *files]), key)


def read(data: bytes, *, trusted: Sequence[Ed25519PublicKey], origin: str) -> Bundle:
    """Return the bundle of a file.

    Raises:
        SealError: If it is not what somebody trusted has signed.
        BundleError: If it is no bundle.
    """
    lines = opened(data, trusted=trusted, origin=origin)
    try:
        head = json.loads(lines[0])
        if head["format"] != FORMAT:
            raise BundleError(f"{origin}: expected {FORMAT}, got {head['format']!r}")
        files = [json.loads(line) for line in lines[1:]]
        bundle = Bundle(
            node=str(head["node"]),
            number=int(head["number"]),
            serial=int(head["serial"]),
            made=parse_instant(head["made"]),
            expires=parse_instant(head["expires"]),
            files={str(each["file"]): str(each["text"]) for each in files},
        )
    except (ValueError, KeyError, TypeError, RecursionError, InstantError) as error:
        raise BundleError(f"{origin}: expected a bundle, got: {error}") from None
    _check(bundle)
    return bundle


def check_succession(bundle: Bundle, *, held: Bundle | None, node: str) -> None:
    """Refuse a bundle that is for another node, or not newer than the one that is held; the same again is taken.

    Raises:
        BundleError: With what was expected and what came.
    """
    if node and bundle.node != node:
        raise BundleError(f"expected a bundle for the node {node}, got one for {bundle.node}")
    if held is None or bundle == held:
        return
    if bundle.serial < held.serial:
        raise BundleError(f"expected a serial above {held.serial}, got {bundle.serial}: an older bundle is not taken")
    if bundle.serial == held.serial:
        raise BundleError(f"two different bundles have the serial {held.serial}: give the newer one a higher serial")


def gathered(folder: Path) -> dict[str, str]:
    """Return the documents of a folder by their path in it.

    Raises:
        BundleError: If there is no folder, or one of its files is no text.
    """
    from fenghuo.provisioning import documents_of

    if not folder.is_dir():
        raise BundleError(f"{folder}: expected a folder of YAML documents")
    found: dict[str, str] = {}
    for path in documents_of(folder):
        try:
            found[path.relative_to(folder).as_posix()] = path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise BundleError(f"{path}: cannot be read: {error}") from None
    return found


def _check(bundle: Bundle) -> None:
    if not NODE.fullmatch(bundle.node):
        raise BundleError(f"expected a node's name of small letters, digits and hyphens, got {bundle.node!r}")
    if not (0 <= bundle.number <= _MOST_NUMBER and bundle.serial > 0):
        raise BundleError(
            f"expected a number up to {_MOST_NUMBER} and a serial from 1, got {bundle.number}, {bundle.serial}"
        )
    if bundle.expires <= bundle.made:
        raise BundleError("expected a bundle that expires after it was made")
    for name in bundle.files:
        if not _FILE.fullmatch(name):
            raise BundleError(f"expected paths of YAML files below the folder, got {name!r}")


__all__ = ["Bundle", "BundleError", "SealError", "check_succession", "gathered", "read", "written"]
