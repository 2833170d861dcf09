"""Contacts as people write them: documents with ``kind: Contact`` and rows of a table, and back.

A number at which the called one charges the caller is refused: a list with such numbers, called all night, costs
more than a flood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import phonenumbers

from alerts.delivery import Contact
from sensing.errors import FenghuoError
from sensing.exchange.cell import unescaped
from sensing.exchange.plan import Change, Outcome
from sensing.exchange.table import TableError
from sensing.exchange.value import CellError, check_row
from sensing.section import API_VERSION, Section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.document import Document
    from sensing.exchange.column import Names
    from sensing.exchange.table import Table

CONTACT_NAMES: Names = {
    "id": ("编号", "联系人编号", "contact", "contact id"),
    "name": ("姓名", "联系人", "名称", "联系人姓名"),
    "division": ("行政区划", "行政区划码", "行政区划代码", "区划代码", "addvcd", "adcd", "division code"),
    "channel": ("渠道", "方式"),
    "address": ("电话", "手机", "手机号", "手机号码", "联系电话", "phone", "mobile", "telephone"),
}
#: Header of an exported table of contacts.
CONTACT_HEADER = ("id", "name", "division", "channel", "address")
#: Where a number without a country code is.
COUNTRY = "CN"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DIVISION = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")
_COSTLY = {phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST}
_LONGEST_NAME = 200
#: What a program makes of a telephone number that it takes for a number.
_DECIMAL = re.compile(r"[0-9]+\.0*")


class ContactError(FenghuoError):
    """A contact cannot be meant as it is written."""

    code = "bad_contact"


def make_contact(*, id: str, name: str, division: str, channel: str, address: str) -> Contact:  # noqa: A002
    """Return a contact, its number in E.164 and its division in 12 digits.

    Args:
        id: Empty: made of the number.
        name: What people call it.
        division: Code, or a short form of it.
        channel: ``sms``; empty means that.
        address: Telephone number, with or without country code.

    Raises:
        ContactError: If a part does not fit; names it.
    """
    if (channel or "sms") != "sms":
        raise ContactError(f"channel: expected sms, got {channel!r}")
    number = _number(address)
    key = id or f"tel-{number.removeprefix('+')}"
    if not _ID.fullmatch(key):
        raise ContactError(f"id: expected 1 to 64 of A-Z a-z 0-9 . _ -, got {key!r}")
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ContactError(f"name: expected 1 to {_LONGEST_NAME} characters, got {len(name)}")
    if not _DIVISION.fullmatch(division):
        raise ContactError(f"division: expected a code of 2, 4, 6, 9 or 12 digits, got {division!r}")
    return Contact(id=key, name=name, division=division.ljust(12, "0"), channel="sms", address=number)


def _number(text: str) -> str:
    if _DECIMAL.fullmatch(text):
        raise ContactError(f"address: expected a telephone number, got {text!r}: format the column as text")
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ContactError(f"address: expected a telephone number such as +8613800000000, got {text!r}")
    if phonenumbers.number_type(number) in _COSTLY:
        raise ContactError(f"address: {text!r} is a number whose owner charges the caller")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_contact_document(document: Document) -> Contact:
    """Return the contact of a document.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="Contact", keys=("apiVersion", "kind", *CONTACT_HEADER))
    texts = {key: top.text(key, default="sms" if key == "channel" else None) for key in CONTACT_HEADER}
    try:
        return make_contact(**texts)
    except ContactError as error:
        top.fail(str(error), key=str(error).partition(":")[0])


def contact_document(contact: Contact) -> dict[str, Any]:
    """Return a contact as the document that ``read_contact_document`` reads back to the same contact."""
    return {"apiVersion": API_VERSION, "kind": "Contact", **contact_facts(contact)}


def contact_facts(contact: Contact) -> dict[str, str]:
    """Return the fields of a contact in the order of ``CONTACT_HEADER``."""
    return {key: getattr(contact, key) for key in CONTACT_HEADER}


def read_contact_rows(
    table: Table, places: Mapping[str, int], *, known: Mapping[str, Contact]
) -> tuple[list[Outcome], list[Contact]]:
    """Return an outcome per row, and the contacts to store.

    Raises:
        TableError: If no column holds the number.
    """
    if "address" not in places:
        raise TableError(f"{table.name or 'table'}: expected a column with the telephone number of the contact")
    outcomes: list[Outcome] = []
    stored: dict[str, Contact] = {}
    for row in table.rows:
        cells = {name: unescaped(row.cells[places[name]]) if name in places else "" for name in CONTACT_HEADER}
        try:
            check_row(row)
            contact = _once(make_contact(**cells), seen=stored)
        except (CellError, ContactError) as error:
            detail = f"row {row.number}: {error}"
            outcomes.append(Outcome(row=row.number, id=cells["id"], change=Change.REFUSED, detail=detail))
            continue
        outcomes.append(_outcome(row.number, contact, known=known.get(contact.id)))
        stored[contact.id] = contact
    unchanged = {one.id for one in outcomes if one.change is Change.UNCHANGED}
    return outcomes, [contact for contact in stored.values() if contact.id not in unchanged]


def _once(contact: Contact, *, seen: Mapping[str, Contact]) -> Contact:
    if contact.id in seen:
        raise ContactError(f"id: {contact.id!r} occurs twice")
    return contact


def _outcome(row: int, contact: Contact, *, known: Contact | None) -> Outcome:
    before = contact_facts(known) if known else {}
    changes = {
        key: (before.get(key), value) for key, value in contact_facts(contact).items() if before.get(key) != value
    }
    change = Change.NEW if known is None else Change.CHANGED if changes else Change.UNCHANGED
    return Outcome(row=row, id=contact.id, change=change, changes=changes)


def contact_cells(contacts: Sequence[Contact]) -> list[tuple[str, ...]]:
    """Return the rows of contacts in the order of ``CONTACT_HEADER``."""
    return [tuple(contact_facts(contact).values()) for contact in contacts]
