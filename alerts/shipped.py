"""Shipped: the templates that come with the program, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from alerts.template import TemplateBook
from alerts.template_document import read_template_document
from sensing.document import read_documents

#: Where they are; part of the package.
FOLDER: Final = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def shipped() -> TemplateBook:
    """Return the templates that every installation has; what it writes itself comes before them."""
    return TemplateBook(
        read_template_document(document)
        for path in sorted(FOLDER.glob("*.yaml"))
        for document in read_documents(path.read_text("utf-8"), origin=f"templates/{path.name}")
    )
