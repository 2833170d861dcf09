"""Rolls to test with: small villages beside each other, called about a red flood."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from alerts.rollcall.answer import Answer, AnswerId, Source, Standing
from alerts.rollcall.news import Answered
from alerts.rollcall.plan import DEFAULT_PACES, CallPace
from alerts.rollcall.roll import Line, Person, Place, PlaceKind, Roll, RollId, RollState
from alerts.warning import CapStatus
from sensing.level import Level
from tests.builders import DIVISION, NOW

RED: CallPace = DEFAULT_PACES[Level.RED]


def minutes(count: float) -> datetime:
    """Return an instant that many minutes after the roll call began."""
    return NOW + timedelta(minutes=count)


def a_person(key: str, *, is_deputy: bool = False, channels: tuple[str, ...] = ("sms", "voice")) -> Person:
    lines = tuple(Line(contact=f"{key}-{channel}", channel=channel) for channel in channels)
    return Person(id=key, name=f"人{key}", duty="deputy" if is_deputy else "head", lines=lines, is_deputy=is_deputy)


def a_village(key: str, **changes: Any) -> Place:
    """Return a village with a head and a deputy, and a superior above."""
    place: dict[str, Any] = {
        "id": key,
        "kind": PlaceKind.VILLAGE,
        "name": f"{key}村",
        "division": DIVISION,
        "since": NOW,
        "persons": (a_person(f"{key}1"), a_person(f"{key}2", is_deputy=True)),
        "superiors": (a_person("up"),),
    }
    return Place(**place | changes)


def a_roll(*places: Place, **changes: Any) -> Roll:
    roll: dict[str, Any] = {
        "id": RollId("w1"),
        "warning": "w1",
        "identifier": "4115-w1",
        "status": CapStatus.ACTUAL,
        "level": Level.RED,
        "hazard": "11A01",
        "division": DIVISION,
        "pace": RED,
        "state": RollState.ACTIVE,
        "started": NOW,
        "changed": NOW,
        "expires": NOW + timedelta(hours=6),
        "actor": "policy",
        "places": places or (a_village("A", neighbours=("B",)), a_village("B", neighbours=("A",))),
    }
    return Roll(**roll | changes)


def an_answer(
    place: str, person: str, standing: Standing = Standing.SAFE, *, at: datetime = NOW, **more: Any
) -> Answer:
    fields: dict[str, Any] = {
        "id": AnswerId(f"{at.isoformat()}-{person}-{standing}"),
        "rollcall": "w1",
        "place": place,
        "person": person,
        "source": Source.SMS,
        "standing": standing,
        "at": at,
    }
    return Answer(**fields | more)


def said(place: str, person: str, standing: Standing = Standing.SAFE, *, at: datetime = NOW, **more: Any) -> Answered:
    return Answered(answer=an_answer(place, person, standing, at=at, **more))


def paced(roll: Roll, **changes: Any) -> Roll:
    return replace(roll, pace=replace(roll.pace, **changes))
