"""River documents: a river with ``kind: River`` as people keep it in a file, and back.

The schema is docs/howto/places.md. A travel time is ``21h``, a range ``[18h, 24h]``, or one of either for each class of
stage (``{low: 30h, high: 18h}``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from geo.errors import RiverError
from geo.river import Reach, River, RiverId, StageClass, Travel
from sensing.document import read_documents
from sensing.duration import format_duration, parse_duration
from sensing.errors import DocumentError, DurationError
from sensing.section import API_VERSION, Section

if TYPE_CHECKING:
    from sensing.document import Document

_KEYS: Final = ("apiVersion", "kind", "id", "name", "basin", "into", "source", "junctions", "reaches")
_REACH_KEYS: Final = ("from", "to", "travel", "source")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def parse_rivers(text: str, *, origin: str) -> list[River]:
    """Return the rivers of a YAML or JSON text.

    Raises:
        DocumentError: If it cannot be read; carries file and line.
    """
    return [read_river_document(document) for document in read_documents(text, origin=origin)]


def read_river_document(document: Document) -> River:
    """Return the river of a document.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="River", keys=_KEYS)
    river_id = _id(top, "id")
    junctions = {}
    if top.has("junctions"):
        named = top.section("junctions", keys=None)
        junctions = {key: named.text(key) for key in named.names()}
        for key in junctions:
            if not _ID.fullmatch(key):
                named.fail(f'junctions: expected ids of 1 to 64 of A-Z a-z 0-9 . _ -, got "{key[:80]}"', key=key)
    reaches = tuple(_reach(each) for each in top.sections("reaches", keys=_REACH_KEYS))
    try:
        river = River(
            id=RiverId(river_id),
            name=top.text("name"),
            reaches=reaches,
            basin=_id(top, "basin") if top.has("basin") else "",
            into=RiverId(_id(top, "into")) if top.has("into") else RiverId(""),
            junctions=junctions,
            source=top.text("source", default=""),
        )
    except RiverError as error:
        top.fail(str(error), key="reaches")
    unused = next((key for key in junctions if key not in river.nodes()), None)
    if unused is not None:
        top.fail(f'junctions: no reach begins or ends at "{unused}"', key="junctions")
    return river


def _id(section: Section, key: str) -> str:
    text = section.text(key)
    if not _ID.fullmatch(text):
        section.fail(f'{section.path(key)}: expected 1 to 64 of A-Z a-z 0-9 . _ -, got "{text[:80]}"', key=key)
    return text


def _reach(section: Section) -> Reach:
    travel: Travel | None = None
    by_stage: dict[StageClass, Travel] = {}
    if section.has("travel"):
        if isinstance(section.plain("travel"), dict):
            stages = section.section("travel", keys=[stage.value for stage in StageClass])
            by_stage = {StageClass(key): _travel(stages, key) for key in stages.names()}
        else:
            travel = _travel(section, "travel")
    return Reach(
        upper=_id(section, "from"),
        lower=_id(section, "to"),
        travel=travel,
        by_stage=by_stage,
        source=section.text("source", default=""),
    )


def _travel(section: Section, key: str) -> Travel:
    written = section.plain(key)
    ends = written if isinstance(written, list) else [written]
    if not 1 <= len(ends) <= 2 or not all(isinstance(end, str) for end in ends):  # noqa: PLR2004 - a time or a range
        section.fail(f"{section.path(key)}: expected a duration such as 21h, or a range such as [18h, 24h]", key=key)
    try:
        return Travel(shortest=parse_duration(ends[0]), longest=parse_duration(ends[-1]))
    except (DurationError, RiverError) as error:
        section.fail(f"{section.path(key)}: {error}", key=key)


def river_document(river: River) -> dict[str, Any]:
    """Return a river as the document that ``read_river_document`` reads back to the same river."""
    facts: dict[str, Any] = {"apiVersion": API_VERSION, "kind": "River", "id": str(river.id), "name": river.name}
    rest = {
        "basin": river.basin,
        "into": str(river.into),
        "source": river.source,
        "junctions": dict(river.junctions),
        "reaches": [_reach_document(reach) for reach in river.reaches],
    }
    return facts | {key: value for key, value in rest.items() if value}


def _reach_document(reach: Reach) -> dict[str, Any]:
    travel: Any = {stage.value: _written(each) for stage, each in reach.by_stage.items()}
    if not travel and reach.travel is not None:
        travel = _written(reach.travel)
    rest = {"travel": travel, "source": reach.source}
    return {"from": reach.upper, "to": reach.lower} | {key: value for key, value in rest.items() if value}


def _written(travel: Travel) -> str | list[str]:
    if travel.shortest == travel.longest:
        return format_duration(travel.shortest)
    return [format_duration(travel.shortest), format_duration(travel.longest)]


def parse_river(text: str, *, origin: str) -> River:
    """Return the one river of a text.

    Raises:
        DocumentError: If it holds none or several, or cannot be read.
    """
    rivers = parse_rivers(text, origin=origin)
    if len(rivers) != 1:
        raise DocumentError(f"expected one river, got {len(rivers)} documents", origin=origin, line=1)
    return rivers[0]
