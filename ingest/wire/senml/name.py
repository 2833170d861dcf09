"""Names: whose reading a record is, and of what.

A SenML name is the base name and the name run together and says both at once; nothing in it marks where the
device ends and the property begins. Three forms are told apart: a bare property (``water_level``), a device in
front of one with ``/`` or ``:`` between them (``XY-H03/water_level``), and a device URN with or without one
(``urn:dev:mac:0024befffe804ff1``, ``urn:dev:ow:10e2073a01080063:voltage``).

Source:
    RFC 8428, 4.5.1 (characters); RFC 9039 (``urn:dev``, component after ``_``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Longest name, characters; RFC 8428 sets none, an index does.
MAX_NAME = 128
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9:./_-]*")
_URN = re.compile(r"(urn:dev:[a-z0-9-]+:[A-Za-z0-9.-]+)(?:[:/_](.*))?", re.DOTALL)


class Name(NamedTuple):
    """A name taken apart."""

    #: The device; empty: the station of the topic.
    device: str
    #: The property or the device's own code for it; empty when the name says the device only.
    code: str


def is_name(text: str) -> bool:
    """Tell whether a resolved name is one that RFC 8428 allows."""
    return len(text) <= MAX_NAME and _NAME.fullmatch(text) is not None


def parse_name(text: str, *, own: frozenset[str]) -> Name:
    """Return the parts of a resolved name.

    Args:
        text: Base name and name run together.
        own: What the station of the topic is called: its id and its address.
    """
    # The longer first: one may begin with the other.
    for device in sorted(own, key=len, reverse=True):
        if text == device or text.startswith((f"{device}/", f"{device}:")):
            return Name("", text[len(device) + 1 :])
    if urn := _URN.fullmatch(text):
        return Name(urn[1], urn[2] or "")
    cut = max(text.rfind("/"), text.rfind(":"))
    return Name(text[:cut], text[cut + 1 :]) if cut >= 0 else Name("", text)
