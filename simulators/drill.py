"""Drill: a disaster to be rehearsed, as a document: the world, what goes wrong, who takes part, and what is expected.

Names are those of the files in ``simulators/drills``. Everything wrong is refused with file and line.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

from sensing.document import read_document
from sensing.errors import suggestion
from sensing.section import Section
from simulators.drill_time import read_start
from simulators.drill_world import DrillWorld, read_world
from simulators.errors import SimulatorError
from simulators.expectation import Expectation, read_expectations
from simulators.faults.document import read_faults
from simulators.inject import Inject, Known, read_injects
from simulators.participants.document import Participants, read_participants
from simulators.settlement import Settlement, read_settlements

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from simulators.faults.fault import Fault

_FOLDER = files("simulators") / "drills"
DRILL_KEYS = (
    "apiVersion", "kind", "id", "title", "story", "start", "length", "speed", "step", "seed", "roles", "rules", "world",
    "settlements", "faults", "injects", "participants", "expect", "never",
)  # fmt: skip
_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
#: Who sits in the room, where the document says nothing.
USUAL_ROLES = ("officer", "approver", "commander", "press")
#: Least, and where the document says nothing, and most of a step.
_USUAL_STEP, _LONGEST_STEP = timedelta(minutes=1), timedelta(minutes=15)
#: Sets of rules that ship with the drills, and the demo city's own at the pace of the demo.
RULE_SETS = ("field", "service", "demo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One disaster to be rehearsed."""

    id: str
    title_zh: str
    title_en: str
    #: What happens, for those who take part and for whoever reads the report.
    story_zh: str
    story_en: str
    #: When it begins, aware; every device's clock says so.
    start: datetime
    length: timedelta
    #: Drill seconds in a second, for people; unattended it runs as fast as it can.
    speed: float
    #: Telegrams and timers of so long are seen to together: a week of slow air needs no second of it.
    step: timedelta
    seed: int
    #: Roles of the people in the room, to whom injects are shown.
    roles: tuple[str, ...]
    #: Which rules judge: ``service`` (the demo city's thresholds at the pace of the field), ``field`` (those, and what
    #: every other hazard of a drill needs) or ``demo``.
    rules: str
    world: DrillWorld
    #: Villages that the demo city does not have.
    settlements: tuple[Settlement, ...]
    faults: tuple[Fault, ...]
    injects: tuple[Inject, ...]
    participants: Participants
    #: What should have happened by when, and what must never.
    expect: tuple[Expectation, ...]
    never: tuple[Expectation, ...]
    #: SHA-256 of the document, hexadecimal.
    source: str

    @property
    def end(self) -> datetime:
        """Return when it is over."""
        return self.start + self.length


def drill_names() -> list[str]:
    """Return the names of the shipped drills."""
    return sorted(item.name.removesuffix(".yaml") for item in _FOLDER.iterdir() if item.name.endswith(".yaml"))


def shipped_drill(name: str) -> Drill:
    """Return the shipped drill of that name.

    Raises:
        SimulatorError: If there is none.
        DocumentError: If its document is wrong.
    """
    names = drill_names()
    if name not in names:
        hint = suggestion(name, names) or f", expected one of {', '.join(names)} or a file"
        raise SimulatorError(f'unknown drill "{name}"{hint}')
    return parse_drill((_FOLDER / f"{name}.yaml").read_text("utf-8"), origin=f"simulators/drills/{name}.yaml")


def read_drill_file(path: Path) -> Drill:
    """Return the drill of a file.

    Raises:
        SimulatorError: If the file cannot be read.
        DocumentError: If it is wrong; carries file and line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SimulatorError(f"{path}: cannot be read as UTF-8: {error}") from None
    return parse_drill(text, origin=str(path))


def parse_drill(text: str, *, origin: str) -> Drill:
    """Return the drill that a document describes.

    Raises:
        DocumentError: If the document is wrong; carries file and line.
    """
    top = Section.top(read_document(text, origin=origin, what="drill"), kind="Drill", keys=DRILL_KEYS)
    return _drill(top, source=hashlib.sha256(text.encode()).hexdigest())


def _drill(top: Section, *, source: str) -> Drill:
    title, story = top.section("title", keys=("zh", "en")), top.section("story", keys=("zh", "en"))
    id_ = top.matching("id", _ID, expected="1 to 64 of a-z 0-9 -, a letter first")
    start, length = read_start(top, "start"), top.duration("length")
    if not length:
        top.fail("length: expected more than 0", key="length")
    world = read_world(top, name=id_, length=length)
    roles = top.texts("roles") or USUAL_ROLES
    participants = read_participants(top, roles=roles)
    settlements = read_settlements(top, city=world.city)
    invented = (division for each in settlements for division in each.divisions())
    known = Known(
        stations=world.city.stations,
        divisions=[division.code for division in (*world.divisions, *invented)],
        approvers=[approver.name for approver in participants.approvers],
        roles=roles,
    )
    return Drill(
        id=id_,
        title_zh=title.text("zh"),
        title_en=title.text("en"),
        story_zh=_told(story, "zh"),
        story_en=_told(story, "en"),
        start=start,
        length=length,
        speed=_speed(top),
        step=_step(top),
        seed=top.whole("seed", default=1),
        roles=roles,
        rules=top.choice("rules", RULE_SETS, default="service"),
        world=world,
        settlements=settlements,
        faults=read_faults(top, stations=world.city.stations) if top.has("faults") else (),
        injects=read_injects(top, start=start, length=length, known=known),
        participants=participants,
        expect=read_expectations(top, "expect", start=start, length=length),
        never=read_expectations(top, "never", start=start, length=length),
        source=source,
    )


def _told(story: Section, key: str) -> str:
    """Return a text that may be long."""
    text = str(story.plain(key) or "").strip()
    if not text:
        story.fail(f"{story.path(key)}: expected a text", key=key)
    return text


def _step(top: Section) -> timedelta:
    step = top.duration("step", default=_USUAL_STEP)
    if not _USUAL_STEP <= step <= _LONGEST_STEP:
        top.fail("step: expected 1m to 15m", key="step")
    return step


def _speed(top: Section) -> float:
    speed = top.number("speed", default=60.0)
    if not speed > 0:
        top.fail(f"speed: expected more than 0, got {speed:g}", key="speed")
    return speed
