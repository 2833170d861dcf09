"""Procedure: a response plan or a rule of inhibition as somebody wrote it, with its version and author. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from incidents.inhibition_document import check_no_circle, parse_inhibition
from incidents.plan_document import parse_plan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.inhibition import Inhibition
    from incidents.plan import Plan


class ProcedureKind(StrEnum):
    """What a document is; the value is its ``kind`` in small letters."""

    PLAN = "plan"
    INHIBITION = "inhibition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One version of a document."""

    kind: ProcedureKind
    id: str
    #: From 1.
    version: int
    #: YAML or JSON, as it was given.
    source: str
    author: str
    at: datetime
    #: Whether it holds no more from this version on.
    is_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """What holds now."""

    plans: tuple[Plan, ...] = ()
    #: Version by id of the plan.
    versions: tuple[tuple[str, int], ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()


def playbook(procedures: Iterable[Procedure]) -> Playbook:
    """Return what the newest versions of documents say; read once for as long as they stay the same."""
    return _read(tuple((each.kind, each.version, each.source) for each in procedures if not each.is_ended))


@lru_cache(maxsize=8)
def _read(texts: tuple[tuple[ProcedureKind, int, str], ...]) -> Playbook:
    plans, versions, inhibitions = [], [], []
    for kind, version, text in texts:
        if kind is ProcedureKind.PLAN:
            plan = parse_plan(text, origin=kind.value)
            plans.append(plan)
            versions.append((plan.id, version))
        else:
            inhibitions.append(parse_inhibition(text, origin=kind.value))
    return Playbook(plans=tuple(plans), versions=tuple(versions), inhibitions=tuple(inhibitions))


def check_new(kind: ProcedureKind, text: str, *, others: Iterable[Procedure], origin: str = "document") -> str:
    """Return the id of a new document, if it may stand beside the others of its kind.

    Args:
        kind: What it says it is.
        text: YAML or JSON.
        others: Those there are.
        origin: File name, or whatever tells the author where the text came from.

    Raises:
        DocumentError: If it is wrong.
        InhibitionError: If incidents could silence each other in a circle.
    """
    if kind is ProcedureKind.PLAN:
        return parse_plan(text, origin=origin).id
    inhibition = parse_inhibition(text, origin=origin)
    known = playbook(each for each in others if each.kind is kind and each.id != inhibition.id).inhibitions
    check_no_circle([*known, inhibition])
    return inhibition.id
