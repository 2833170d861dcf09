"""Templates as people write them: documents with ``kind: Template``, and back.

A document is compiled and rendered with examples before it is taken: what it says in an emergency it has said before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alerts.hazard import Peril
from alerts.hazard_list import read_hazards
from alerts.template import CHANNELS, OPTIONAL, VARIABLES, Part, Template
from alerts.template_engine import check_part, render
from alerts.warning import MessageType
from sensing.document import read_document
from sensing.errors import InstantError
from sensing.instant import format_instant, parse_instant
from sensing.level import LADDER, Level
from sensing.section import API_VERSION, Section

if TYPE_CHECKING:
    from datetime import datetime

    from sensing.document import Document

_KEYS = (
    "apiVersion", "kind", "id", "language", "hazards", "families", "levels", "types", "valid_from", "valid_until",
    "parts",
)  # fmt: skip
_LEVELS = {level.key: level for level in LADDER}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_USUAL = (MessageType.ALERT, MessageType.UPDATE)
_TYPES = {each.value.lower(): each for each in MessageType}


def parse_template(text: str, *, origin: str) -> Template:
    """Return the template of a YAML or JSON text.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    return read_template_document(read_document(text, origin=origin, what="template"))


def read_template_document(document: Document) -> Template:
    """Return the template of a document, tried on examples.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="Template", keys=_KEYS)
    parts = top.section("parts", keys=tuple(Part))
    sources = top.entries("parts")
    if not sources:
        top.fail(f"parts: expected at least one of {', '.join(Part)}", key="parts")
    template = Template(
        id=top.matching("id", _ID, expected="1 to 64 of A-Z a-z 0-9 . _ -"),
        language=top.matching("language", _LANGUAGE, expected="a language tag such as zh-CN or en"),
        hazards=read_hazards(top),
        families=top.choices("families", tuple(Peril)),
        levels=tuple(_LEVELS[key] for key in top.choices("levels", tuple(_LEVELS))),
        # Words of an alert would be wrong in a Cancel: that must be named.
        types=tuple(_TYPES[key] for key in top.choices("types", tuple(_TYPES))) or _USUAL,
        parts=sources,
        valid_from=_instant(top, "valid_from"),
        valid_until=_instant(top, "valid_until"),
        origin=document.origin,
        # A block of lines begins below its key.
        lines={name: parts.line_of(name) + ("\n" in source) for name, source in sources.items()},
    )
    if template.valid_from and template.valid_until and template.valid_until <= template.valid_from:
        top.fail("valid_until: expected it after valid_from", key="valid_until")
    check_template(template)
    return template


def check_template(template: Template) -> None:
    """Refuse a template that names what no warning has, or cannot do without what not every warning has.

    Raises:
        TemplateError: If it does; names template, part and line.
    """
    for name in template.parts:
        part = Part(name)
        check_part(template, part)
        for has_all in (True, False):
            render(template, part, example_values(part, has_all=has_all))


def example_values(part: Part, *, has_all: bool) -> dict[str, str | bool]:
    """Return an example of every value that a part may name, or of those only that are always there."""
    values = {name: value for name, value in VARIABLES.items() if has_all or name not in OPTIONAL}
    if part in CHANNELS:
        values |= {each.value: f"（{each.value}）" for each in Part if each not in CHANNELS}
    return values


def template_document(template: Template) -> dict[str, Any]:
    """Return a template as the document that ``read_template_document`` reads back to the same words."""
    document: dict[str, Any] = {
        "apiVersion": API_VERSION, "kind": "Template", "id": template.id, "language": template.language,
    }  # fmt: skip
    lists = {
        "hazards": list(template.hazards),
        "families": list(template.families),
        "levels": [Level(level).key for level in template.levels],
        "types": [MessageType(each).value.lower() for each in template.types],
    }
    document |= {key: values for key, values in lists.items() if values}
    for key in ("valid_from", "valid_until"):
        instant: datetime | None = getattr(template, key)
        if instant is not None:
            document[key] = format_instant(instant)
    document["parts"] = dict(template.parts)
    return document


def _instant(top: Section, key: str) -> datetime | None:
    if not top.has(key):
        return None
    try:
        return parse_instant(top.text(key))
    except InstantError as error:
        top.fail(f"{key}: {error}", key=key)
