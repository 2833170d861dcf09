"""Wording: why an incident changed, in one sentence that a duty officer would say aloud. Pure.

Chinese is written first; English says the same. Numbers carry their unit, times are spans, and a lost sensor is
never worded as an all-clear.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rules.transition import Change, Reason
from sensing.level import Level
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.lifecycle import Move
    from rules.transition import Transition

Words = dict[str, str]


def reason_text(transition: Transition, *, station_name: str) -> Words:
    """Return the sentence that explains a transition, by language (``zh``, ``en``)."""
    subject = _Subject(transition, station_name=station_name)
    words = _SENTENCES.get(transition.reason, _moved)(transition, subject)
    if transition.reason is Reason.RECOVERED:
        return {"zh": f"系统恢复后重新研判：{words['zh']}", "en": f"Judged anew after recovery: {words['en']}"}
    return words


def act_text(move: Move, *, actor: str, note: str = "") -> Words:
    """Return the sentence that says what a person did, by language."""
    zh, en = _ACTS[move.value]
    if not note:
        return {"zh": f"{actor}{zh}", "en": f"{actor} {en}"}
    return {"zh": f"{actor}{zh}：{note}", "en": f"{actor} {en}: {note}"}


def span_text(span: timedelta) -> Words:
    """Return a duration as people say it, whole seconds, at most two units."""
    seconds = max(0, round(span.total_seconds()))
    units = ((86400, "天", "d"), (3600, "小时", "h"), (60, "分钟", "min"), (1, "秒", "s"))
    parts: list[tuple[int, str, str]] = []
    for size, zh, en in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append((count, zh, en))
    parts = parts[:2] or [(0, "秒", "s")]
    return {
        "zh": "".join(f" {count} {zh}" for count, zh, _ in parts).strip(),
        "en": " ".join(f"{count} {en}" for count, _, en in parts),
    }


def number_text(value: float, *, unit: str) -> str:
    """Return a value with its unit: metres to the centimetre, everything else with at most two decimals."""
    digits = f"{value:.2f}"
    if unit != "m":
        digits = digits.rstrip("0").rstrip(".")
    if digits in {"-0", "-0.00"}:
        digits = digits[1:]
    return f"{digits} {unit}".strip() if unit not in {"%", "°", "°C", "pH"} else f"{digits}{_TIGHT[unit]}"


#: Units written without a blank; pH has none at all.
_TIGHT = {"%": "%", "°": "°", "°C": "°C", "pH": ""}


class _Subject:
    """What the sentence is about: the place, the property, and the reading in print."""

    def __init__(self, transition: Transition, *, station_name: str) -> None:
        observed = PROPERTIES.get(transition.property)
        zh = observed.zh if observed else transition.property
        en = observed.en if observed else transition.property
        # A Latin name beside a Latin name needs a blank, Chinese characters need none.
        gap = " " if zh and (station_name[-1:] + zh[0]).isascii() else ""
        self.unit = observed.unit if observed else ""
        self.place = station_name
        self.zh = f"{station_name}{gap}{zh}"
        self.en = f"{station_name}: {en if _is_symbol(en) else en.lower()}" if en else station_name

    def number(self, value: float) -> str:
        return number_text(value, unit=self.unit)


def _is_symbol(name: str) -> bool:
    """Return whether a name (``PM2.5``, ``pH``) must keep its capitals."""
    return any(character.isupper() or character.isdigit() for character in name[1:])


def _moved(transition: Transition, subject: _Subject) -> Words:
    """Raised, lowered or cleared by a reading or by the clock."""
    if transition.change is Change.LOST:
        return _silent(transition, subject)
    return _beyond(transition, subject) if transition.after > transition.before else _receded(transition, subject)


def _beyond(transition: Transition, subject: _Subject) -> Words:
    level, value, threshold = transition.after, transition.value, transition.threshold
    if value is None or threshold is None:
        return {
            "zh": f"{subject.zh}达到{level.zh}预警标准",
            "en": f"{subject.en} has reached the {level.key} level",
        }
    zh_side, en_side = ("超", "above") if value >= threshold else ("低于", "below")
    gap = subject.number(abs(value - threshold))
    limit = subject.number(threshold)
    # A difference that rounds to nothing would read as "0.00 m above".
    gap = "" if gap == subject.number(0.0) else gap
    zh = f"{subject.zh} {subject.number(value)}，{zh_side}{level.zh}阈值（{limit}）{gap}"
    en = f"{subject.en} {subject.number(value)}, {gap + ' ' if gap else ''}{en_side} the {level.key} level ({limit})"
    hold = _seconds(transition, "hold_s")
    if hold:
        zh, en = f"{zh}，已持续 {span_text(hold)['zh']}", f"{en} for {span_text(hold)['en']}"
    return {"zh": zh, "en": en}


def _receded(transition: Transition, subject: _Subject) -> Words:
    value, threshold = transition.value, transition.threshold
    rises = value is not None and threshold is not None and value > threshold
    zh_verb, en_verb = ("已回升至", "is back up at") if rises else ("已回落至", "is back down at")
    zh, en = f"{subject.zh}已恢复", f"{subject.en} has recovered"
    if value is not None:
        zh = f"{subject.zh}{zh_verb} {subject.number(value)}"
        en = f"{subject.en} {en_verb} {subject.number(value)}"
    if transition.after is Level.NONE:
        return {"zh": f"{zh}，不再达到预警标准", "en": f"{en}, no longer at a warning level"}
    before, after = transition.before, transition.after
    return {"zh": f"{zh}，由{before.zh}降为{after.zh}", "en": f"{en}, lowered from {before.key} to {after.key}"}


def _silent(transition: Transition, subject: _Subject) -> Words:
    zh = subject.zh if transition.property else subject.place
    en = subject.en if transition.property else subject.place
    silent = _seconds(transition, "silent_s")
    if not silent:
        return {"zh": f"{zh}数据中断，看不到不等于没有险情", "en": f"{en}: no data; not seeing is no all-clear"}
    span = span_text(silent)
    return {
        "zh": f"{zh}已 {span['zh']}没有数据，看不到不等于没有险情",
        "en": f"{en}: no data for {span['en']}; not seeing is no all-clear",
    }


def _heard_again(transition: Transition, subject: _Subject) -> Words:
    zh = subject.zh if transition.property else subject.place
    en = subject.en if transition.property else subject.place
    if transition.value is None:
        return {"zh": f"{zh}恢复来数", "en": f"{en}: data arrives again"}
    number = subject.number(transition.value)
    return {"zh": f"{zh}恢复来数，最新 {number}", "en": f"{en}: data arrives again, now {number}"}


def _entered(transition: Transition, subject: _Subject) -> Words:
    fence, level = _fence(transition), transition.after
    return {
        "zh": f"{subject.place}进入{fence['zh']}，{level.zh}预警",
        "en": f"{subject.place} is inside {fence['en']}, {level.key} level",
    }


def _left(transition: Transition, subject: _Subject) -> Words:
    fence = _fence(transition)
    return {"zh": f"{subject.place}已离开{fence['zh']}", "en": f"{subject.place} has left {fence['en']}"}


def _rule_changed(transition: Transition, subject: _Subject) -> Words:
    level = transition.before
    return {
        "zh": f"规则 {transition.rule} 已修改、停用或删除，{subject.place}的{level.zh}预警条件不再适用",
        "en": f"Rule {transition.rule} was changed, disabled or removed: "
        f"its {level.key} level no longer applies to {subject.place}",
    }


def _fence(transition: Transition) -> Words:
    name = str(transition.facts.get("fence_name", transition.facts.get("fence", "")))
    return {"zh": f"“{name}”范围" if name else "警戒范围", "en": f"“{name}”" if name else "the fence"}


def _seconds(transition: Transition, fact: str) -> timedelta:
    value = transition.facts.get(fact, 0.0)
    return timedelta(seconds=float(value))


_SENTENCES: dict[Reason, Callable[[Transition, _Subject], Words]] = {
    Reason.SILENT: _silent,
    Reason.HEARD_AGAIN: _heard_again,
    Reason.ENTERED: _entered,
    Reason.LEFT: _left,
    Reason.RULE_CHANGED: _rule_changed,
}

_ACTS = {
    "acknowledged": ("已确认收到", "acknowledged it"),
    "assigned": ("已指派负责人", "assigned it"),
    "commented": ("备注", "commented"),
    "closed": ("已关闭此事件", "closed it"),
}
