"""Provisioning files: from a folder of YAML to documents that could be read, and outcomes of those that could not.

A file is cut at ``---`` before it is read, so that a document that is no YAML breaks no other one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from alerts.contact_document import read_contact_document
from alerts.policy_document import read_policy_document
from alerts.site_document import read_site_document
from alerts.template_document import read_template_document
from geo.fence_document import read_fence_document
from geo.river_document import read_river_document
from rules.document import read_rule_document
from sensing.document import Document, read_documents
from sensing.errors import DocumentError
from sensing.exchange.plan import Change
from sensing.section import Section
from sensing.station_document import read_station_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

#: Kinds of documents in the order in which they are applied: a rule may need a fence and a station of the same folder.
KINDS = ("Fence", "Station", "River", "Rule", "Contact", "Site", "Policy", "Template")
#: A line that is no comment, blank or break.
_SAYS = re.compile(r"^(?!---)[ \t]*[^\s#]|^---[ \t]+[^\s#]", re.MULTILINE)
_BREAK = re.compile(r"^---(?:\s.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one document."""

    #: File and line, e.g. ``city/stations.yaml:12``.
    place: str
    #: Empty where the document does not say it.
    kind: str
    id: str
    change: Change
    #: Why it is refused, with file and line.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document that could be read."""

    place: str
    line: int
    origin: str
    kind: str
    record: Any

    def outcome(self, change: Change, detail: str = "") -> Outcome:
        """Return what became of it."""
        told = f"{self.place}: {detail}" if detail else ""
        return Outcome(place=self.place, kind=self.kind, id=str(self.record.id), change=change, detail=told)


def places(files: Iterable[Path], outcomes: Iterable[Outcome]) -> list[str]:
    """Return the places of outcomes in the order of the files and of the lines in them."""
    names = {str(path): number for number, path in enumerate(files)}

    def rank(place: str) -> tuple[int, int]:
        name, _, line = place.rpartition(":")
        return (names[name], int(line)) if name in names and line.isdigit() else (names.get(place, -1), 0)

    return sorted({one.place for one in outcomes}, key=rank)


def read_files(files: Iterable[Path]) -> tuple[list[Read], list[Outcome]]:
    """Return the documents of files, and an outcome for each that cannot be read."""
    read: list[Read] = []
    refused: list[Outcome] = []
    first: dict[tuple[str, str], str] = {}
    for path in files:
        for text, line in _parts(path, refused):
            try:
                one = _read(text, origin=str(path), line=line)
                if one is None:
                    continue
                before = first.setdefault((one.kind, str(one.record.id)), one.place)
                if before != one.place:
                    refused.append(one.outcome(Change.REFUSED, f"{one.kind} {one.record.id!r} is already in {before}"))
                    continue
                read.append(one)
            except DocumentError as error:
                place = f"{path}:{error.line or line}"
                refused.append(Outcome(place=place, kind="", id="", change=Change.REFUSED, detail=str(error)))
    return read, refused


def _parts(path: Path, refused: list[Outcome]) -> list[tuple[str, int]]:
    """Return the documents of a file as texts with the line of each, so that a broken one breaks no other."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        detail = f"{path}: cannot be read as UTF-8: {error}"
        refused.append(Outcome(place=str(path), kind="", id="", change=Change.REFUSED, detail=detail))
        return []
    starts = [0, *(match.start() for match in _BREAK.finditer(text)), len(text)]
    found = []
    for begin, end in pairwise(starts):
        body = text[begin:end]
        if _SAYS.search(body):
            found.append((body, text.count("\n", 0, begin) + 1))
    return found


def _read(text: str, *, origin: str, line: int) -> Read | None:
    # Blank lines in front keep the line numbers of the file.
    documents = read_documents("\n" * (line - 1) + text, origin=origin)
    if not documents:
        return None
    document = documents[0]
    if len(documents) > 1:
        raise DocumentError("expected --- between documents", origin=origin, line=documents[1].root.line)
    kind = Section(document.root, name="", origin=origin, keys=None).choice("kind", KINDS)
    readers: Mapping[str, Callable[[Document], Any]] = {
        "Station": read_station_document,
        "Fence": read_fence_document,
        "River": read_river_document,
        "Contact": read_contact_document,
        "Site": read_site_document,
        "Rule": read_rule_document,
        "Policy": read_policy_document,
        "Template": read_template_document,
    }
    start = document.root.line
    return Read(place=f"{origin}:{start}", line=start, origin=origin, kind=kind, record=readers[kind](document))
