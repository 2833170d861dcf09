"""Timeline: what happened, one line a row, in words that people can read aloud. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from alerts.approval import POLICY_ACTOR
from reports.act_words import ACTS, STANDINGS
from reports.facts import Moment
from reports.record import Record, Words
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from incidents.journal import Row

#: Lines that a report shows at most.
MOST: Final = 160
#: Kinds with words of their own in ``data.text``.
_SPOKEN: Final = frozenset({"incident", "situation", "task", "silence"})
#: How much a line matters where there is no room for all, by kind and act; else by kind.
_WEIGHT: Final = {
    ("drill", ""): 9, ("warning", ""): 8, ("rollcall", "help"): 8, ("rollcall", "dark"): 7, ("incident", "raised"): 6,
    ("incident", "lost"): 6, ("task", "overdue"): 6, ("rollcall", "door_knock"): 6, ("rollcall", "started"): 6,
    ("situation", ""): 5, ("silence", ""): 5, ("rollcall", ""): 4, ("task", "done"): 4, ("incident", ""): 3,
    ("task", ""): 2, ("answer", ""): 1, ("task", "sent"): 0,
}  # fmt: skip
#: Places named in a line.
_NAMED: Final = 3


def timeline(rows: Sequence[Row]) -> tuple[Moment, ...]:
    """Return what happened, in order; deliveries are left to the tables and charts."""
    names = _names(rows)
    # What the policy releases in the instant of its draft is told once, as issued.
    issued = {(row.entry.at, Record(row.entry.data).text("warning", "id")) for row in rows if _is(row, "issued")}
    found = [
        moment
        for row in rows
        if not (_is(row, "drafted") and (row.entry.at, Record(row.entry.data).text("warning", "id")) in issued)
        and (moment := _moment(row, names)) is not None
    ]
    return tuple(_gathered(sorted(found, key=lambda each: (each.at, each.seq))))


def _is(row: Row, act: str) -> bool:
    return row.entry.kind == "warning" and row.entry.data.get("act") == act


def _names(rows: Iterable[Row]) -> dict[str, str]:
    """Return what places are called, by their id: an answer knows the id only."""
    found: dict[str, str] = {}
    for row in rows:
        if row.entry.kind == "rollcall":
            for each in Record(row.entry.data).parts("places"):
                found.setdefault(each.text("id"), each.text("name"))
    return found


def _gathered(moments: Iterable[Moment]) -> Iterator[Moment]:
    """Yield tasks of one instant and act as one line: a plan opens twenty at once."""
    for (_, kind, _), group in groupby(moments, key=lambda each: (each.at, each.kind, each.act)):
        members = list(group)
        if kind != "task" or len(members) == 1:
            yield from members
            continue
        first, count = members[0], len(members)
        text = {"zh": f"{first.text['zh']}（等 {count} 项）", "en": f"{first.text['en']} (and {count - 1} more)"}
        yield replace(first, text=text, level=max(each.level for each in members))


def shortened(moments: Sequence[Moment], *, most: int = MOST) -> list[Moment]:
    """Return the lines that matter most, in order."""
    if len(moments) <= most:
        return list(moments)
    heavy = sorted(range(len(moments)), key=lambda number: (-_weight(moments[number]), number))[:most]
    return [moments[number] for number in sorted(heavy)]


def _weight(moment: Moment) -> int:
    own = _WEIGHT.get((moment.kind, moment.act), _WEIGHT.get((moment.kind, ""), 0))
    return own * 10 + moment.level


def _moment(row: Row, names: Mapping[str, str]) -> Moment | None:
    entry, data = row.entry, Record(row.entry.data)
    text = data.words("text") if entry.kind in _SPOKEN else _text(entry.kind, data, names)
    if not text["zh"]:
        return None
    return Moment(
        at=entry.at,
        seq=row.seq,
        kind=entry.kind,
        act=data.text("act"),
        actor=data.text("actor"),
        level=_level(entry.kind, data),
        text=text,
    )


def _level(kind: str, data: Record) -> Level:
    if kind == "incident" and data.text("act") in {"cleared", "closed"}:
        return Level.NONE
    return data.level(kind, "level") or data.level("level")


def _text(kind: str, data: Record, names: Mapping[str, str]) -> Words:
    act = data.text("act")
    said = ACTS.get(f"{kind}.{act}")
    if said is None:
        return {"zh": "", "en": ""}
    about = {
        "warning": lambda: _warning(data),
        "rollcall": lambda: _places(data),
        "answer": lambda: _answer(data, names),
        "drill": lambda: _drill(data),
    }[kind]()
    return {
        "zh": f"{said[0]}：{about['zh']}" if about["zh"] else said[0],
        "en": f"{said[1]}: {about['en']}" if about["en"] else said[1],
    }


def _warning(data: Record) -> Words:
    """Return the headline with the area, and whose word it was where it was somebody's."""
    headline, actor = data.words("warning", "headline"), data.text("actor")
    if area := data.text("warning", "area", "description"):
        headline = {language: f"{said} · {area}" for language, said in headline.items()}
    if data.text("act") == "asked":
        actor = ", ".join(data.texts("warning", "asking", "asked"))
    if not actor or actor == POLICY_ACTOR or actor.startswith("rule:"):
        return headline
    return {"zh": f"{headline['zh']}（{actor}）", "en": f"{headline['en']} ({actor})"}


def _places(data: Record) -> Words:
    names = [each.text("name") or each.text("id") for each in data.parts("places")] or [data.text("name")]
    names = [name for name in names if name]
    count = data.count("count") or len(names)
    more = count - min(len(names), _NAMED)
    shown = names[:_NAMED]
    if not shown:
        identifier = data.text("identifier")
        return {"zh": identifier, "en": identifier}
    zh, en = "、".join(shown), ", ".join(shown)
    return {"zh": f"{zh}等 {count} 处", "en": f"{en} and {more} more"} if more > 0 else {"zh": zh, "en": en}


def _answer(data: Record, names: Mapping[str, str]) -> Words:
    zh, en = STANDINGS.get(data.text("standing"), ("", ""))
    place, count = data.text("place"), data.count("headcount")
    if not place:
        return {"zh": "", "en": ""}
    place = names.get(place) or place
    more = ("", "") if count is None else (f"，{count} 人", f", {count} people")
    return {"zh": f"{place} {zh}{more[0]}", "en": f"{place} {en}{more[1]}"}


def _drill(data: Record) -> Words:
    match data.text("act"):
        case "began":
            return data.words("title")
        case "inject":
            return data.words("text")
        case "interrupted":
            return data.words("headline")
        case "comment":
            said = f"{data.text('actor')} {data.text('text')}".strip()
        case "joined":
            said = f"{data.text('actor')} ({data.text('who')})"
        case "speed":
            said = f"{data.number('speed') or 0:g}×"
        case _:
            said = data.text("reason")
    return {"zh": said, "en": said}
