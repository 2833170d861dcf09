"""The participants of a drill, as its document names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.division import covers, prefix_of
from simulators.participants import approver as approvers
from simulators.participants import officer as officers
from simulators.participants import speaker as speakers
from simulators.participants import village as villages
from simulators.participants.approver import Approver
from simulators.participants.delay import read_delay
from simulators.participants.officer import Officer
from simulators.participants.speaker import Speaker
from simulators.participants.village import Village

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.section import Section

PARTICIPANT_KEYS = ("mode", "approvers", "villages", "officers", "speakers")
_APPROVER_KEYS = ("name", "role", "division", "delay", "answers", "refuses")
_VILLAGE_KEYS = ("division", "answers", "delay", "wrong", "help", "safe", "people")
_OFFICER_KEYS = ("division", "done", "late", "refused", "accept", "work", "overtime")
_SPEAKER_KEYS = ("role", "answers", "delay", "text")
_NAME = re.compile(r"[a-z][a-z0-9.-]{1,31}")
_DIVISION = re.compile(r"\d{12}", re.ASCII)
_WHOLE_CITY = ""


class Mode(StrEnum):
    """Who takes part."""

    #: Everybody as the document says.
    SCRIPTED = "scripted"
    #: Nobody answers anything.
    NONE = "none"
    #: People approve, in the console; villages and officers are scripted.
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """Those who take part; of several that fit a division the smallest counts."""

    mode: Mode = Mode.SCRIPTED
    approvers: tuple[Approver, ...] = (Approver(name="drill-approver"), Approver(name="drill-chief", role="commander"))
    villages: tuple[Village, ...] = (Village(),)
    officers: tuple[Officer, ...] = (Officer(),)
    speakers: tuple[Speaker, ...] = (Speaker(),)

    def village(self, division: str) -> Village:
        """Return how the people of a division behave."""
        return max(
            (each for each in self.villages if not each.division or covers(each.division, division)),
            key=lambda each: len(prefix_of(each.division)) if each.division else 0,
            default=Village(),
        )

    def officer(self, division: str) -> Officer:
        """Return how those behave who are sent tasks in a division."""
        return max(
            (each for each in self.officers if not each.division or covers(each.division, division)),
            key=lambda each: len(prefix_of(each.division)) if each.division else 0,
            default=Officer(),
        )

    def speaker(self, roles: Sequence[str]) -> Speaker | None:
        """Return who answers a call to some roles, or to everybody; None: nobody."""
        called = [each for each in self.speakers if each.role and (not roles or each.role in roles)]
        return next(iter(called), None) or next((each for each in self.speakers if not each.role), None)


def read_participants(top: Section, *, key: str = "participants", roles: Sequence[str] = ()) -> Participants:
    """Return the participants of a document; an absent key means scripted ones who behave as usual.

    Args:
        top: The document.
        key: Under which they are.
        roles: Of the people in the room.

    Raises:
        DocumentError: If something is wrong; names the line.
    """
    if not top.has(key):
        return Participants()
    section = top.section(key, keys=PARTICIPANT_KEYS)
    usual = Participants()
    read = tuple(_approver(entry) for entry in section.sections("approvers", keys=_APPROVER_KEYS))
    names = [approver.name for approver in read]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        section.fail(f'{section.path("approvers")}: "{twice}" occurs twice', key="approvers")
    return Participants(
        mode=Mode(section.choice("mode", list(Mode), default=Mode.SCRIPTED)),
        approvers=read or usual.approvers,
        villages=tuple(_village(entry) for entry in section.sections("villages", keys=_VILLAGE_KEYS)) or usual.villages,
        officers=tuple(_officer(entry) for entry in section.sections("officers", keys=_OFFICER_KEYS)) or usual.officers,
        speakers=tuple(_speaker(entry, roles) for entry in section.sections("speakers", keys=_SPEAKER_KEYS))
        or usual.speakers,
    )


def _approver(entry: Section) -> Approver:
    return Approver(
        name=entry.matching("name", _NAME, expected="2 to 32 of a-z 0-9 . -, a letter first"),
        role=entry.choice("role", ("approver", "commander"), default="approver"),
        division=_division(entry),
        delay=read_delay(entry, "delay", default=approvers.USUAL_DELAY),
        answers=_part(entry, "answers", default=1.0),
        refuses=_part(entry, "refuses", default=0.0),
    )


def _village(entry: Section) -> Village:
    usual = Village()
    helps, safe = _part(entry, "help", default=usual.helps), _part(entry, "safe", default=usual.safe)
    if helps + safe > 1:
        entry.fail(f"expected help + safe of at most 1, got {helps + safe:g}", key="safe")
    return Village(
        division=_division(entry),
        answers=_part(entry, "answers", default=usual.answers),
        delay=read_delay(entry, "delay", default=villages.USUAL_DELAY),
        wrong=_part(entry, "wrong", default=usual.wrong),
        helps=helps,
        safe=safe,
        people=_people(entry, default=usual.people),
    )


def _officer(entry: Section) -> Officer:
    usual = Officer()
    parts = {key: _part(entry, key, default=getattr(usual, key)) for key in ("done", "late", "refused")}
    if sum(parts.values()) > 1:
        entry.fail(f"expected done + late + refused of at most 1, got {sum(parts.values()):g}", key="done")
    return Officer(
        division=_division(entry),
        **parts,
        accept=read_delay(entry, "accept", default=officers.USUAL_ACCEPT),
        work=read_delay(entry, "work", default=officers.USUAL_WORK),
        overtime=read_delay(entry, "overtime", default=officers.USUAL_LATE),
    )


def _speaker(entry: Section, roles: Sequence[str]) -> Speaker:
    return Speaker(
        role=entry.choice("role", roles) if entry.has("role") else "",
        answers=_part(entry, "answers", default=1.0),
        delay=read_delay(entry, "delay", default=speakers.USUAL_DELAY),
        text=entry.text("text", default=speakers.USUAL_TEXT),
    )


def _division(entry: Section) -> str:
    if not entry.has("division"):
        return _WHOLE_CITY
    return entry.matching("division", _DIVISION, expected="a division code of 12 digits")


def _part(entry: Section, key: str, *, default: float) -> float:
    part = entry.number(key, default=default)
    if not 0 <= part <= 1:
        entry.fail(f"{entry.path(key)}: expected 0 to 1, got {part:g}", key=key)
    return part


def _people(entry: Section, *, default: tuple[int, int]) -> tuple[int, int]:
    if not entry.has("people"):
        return default
    pairs = entry.pairs("people")
    fewest, most = (int(pairs[0][0]), int(pairs[0][1])) if len(pairs) == 1 else (1, 0)
    if not 0 <= fewest <= most:
        entry.fail(f"{entry.path('people')}: expected fewest and most, such as [20, 180]", key="people")
    return fewest, most
