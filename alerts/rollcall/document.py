"""Roll-call policies as people write them: documents with ``kind: RollCall``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.hazard_list import read_hazards
from alerts.rollcall.plan import DEFAULT_PACES, CallPace, Manner, RollCallPolicy
from sensing.document import read_documents
from sensing.level import LADDER, Level
from sensing.section import Section

if TYPE_CHECKING:
    from sensing.document import Document

_KEYS = ("apiVersion", "kind", "id", "hazards", "levels")
_SPANS = ("deadline", "retry", "deputies", "sideways", "knock", "again")
_PACE_KEYS = (*_SPANS, "manner", "quorum", "neighbours")
_LEVELS = {level.key: level for level in LADDER}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
#: Calling oftener than this would be an attack on the telephone network.
SHORTEST: Final = timedelta(seconds=15)
LONGEST: Final = timedelta(hours=12)
MOST_PERSONS: Final = 20


def parse_rollcalls(text: str, *, origin: str) -> tuple[RollCallPolicy, ...]:
    """Return the policies of a YAML or JSON text.

    Raises:
        DocumentError: If one is wrong; carries file and line.
    """
    return tuple(read_rollcall_document(document) for document in read_documents(text, origin=origin))


def read_rollcall_document(document: Document) -> RollCallPolicy:
    """Return the policy of a document.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="RollCall", keys=_KEYS)
    levels = top.section("levels", keys=tuple(_LEVELS))
    paces = {_LEVELS[name]: _pace(levels.section(name, keys=_PACE_KEYS), _LEVELS[name]) for name in levels.names()}
    return RollCallPolicy(
        id=top.matching("id", _ID, expected="1 to 64 of A-Z a-z 0-9 . _ -"), hazards=read_hazards(top), paces=paces
    )


def _pace(section: Section, level: Level) -> CallPace:
    usual = DEFAULT_PACES.get(level, DEFAULT_PACES[Level.ORANGE])
    deadline = section.duration("deadline", default=usual.deadline)
    # What is left out keeps its share of the deadline.
    share = deadline / usual.deadline
    pace = CallPace(
        deadline=deadline,
        retry=section.duration("retry", default=usual.retry * share),
        deputies_after=section.duration("deputies", default=usual.deputies_after * share),
        sideways_after=section.duration("sideways", default=usual.sideways_after * share),
        knock_after=section.duration("knock", default=usual.knock_after * share),
        again=section.duration("again", default=usual.again),
        manner=Manner(section.choice("manner", tuple(Manner), default=usual.manner)),
        quorum=section.whole("quorum", default=usual.quorum),
        neighbours=section.whole("neighbours", default=usual.neighbours),
    )
    for key, span in (("deadline", pace.deadline), ("retry", pace.retry), ("again", pace.again)):
        if not SHORTEST <= span <= LONGEST:
            section.fail(f"{section.path(key)}: expected 15s to 12h, got {span.total_seconds():g}s", key=key)
    if not pace.deputies_after <= pace.deadline <= pace.sideways_after <= pace.knock_after <= LONGEST:
        section.fail(
            f"{section.path('deadline')}: expected deputies ≤ deadline ≤ sideways ≤ knock ≤ 12h", key="deadline"
        )
    if not 1 <= pace.quorum <= MOST_PERSONS:
        section.fail(f"{section.path('quorum')}: expected 1 to {MOST_PERSONS}, got {pace.quorum}", key="quorum")
    if not 0 <= pace.neighbours <= MOST_PERSONS:
        section.fail(
            f"{section.path('neighbours')}: expected 0 to {MOST_PERSONS}, got {pace.neighbours}", key="neighbours"
        )
    return pace
