"""A roll call of thousands of villages: how long each of its steps keeps the database's locks and a warden busy.

From a red warning on, against sealed rows in PostgreSQL: the start that calls every head, steps in which little or
nothing is due, a wave of answers, the second call of all others, and the deadline at which hundreds of villages go
dark and somebody is sent to each door.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alerts.answering import Said, respondent_of, take_answer
from alerts.call_desk import CallDesk
from alerts.calling import advance, look_over
from alerts.delivery import Contact
from alerts.duty import DEPUTY, GRID, HEAD, SUPERIOR
from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.news import Recalled
from alerts.rollcall.reading import Read
from alerts.warning import Area, CapStatus, MessageType, Stage, Text, Warning, WarningId  # noqa: A004
from fenghuo.bench.stage import open_stage
from fenghuo.clock import now
from geo.division import Division
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from store.postgres import PostgresStore

_COUNTY = "411528000000"
_ID = "bench-rollcall"
#: Villages of a township.
_TOWNSHIP = 20
_DESK = CallDesk(link="https://duty.example/a/")


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallOptions:
    """What is measured."""

    villages: int = 3000
    #: Villages that answer at once.
    answers: int = 300
    #: Steps in which nothing, and steps in which one answer, is new.
    quiet: int = 20


def villages_of(count: int) -> list[str]:
    """Return the codes of villages, township by township."""
    return [f"411528{1 + number // _TOWNSHIP:03}{200 + number % _TOWNSHIP:03}" for number in range(count)]


def run(options: RollCallOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return how long each step took, seconds."""
    with open_stage(stations=1) as stage:
        say(f"{options.villages} villages")
        begin = now()
        _people(stage.store, options.villages, at=begin)
        with stage.store.begin() as tx:
            tx.save_warnings([_warning(begin)])
        return {"bench": "rollcall", "villages": options.villages, **_steps(stage.store, options, begin=begin)}


def _people(store: PostgresStore, count: int, *, at: datetime) -> None:
    """Put villages, each with a head and a deputy, and townships with a superior and a grid worker."""
    villages = villages_of(count)
    townships = sorted({f"{code[:9]}000" for code in villages})
    places = [Division(code=code, name=f"{code}乡") for code in townships]
    for number, code in enumerate(villages):
        east, north = divmod(number, 60)
        places.append(Division(code=code, name=f"{code}村", lon=114 + east / 100, lat=32 + north / 100))
    store.put_divisions(places, author="bench", at=at)
    duties = [(code, duty) for code in villages for duty in (HEAD, DEPUTY)]
    duties += [(code, duty) for code in townships for duty in (SUPERIOR, GRID)]
    contacts = [
        Contact(
            id=f"{duty}-{code}",
            name=f"{duty}{code}",
            division=code,
            channel="sms",
            address=f"+8613{number:09}",
            duty=duty,
        )
        for number, (code, duty) in enumerate(duties)
    ]
    store.put_contacts(contacts, actor="bench", at=at)


def _warning(at: datetime) -> Warning:
    text = Text(
        language="zh-CN",
        headline="息县发布红色洪水预警",
        event="洪水",
        description="淮河水位超过保证水位",
        instruction="请立即转移",
    )
    return Warning(
        id=WarningId(_ID),
        identifier=_ID,
        incident=None,
        stage=Stage.ISSUED,
        status=CapStatus.ACTUAL,
        message_type=MessageType.ALERT,
        level=Level.RED,
        hazard="11A01",
        division=_COUNTY,
        area=Area(description="息县", geocodes=(_COUNTY,)),
        texts=(text,),
        created=at,
        sender="bench",
        sender_name="bench",
        effective=at,
        sent=at,
        expires=at + timedelta(hours=6),
    )


def _steps(store: PostgresStore, options: RollCallOptions, *, begin: datetime) -> dict[str, Any]:
    used = time.process_time()
    first = _timed(lambda: look_over(store, _DESK, now=begin))
    found: dict[str, Any] = {"first_calls_s": first, **_until_done(store, begin, name="start", before=first, used=used)}
    quiet, answered, one = [], [], begin + timedelta(seconds=10)
    calls = store.placed_calls(_ID)
    for number in range(options.quiet):
        at = one + timedelta(seconds=number)
        quiet.append(_timed(lambda at=at: advance(store, _ID, _DESK, now=at)))  # type: ignore[misc]
        _answer(store, calls[number : number + 1], at=at)
        answered.append(_timed(lambda at=at: advance(store, _ID, _DESK, now=at)))  # type: ignore[misc]
    found["quiet_ms"] = round(1000 * statistics.median(quiet), 1)
    found["one_answer_ms"] = round(1000 * statistics.median(answered), 1)
    _answer(store, calls[options.quiet : options.quiet + options.answers], at=one + timedelta(seconds=40))
    found["answers_s"] = _timed(lambda: advance(store, _ID, _DESK, now=one + timedelta(seconds=41)))
    recall = [Recalled(place=calls[-1].place)]
    found["recall_s"] = _timed(lambda: advance(store, _ID, _DESK, now=one + timedelta(seconds=42), news=recall))
    for name, minutes in (("second_call", 1.5), ("deputies", 2.0), ("deadline", 5.0)):
        found |= _until_done(store, begin + timedelta(minutes=minutes), name=name)
    found["board_s"] = _timed(lambda: store.rollcall(_ID))
    return found


def _until_done(
    store: PostgresStore, at: datetime, *, name: str, before: float = 0.0, used: float | None = None
) -> dict[str, Any]:
    """Go on until nothing is due at an instant; return how long it took, the longest step, and CPU of this process."""
    took, used = [before], time.process_time() if used is None else used
    while store.due_rollcalls(now=at):
        took.append(_timed(lambda: advance(store, _ID, _DESK, now=at)))
    cpu = round(time.process_time() - used, 2)
    return {f"{name}_s": round(sum(took), 3), f"{name}_step_s": max(took), f"{name}_cpu_s": cpu}


def _answer(store: PostgresStore, calls: list[Any], *, at: datetime) -> None:
    said = Said(read=Read(standing=Standing.SAFE, headcount=50), source=Source.SMS, at=at, words="1 50人")
    with store.begin() as tx:
        for call in calls:
            take_answer(tx, respondent_of(call), said)


def _timed(act: Callable[[], object]) -> float:
    began = time.monotonic()  # noqa: TID251
    act()
    return round(time.monotonic() - began, 4)  # noqa: TID251
