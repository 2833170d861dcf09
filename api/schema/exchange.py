"""What is answered to an import."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schema.text import Body, Shape

#: Files that stations are written into.
ExportFormat = Literal["csv", "xlsx", "geojson", "yaml"]


class ExportBody(Body):
    """Which stations to write into a file."""

    #: Ids.
    stations: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=20_000)]
    format: ExportFormat = "csv"


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


class ColumnShape(Shape):
    """A column of an uploaded table."""

    header: str
    #: What it was taken for; empty: not understood.
    field: str
    #: What stands in its first rows.
    sample: list[str]


class ColumnTable(Shape):
    """A table of an uploaded file, and what its columns were taken for."""

    #: Name of the sheet; empty where files have none.
    name: str
    #: ``stations``, ``thresholds``, ``contacts`` or ``sites``; empty: a sheet that is passed over.
    kind: str
    rows: int
    columns: list[ColumnShape]


class ColumnsShape(Shape):
    """What the headers of a file would be taken for."""

    #: Empty for documents, whose fields name themselves.
    tables: list[ColumnTable]
    #: Fields that a column may be, by kind of row.
    fields: dict[str, list[str]]
