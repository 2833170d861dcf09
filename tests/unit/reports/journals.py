"""Journals made by hand: rows in the words of the journal, hash-chained as the store does it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from incidents.journal import GENESIS, Entry, Row, chain_hash
from sensing.instant import format_instant
from tests.builders import DIVISION, NOW

NOWHERE = "0" * 12
VILLAGES = ("李郢村", "张湾村", "陈楼村", "王集村", "刘庄村", "赵台村", "孙店村", "周圩村")


def at(minutes: float) -> datetime:
    """Return an instant so many minutes after the journal begins."""
    return NOW + timedelta(minutes=minutes)


def told(minutes: float) -> str:
    return format_instant(at(minutes))


def chained(entries: list[Entry], *, first: int = 1) -> list[Row]:
    """Return entries as rows, each linked to the one before it in its division."""
    heads: dict[str, bytes] = {}
    rows = []
    for seq, entry in enumerate(entries, start=first):
        previous = heads.get(entry.division, GENESIS)
        own = chain_hash(previous, entry)
        heads[entry.division] = own
        rows.append(Row(seq=seq, entry=entry, previous=previous, hash=own))
    return rows


def entry(kind: str, minutes: float, *, division: str = DIVISION, **data: Any) -> Entry:
    return Entry(kind=kind, division=division, at=at(minutes), data={"act": "", "actor": "test", **data})


def an_incident(minutes: float, act: str, level: str, **more: Any) -> Entry:
    """Return the row of an incident at the gauge of Xixian; a value makes it carry a reason."""
    value, event = more.pop("value", None), more.pop("event", minutes - 1)
    id_ = more.pop("id", "i-1")
    shown = {
        "id": id_, "hazard": "11A01", "title": {"zh": "河道水位", "en": "River stage"}, "station": "XY-H03",
        "station_name": "息县站", "division": DIVISION, "kind": "hazard", "situation": "s-1", "level": level,
        "peak": level, "reasons": [],
    } | more  # fmt: skip
    if value is not None:
        change = "raise" if act == "raised" else "lower"
        shown["reasons"] = [
            {"t": told(event), "change": change, "after": level, "value": value, "threshold": 43.0,
             "property": "water_level"}
        ]  # fmt: skip
    text = {"zh": f"{shown['station_name']}水位 {value or ''}", "en": f"{shown['station']} stage {value or ''}"}
    return entry("incident", minutes, division=shown["division"], act=act, incident=shown, text=text)


def a_warning(minutes: float, act: str, **more: Any) -> Entry:
    """Return the row of a warning about that incident."""
    grounds, actor = more.pop("grounds", ""), more.pop("actor", "policy")
    shown = {
        "id": "w-1", "identifier": "FH-1", "headline": {"zh": "息县洪水橙色预警", "en": "Orange flood warning, Xixian"},
        "hazard": "11A01", "level": "orange", "division": DIVISION, "station": "XY-H03", "incident": "i-1",
        "msgType": "Alert", "status": "Actual", "stage": "draft", "author": "", "created": told(minutes),
        "replaces": None, "approvals": [], "asking": None, "review": None,
    } | more  # fmt: skip
    return entry("warning", minutes, division=shown["division"], act=act, actor=actor, warning=shown, grounds=grounds)


def asking(minutes: float, *names: str) -> dict[str, Any]:
    return {"asked": list(names), "deadline": told(minutes)}


def approval(minutes: float, person: str) -> dict[str, Any]:
    return {"at": told(minutes), "person": person}


def a_delivery(minutes: float, act: str, number: int, **more: Any) -> Entry:
    shown = {
        "id": f"d-{number}", "warning": "w-1", "channel": "sms", "state": act, "attempts": 0 if act == "queued" else 1,
        "purpose": "warning", "ref": "",
    } | more  # fmt: skip
    return entry("delivery", minutes, act=act, delivery=shown)


def a_call(minutes: float, act: str, *numbers: int, **more: Any) -> Entry:
    """Return a step of the roll call that names villages."""
    places = [{"id": village(number), "name": VILLAGES[number]} for number in numbers]
    more = {"rollcall": "w-1", "warning": "w-1", "identifier": "FH-1", "level": "orange", "state": "active"} | more
    return entry("rollcall", minutes, act=act, count=more.pop("count", len(places)), places=places, **more)


def village(number: int) -> str:
    return f"4115281002{number:02d}"


def an_answer(minutes: float, number: int, standing: str = "safe", headcount: int | None = None, **more: Any) -> Entry:
    said = {"rollcall": "w-1", "place": village(number), "person": f"p-{number}", "source": "sms"} | more
    return entry("answer", minutes, act="answered", standing=standing, headcount=headcount, **said)


def a_task(minutes: float, act: str, number: int, *, due: float, **more: Any) -> Entry:
    shown = {
        "id": f"t-{number}", "incident": "i-1", "what": {"zh": "转移低洼处群众", "en": "Move people from low ground"},
        "place": VILLAGES[number], "who": {"kind": "duty", "name": "乡镇值班"}, "level": "orange", "hazard": "11A01",
        "division": DIVISION, "opened": told(10), "due": told(due), "state": act, "taken_by": "",
    } | more  # fmt: skip
    return entry("task", minutes, act=act, task=shown, text={"zh": f"{VILLAGES[number]}：转移", "en": "a task"})


def a_danger(start: float, level: str, **more: Any) -> dict[str, Any]:
    shown = {
        "hazard": "11A01", "level": level, "division": DIVISION, "station": "XY-H03", "from": told(start),
        "until": told(start + 300), "what": {"zh": "息县站水位过 43.0 m", "en": "Xixian stage above 43.0 m"},
    }  # fmt: skip
    return shown | more


def expected(id_: str, kind: str, by: float, **more: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": id_, "kind": kind, "by": told(by), "from": told(0), "hazard": "", "level": "", "division": "",
        "station": "", "channel": "", "what": {"zh": f"要求 {id_}", "en": f"Expectation {id_}"},
    }  # fmt: skip
    return shown | more


def a_drill(**more: Any) -> Entry:
    """Return the first row of a drill."""
    shown = {
        "act": "began", "drill": "upper-huai", "title": {"zh": "淮河上游洪水", "en": "Upper Huai flood"},
        "story": {"zh": "夜间暴雨，上游来水。", "en": "Rain at night, water from upstream."}, "start": told(0),
        "until": told(360), "seed": 7, "mode": "scripted", "roles": ["approver"], "truth": [], "expect": [],
        "never": [],
    } | more  # fmt: skip
    return entry("drill", 0, division=NOWHERE, **shown)


def a_flood() -> list[Entry]:
    """Return what a middling flood leaves behind: detected, approved on the second turn, one village dark."""
    queued = [a_delivery(31, "queued", number) for number in range(8)]
    sent = [a_delivery(31 + number / 4, "sent", number, attempts=1 + number % 3) for number in range(7)]
    confirmed = [a_delivery(32 + number, "delivered", number) for number in range(6)]
    return sorted(
        [
            an_incident(5, "raised", "yellow", value=41.6),
            an_incident(20, "raised", "orange", value=43.1, event=18),
            a_warning(20, "drafted"),
            a_warning(20.1, "asked", asking=asking(25, "zhao")),
            a_warning(25, "asked", asking=asking(30, "qian", "sun")),
            a_warning(30, "approved", actor="qian", approvals=[approval(30, "qian")]),
            a_warning(31, "issued", actor="qian", grounds="approved", stage="issued", approvals=[approval(30, "qian")]),
            *queued,
            *sent,
            *confirmed,
            a_delivery(40, "dead", 7, attempts=5),
            a_call(32, "started", state="active"),
            a_call(32, "called", *range(8)),
            *[an_answer(33 + 2 * number, number, headcount=40 + number) for number in range(5)],
            a_call(60, "told_up", 5, 6, 7),
            an_answer(66, 5, "help", 12),
            a_call(66, "help", place=village(5), name=VILLAGES[5], count=1),
            a_call(90, "door_knock", 6, 7),
            a_call(95, "dark", 7),
            a_task(10, "opened", 0, due=60),
            a_task(50, "done", 0, due=60, state="done"),
            a_task(10, "opened", 1, due=40),
            a_task(70, "done", 1, due=40, state="done"),
            a_task(10, "opened", 2, due=90),
            an_incident(200, "lowered", "yellow", value=42.4),
            an_incident(290, "cleared", "none", value=41.0),
        ],
        key=lambda each: each.at,
    )


def a_whole_drill() -> list[Row]:
    """Return the journal of a drill with its truth and its plan."""
    began = a_drill(
        truth=[
            a_danger(45, "orange"),
            a_danger(4, "yellow", what={"zh": "息县站水位过 41.5 m", "en": "Xixian stage above 41.5 m"}),
            a_danger(
                100, "red", station="XY-H09", what={"zh": "淮滨站水位过 33.0 m", "en": "Huaibin stage above 33.0 m"}
            ),
        ],
        expect=[
            expected("warn", "warning", 45, level="orange", hazard="11A01"),
            expected("fast", "approval", 25),
            expected("call", "rollcall", 60),
            expected("siren", "warning", 60, channel="mqtt"),
        ],
        never=[expected("hold", "no_stand_down", 180, level="orange")],
    )
    ended = entry("drill", 360, division=NOWHERE, act="ended", reason="over")
    return chained([began, *a_flood(), ended])
