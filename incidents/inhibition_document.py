"""Inhibition documents: what an officer writes (YAML or JSON) to the rule of inhibition. Pure.

The schema is docs/reference/incidents.md. Rules that could have incidents silence each other in a circle, so that
nobody speaks at all, are refused together; ``downstream`` alone runs in no circle, because water does not.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from incidents.errors import InhibitionError
from incidents.inhibition import Inhibition, Match, Relation
from incidents.plan_document import read_hazards, read_id
from sensing.document import read_document
from sensing.level import Level
from sensing.section import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.document import Document

_KEYS = ("apiVersion", "kind", "id", "title", "source", "target", "relation")
_MATCH_KEYS = ("hazards", "rules", "level")
_LEVELS = tuple(level.key for level in Level if level)


def parse_inhibition(text: str, *, origin: str) -> Inhibition:
    """Return the rule of inhibition that a YAML or JSON text holds.

    Raises:
        DocumentError: If it is wrong; carries file and line.
        InhibitionError: If what it silences could silence it.
    """
    return read_inhibition(read_document(text, origin=origin, what="inhibition"))


def read_inhibition(document: Document) -> Inhibition:
    """Return the rule of inhibition of a document with ``kind: Inhibition``.

    Raises:
        DocumentError: If it is wrong; carries file and line.
        InhibitionError: If what it silences could silence it.
    """
    top = Section.top(document, kind="Inhibition", keys=_KEYS)
    title = top.section("title", keys=("zh", "en"))
    found = Inhibition(
        id=read_id(top),
        title_zh=title.text("zh"),
        title_en=title.text("en"),
        source=_match(top.section("source", keys=_MATCH_KEYS)),
        target=_match(top.section("target", keys=_MATCH_KEYS)),
        relation=Relation(top.choice("relation", tuple(relation.value for relation in Relation))),
    )
    check_no_circle([found])
    return found


def _match(section: Section) -> Match:
    hazards, rules = read_hazards(section), section.texts("rules")
    if not hazards and not rules:
        section.fail(f"{section.path('hazards')}: expected hazards or rules, got neither")
    return Match(hazards=hazards, rules=rules, level=Level.parse(section.choice("level", _LEVELS, default="blue")))


def check_no_circle(inhibitions: Sequence[Inhibition]) -> None:
    """Refuse rules of inhibition by which incidents could silence each other in a circle.

    Raises:
        InhibitionError: If they could; names the rules.
    """
    if all(each.relation is Relation.DOWNSTREAM for each in inhibitions):
        return
    graph = {
        each.id: [other.id for other in inhibitions if _may_be_same(each.source, other.target)] for each in inhibitions
    }
    alone = [
        each.id
        for each in inhibitions
        if each.relation is not Relation.DOWNSTREAM and _may_be_same(each.source, each.target)
    ]
    if alone:
        raise InhibitionError(f"inhibition {alone[0]}: what it silences could silence it; source and target overlap")
    try:
        TopologicalSorter({key: set(above) - {key} for key, above in graph.items()}).prepare()
    except CycleError as error:
        raise InhibitionError(f"inhibitions silence each other in a circle: {' → '.join(error.args[1])}") from None


def _may_be_same(one: Match, other: Match) -> bool:
    """Return whether an incident could meet both; where the one names hazards and the other rules, it could."""
    if one.hazards and other.hazards:
        return any(a.startswith(b) or b.startswith(a) for a in one.hazards for b in other.hazards)
    if one.rules and other.rules:
        return bool(set(one.rules) & set(other.rules))
    return True
