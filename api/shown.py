"""Shown: incidents as they leave, written once however many people look.

In a storm everybody looks at the same board. The store gives the same record for the same row, so what was written of a
record is kept with it; a row that changed is another record.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from incidents.public import incident_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.incident import Incident

#: Incidents that are kept as they were written: several whole boards.
_MOST: Final = 2000

_encode = msgspec.json.Encoder().encode


def shown_incidents(incidents: Iterable[Incident]) -> list[msgspec.Raw]:
    """Return incidents as JSON."""
    return [_written(_Same(incident)) for incident in incidents]


class _Same:
    """A record that equals itself only: comparing one whole with another would cost as much as writing it."""

    __slots__ = ("incident",)

    def __init__(self, incident: Incident) -> None:
        self.incident = incident

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.incident is self.incident

    def __hash__(self) -> int:
        return id(self.incident)


@lru_cache(maxsize=_MOST)
def _written(same: _Same) -> msgspec.Raw:
    return msgspec.Raw(_encode(incident_json(same.incident)))
