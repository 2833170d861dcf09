"""CAP documents: the bytes of a warning as they left, frozen when it was issued. Pure.

A signature made twice is not the same signature, and a program that writes XML a little differently next year would
change what was told: so the bytes are kept, and every feed answers with them for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lxml import etree

from alerts.errors import CapError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.warning import Warning, WarningId  # noqa: A004 -- the field's word

    #: Writes an issued warning down as the bytes that leave, signed where the installation signs.
    Seal = Callable[[Warning], bytes]

_XMLDSIG = b"http://www.w3.org/2000/09/xmldsig#"
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


class Form(StrEnum):
    """How a message is written."""

    #: OASIS CAP 1.2.
    CAP = "cap"
    #: GB/T 35965.1, the national release system 12379.
    CN12379 = "cn12379"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapDocument:
    """One message as it left."""

    warning: WarningId
    form: Form
    #: What the message calls itself; unique within a form.
    identifier: str
    sent: datetime
    is_signed: bool
    body: bytes


def cap_document(warning: Warning, body: bytes) -> CapDocument:
    """Return the bytes of an issued warning's CAP message as they are kept.

    Raises:
        CapError: If the warning was not issued.
    """
    if warning.sent is None:
        raise CapError(f"warning {warning.identifier} was not issued: it has no CAP message")
    # Few installations sign: a message without the namespace need not be read again.
    is_signed = _XMLDSIG in body and etree.fromstring(body).find(_SIGNATURE) is not None
    return CapDocument(
        warning=warning.id,
        form=Form.CAP,
        identifier=warning.identifier,
        sent=warning.sent,
        is_signed=is_signed,
        body=body,
    )


def no_seal(warning: Warning) -> bytes:
    """Refuse to write a warning down: whoever issues must say how messages leave.

    Raises:
        CapError: Always.
    """
    raise CapError(f"warning {warning.identifier} is not issued: nobody said how its message is signed")
