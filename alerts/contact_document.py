"""Contacts as people write them: documents with ``kind: Contact`` and rows of a table, and back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alerts.contact_address import ContactError, checked_address
from alerts.delivery import Contact
from alerts.duty import duty_word
from alerts.world import World
from incidents.identity import random_bits
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
    "person": ("人员", "人员编号", "person id"),
    "duty": ("职责", "责任", "职务", "身份", "role"),
    "rank": ("顺序", "次序", "排序", "order"),
    "groups": ("分组", "群组", "组", "group"),
    "site": ("场所", "场所编号", "重点场所", "site id"),
    "language": ("语言", "lang"),
    "world": ("用途", "实战演练"),
}
#: Header of an exported table of contacts.
CONTACT_HEADER = (
    "id", "name", "division", "channel", "address", "person", "duty", "rank", "groups", "site", "language", "world",
)  # fmt: skip
#: What a column that is not there means.
_USUAL = {"channel": "sms", "person": "", "duty": "", "rank": "0", "groups": "", "site": "", "language": "zh-CN",
          "world": "live"}  # fmt: skip

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DIVISION = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")
_LONGEST_NAME = 200
_DUTY = re.compile(r"[^\s,;:]{0,32}")
_RANK = re.compile(r"-?[0-9]{1,4}(?:\.0*)?")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8}){0,3}")
_GROUP_BREAK = re.compile(r"[,;、,;|]+")
_MOST_GROUPS = 20
_WORLDS = {"": World.LIVE, "实战": World.LIVE, "正式": World.LIVE, "演练": World.DRILL} | {w.value: w for w in World}


def make_contact(
    *,
    id: str,  # noqa: A002 -- the record's own word
    name: str,
    division: str,
    channel: str,
    address: str,
    **more: str,
) -> Contact:
    """Return a contact, its address as its channel wants it and its division in 12 digits.

    Args:
        id: Empty: a fresh one that tells nothing of the person.
        name: What people call it.
        division: Code, or a short form of it.
        channel: One of ``contact_address.CHANNELS``; empty means ``sms``.
        address: E.g. a telephone number, with or without country code.
        more: The other columns of ``CONTACT_HEADER``, as text; one that is missing or empty has its usual meaning.

    Raises:
        ContactError: If a part does not fit; names it.
    """
    channel = channel or "sms"
    found = checked_address(address, channel=channel)
    texts = {key: more.get(key, "").strip() or usual for key, usual in _USUAL.items()}
    duty, groups = duty_word(texts["duty"]), _groups(texts["groups"])
    world = texts["world"].casefold()
    if world not in _WORLDS:
        raise ContactError(f"world: expected live or drill, got {texts['world']!r}")
    # An id stands in the journal for ever, and in clear: a number in it could never be erased.
    key = id or f"c-{random_bits(64):016x}"
    _check(key, "id", _ID, "1 to 64 of A-Z a-z 0-9 . _ -")
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ContactError(f"name: expected 1 to {_LONGEST_NAME} characters, got {len(name)}")
    _check(division, "division", _DIVISION, "a code of 2, 4, 6, 9 or 12 digits")
    _check(duty, "duty", _DUTY, "at most 32 characters without blanks, such as head or deputy")
    _check(texts["rank"], "rank", _RANK, "a whole number")
    _check(texts["language"], "language", _LANGUAGE, "a language such as zh-CN")
    for field in ("person", "site"):
        if texts[field]:
            _check(texts[field], field, _ID, "1 to 64 of A-Z a-z 0-9 . _ -")
    return Contact(
        id=key,
        name=name,
        division=division.ljust(12, "0"),
        channel=channel,
        address=found,
        person=texts["person"],
        duty=duty,
        rank=int(texts["rank"].partition(".")[0]),
        groups=groups,
        site=texts["site"],
        language=texts["language"],
        world=_WORLDS[world],
    )


def _groups(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(word.strip() for word in _GROUP_BREAK.split(text) if word.strip()))
    if len(found) > _MOST_GROUPS or any(len(word) > _LONGEST_NAME for word in found):
        raise ContactError(f"groups: expected at most {_MOST_GROUPS} names, separated by commas, got {len(found)}")
    return found


def _check(text: str, field: str, pattern: re.Pattern[str], expected: str) -> None:
    if not pattern.fullmatch(text):
        raise ContactError(f"{field}: expected {expected}, got {text!r}")


def read_contact_document(document: Document) -> Contact:
    """Return the contact of a document.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="Contact", keys=("apiVersion", "kind", *CONTACT_HEADER))
    texts = {key: top.text(key, default=_USUAL.get(key)) for key in CONTACT_HEADER}
    try:
        return make_contact(**texts)
    except ContactError as error:
        top.fail(str(error), key=str(error).partition(":")[0])


def contact_document(contact: Contact) -> dict[str, Any]:
    """Return a contact as the document that ``read_contact_document`` reads back to the same contact."""
    facts = contact_facts(contact)
    told = {key: value for key, value in facts.items() if key == "channel" or value != _USUAL.get(key)}
    return {"apiVersion": API_VERSION, "kind": "Contact", **told}


def contact_facts(contact: Contact) -> dict[str, str]:
    """Return the fields of a contact as text, in the order of ``CONTACT_HEADER``."""
    facts = {key: getattr(contact, key) for key in CONTACT_HEADER}
    facts |= {"rank": str(contact.rank), "groups": ",".join(contact.groups), "world": contact.world.value}
    return facts


def contact_json(contact: Contact) -> dict[str, Any]:
    """Return a contact as plain JSON values."""
    return {**contact_facts(contact), "rank": contact.rank, "groups": list(contact.groups)}


def read_contact_rows(
    table: Table, places: Mapping[str, int], *, known: Mapping[str, Contact]
) -> tuple[list[Outcome], list[Contact]]:
    """Return an outcome per row, and the contacts to store.

    A row without an id is the contact of its world that is known at its address already, or a new one: the same table
    twice changes nothing.

    Raises:
        TableError: If no column holds the number.
    """
    if "address" not in places:
        raise TableError(f"{table.name or 'table'}: expected a column with the telephone number of the contact")
    outcomes: list[Outcome] = []
    stored: dict[str, Contact] = {}
    at_address = {_place_of(each): each.id for each in sorted(known.values(), key=lambda each: each.id, reverse=True)}
    nameless: set[tuple[str, ...]] = set()
    for row in table.rows:
        cells = {name: unescaped(row.cells[places[name]]) if name in places else "" for name in CONTACT_HEADER}
        try:
            check_row(row)
            contact = make_contact(**cells)
            if not cells["id"]:
                contact = _recognised(contact, at_address, seen=nameless)
            contact = _kept(_once(contact, seen=stored), known=known, places=places)
        except (CellError, ContactError) as error:
            detail = f"row {row.number}: {error}"
            outcomes.append(Outcome(row=row.number, id=cells["id"], change=Change.REFUSED, detail=detail))
            continue
        outcomes.append(_outcome(row.number, contact, known=known.get(contact.id)))
        stored[contact.id] = contact
    unchanged = {one.id for one in outcomes if one.change is Change.UNCHANGED}
    return outcomes, [contact for contact in stored.values() if contact.id not in unchanged]


def _place_of(contact: Contact) -> tuple[str, ...]:
    return contact.channel, contact.address, contact.world.value


def _recognised(contact: Contact, at_address: Mapping[tuple[str, ...], str], *, seen: set[tuple[str, ...]]) -> Contact:
    """Return a contact that was given no id with the one that it is known by."""
    place = _place_of(contact)
    if place in seen:
        raise ContactError("address: occurs twice; rows with an address in common need an id")
    seen.add(place)
    return replace(contact, id=at_address.get(place, contact.id))


def _kept(contact: Contact, *, known: Mapping[str, Contact], places: Mapping[str, int]) -> Contact:
    """Return a contact with what its table has no column for as it is known: an old table takes nothing away."""
    before = known.get(contact.id)
    if before is None:
        return contact
    absent = [key for key in _USUAL if key not in places and key != "channel"]
    return replace(contact, **{key: getattr(before, key) for key in absent})


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
