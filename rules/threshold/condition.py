"""Threshold: the condition as a record, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rules.form import Form
from rules.threshold.ladder import Laddered
from rules.threshold.notation import LADDER_KEYS, read_ladder, write_ladder
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from sensing.section import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Laddered):
    """Raise while a property lies beyond a ladder of levels, canonical unit."""


def _read(when: Section) -> Threshold:
    return Threshold(**read_ladder(when), property=when.choice("property", PROPERTIES))


def _write(when: Threshold) -> dict[str, Any]:
    return {"property": when.property, **write_ladder(when)}


FORM = Form(name="threshold", record=Threshold, keys=("property", *LADDER_KEYS), read=_read, write=_write)
