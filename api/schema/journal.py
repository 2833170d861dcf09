"""The journal's state at the edge."""

from typing import Any

from api.schema.text import Shape
from incidents.journal import Fault


class BrokenShape(Shape):
    """Where the journal is broken first: the sequence number of the first row that is wrong or missing."""

    fault: Fault
    seq: int


class VerdictShape(Shape):
    """What a check of the journal found."""

    #: How many rows were looked at, and the last of them.
    rows: int
    until: int
    #: Whether that is the whole journal.
    is_all: bool
    broken: BrokenShape | None


class JournalRowShape(Shape):
    """One row of the journal; hashes in hexadecimal."""

    seq: int
    t: str
    kind: str
    division: str
    data: dict[str, Any]
    hash: str
    previous: str


class JournalPage(Shape):
    """Journal rows, ascending; ``next`` is the ``since`` of the next page."""

    items: list[JournalRowShape]
    next: str | None
