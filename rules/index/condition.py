"""Index: a ladder on an index that is reckoned from several datastreams, and how it is written.

The index itself is a derived datastream of the station (``aqi``, ``aqi_daily``, ``water_class``), so that it is stored,
drawn and exported like what a device measures; the rule is a threshold on it, always above.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rules.direction import Direction
from rules.form import Form
from rules.threshold.condition import Threshold
from rules.threshold.notation import LADDER_KEYS, read_ladder, write_ladder

if TYPE_CHECKING:
    from sensing.section import Section

#: Observed properties that are indices.
INDICES: Final = ("aqi", "aqi_daily", "water_class")
_KEYS = tuple(key for key in LADDER_KEYS if key != "direction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Threshold):
    """Raise while an index lies above a ladder of levels; ``property`` is the index."""


def _read(when: Section) -> Index:
    return Index(**read_ladder(when, direction=Direction.ABOVE), property=when.choice("index", INDICES))


def _write(when: Index) -> dict[str, Any]:
    written = {key: value for key, value in write_ladder(when).items() if key != "direction"}
    return {"index": when.property, **written}


FORM = Form(name="index", record=Index, keys=("index", *_KEYS), read=_read, write=_write)
