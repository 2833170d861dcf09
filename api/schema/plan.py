"""Response plans and rules of inhibition at the edge: documents with versions."""

from api.schema.text import Shape


class ProcedureVersionShape(Shape):
    """One version of a document."""

    version: int
    author: str
    at: str


class ProcedureShape(Shape):
    """The newest version of a document."""

    #: ``plan`` or ``inhibition``.
    kind: str
    id: str
    version: int
    author: str
    at: str
    #: YAML or JSON, as it was given.
    source: str


class OneProcedureShape(ProcedureShape):
    """A document with its versions, oldest first."""

    versions: list[ProcedureVersionShape]


class ProcedurePage(Shape):
    """Documents, by id."""

    items: list[ProcedureShape]
    next: str | None
