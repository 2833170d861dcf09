"""Plan documents: what an officer writes (YAML or JSON) to the Plan that opens tasks. Pure.

The schema is docs/reference/incidents.md. Nothing is guessed: an unknown key or verb is an error with its line.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from geo.division import prefix_of
from geo.errors import DivisionError
from incidents.plan import Item, Plan, Verb, Who, WhoKind
from sensing.document import read_document
from sensing.level import Level
from sensing.section import Section

if TYPE_CHECKING:
    from sensing.document import Document

_KEYS = ("apiVersion", "kind", "id", "title", "hazards", "level", "divisions", "tasks")
_ITEM_KEYS = ("id", "verb", "who", "what", "by")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_HAZARD = re.compile(r"[0-9A-Z]{2,5}", re.ASCII)
#: The characters mean the same as the words.
_VERBS = {**{verb.value: verb for verb in Verb}, **{verb.zh: verb for verb in Verb}}
_LEVELS = tuple(level.key for level in Level if level)
#: Tasks that one plan may have.
MOST_ITEMS = 50
#: Longest time that a task may take.
LONGEST = timedelta(days=7)


def parse_plan(text: str, *, origin: str) -> Plan:
    """Return the plan that a YAML or JSON text holds.

    Args:
        text: The document.
        origin: File name, or whatever tells the author where the text came from.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    return read_plan(read_document(text, origin=origin, what="plan"))


def read_plan(document: Document) -> Plan:
    """Return the plan of a document with ``kind: Plan``.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="Plan", keys=_KEYS)
    title = top.section("title", keys=("zh", "en"))
    items = tuple(_item(section) for section in top.sections("tasks", keys=_ITEM_KEYS))
    if not 1 <= len(items) <= MOST_ITEMS:
        top.fail(f"tasks: expected 1 to {MOST_ITEMS}, got {len(items)}", key="tasks")
    twice = next((item.id for i, item in enumerate(items) if item.id in {each.id for each in items[:i]}), None)
    if twice is not None:
        top.fail(f'tasks: "{twice}" occurs twice', key="tasks")
    return Plan(
        id=read_id(top),
        title_zh=title.text("zh"),
        title_en=title.text("en"),
        hazards=read_hazards(top, is_required=True),
        level=Level.parse(top.choice("level", _LEVELS)),
        divisions=_divisions(top),
        items=items,
    )


def read_id(section: Section) -> str:
    """Return the id of a document, or of a part of one."""
    found = section.text("id")
    if not _ID.fullmatch(found):
        section.fail(f'id: expected 1 to 64 of A-Z a-z 0-9 . _ -, got "{found}"', key="id")
    return found


def read_hazards(section: Section, *, is_required: bool = False) -> tuple[str, ...]:
    """Return the beginnings of hazard codes under ``hazards``."""
    codes = section.texts("hazards")
    if is_required and not codes:
        section.fail('missing key "hazards"')
    for code in codes:
        if not _HAZARD.fullmatch(code):
            section.fail(
                f'hazards: expected an event code such as "11A01" or its beginning, got "{code}"', key="hazards"
            )
    return codes


def _divisions(top: Section) -> tuple[str, ...]:
    try:
        return tuple(prefix_of(code) for code in top.texts("divisions"))
    except DivisionError as error:
        top.fail(f"divisions: {error}", key="divisions")


def _item(section: Section) -> Item:
    what = section.section("what", keys=("zh", "en"))
    by = section.duration("by")
    if not timedelta(0) < by <= LONGEST:
        section.fail(f"by: expected more than nothing and at most {LONGEST}, got {by}", key="by")
    return Item(
        id=read_id(section),
        verb=_VERBS[section.choice("verb", tuple(_VERBS))],
        who=_who(section),
        what_zh=what.text("zh"),
        what_en=what.text("en"),
        by=by,
    )


def _who(section: Section) -> Who:
    kinds = tuple(kind.value for kind in WhoKind)
    who = section.section("who", keys=kinds)
    names = who.names()
    if len(names) != 1:
        section.fail(f"who: expected one of {', '.join(kinds)}, got {len(names)} of them", key="who")
    return Who(kind=WhoKind(names[0]), name=who.text(names[0]))
