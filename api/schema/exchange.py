"""What is answered to an import."""

from typing import Annotated, Any

from pydantic import Field

from api.schema.text import Shape


class ChangeShape(Shape):
    """What one field was and becomes; null where it is not there."""

    before: Annotated[Any, Field(alias="from")]
    after: Annotated[Any, Field(alias="to")]


class ImportResult(Shape):
    """What became of one row; rows count from 1, in a table the header is row 1."""

    row: int
    id: str
    #: ``stations``, ``thresholds`` or ``contacts``.
    kind: str
    #: ``created``, ``updated``, ``unchanged`` or ``failed``.
    result: str
    #: ``new``, ``changed``, ``unchanged`` or ``refused``.
    change: str
    #: What differs, by field; at the first row of a station.
    changes: dict[str, ChangeShape]
    detail: str


class ImportPage(Shape):
    """What became of each row."""

    items: list[ImportResult]
    next: str | None
    dry_run: bool
    #: Objects stored, and rows refused.
    stored: int
    failed: int
    #: Rows by what they change.
    summary: dict[str, int]
    #: Headers that were not understood.
    ignored: list[str]
    #: What the text was encoded in; empty where that is no question.
    encoding: str
