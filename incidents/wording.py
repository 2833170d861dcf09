"""Wording: why an incident changed, in one sentence that a duty officer would say aloud. Pure.

Chinese is written first; English says the same. Numbers carry their unit, times are spans, and a lost sensor is
never worded as an all-clear.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incidents import testimony
from incidents.span import Words, span_text
from rules.transition import Change, Reason
from sensing.level import Level
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.lifecycle import Move
    from rules.transition import Transition

#: Of a number that counts or compares: nothing is written behind it.
_NO_UNIT = "1"


def reason_text(transition: Transition, *, station_name: str) -> Words:
    """Return the sentence that explains a transition, by language (``zh``, ``en``)."""
    if "system" in transition.facts:
        return testimony.of_system(transition, station_name)
    subject = _Subject(transition, station_name=station_name)
    words = _SENTENCES.get(transition.reason, _moved)(transition, subject)
    if transition.reason is Reason.RECOVERED:
        return {"zh": f"系统恢复后重新研判：{words['zh']}", "en": f"Judged anew after recovery: {words['en']}"}
    if "late_s" in transition.facts and transition.reason is not Reason.LATE_READING:
        late = span_text(_seconds(transition, "late_s"))
        return {
            "zh": f"数据迟到，{late['zh']}前的情况：{words['zh']}",
            "en": f"Late data, as of {late['en']} ago: {words['en']}",
        }
    return words


def act_text(move: Move, *, actor: str, note: str = "") -> Words:
    """Return the sentence that says what a person did, by language."""
    zh, en = _ACTS[move.value]
    if not note:
        return {"zh": f"{actor}{zh}", "en": f"{actor} {en}"}
    return {"zh": f"{actor}{zh}：{note}", "en": f"{actor} {en}: {note}"}


def number_text(value: float, *, unit: str) -> str:
    """Return a value with its unit: metres to the centimetre, everything else with at most two decimals."""
    digits = f"{value:.2f}"
    if unit != "m":
        digits = digits.rstrip("0").rstrip(".")
    if digits in {"-0", "-0.00"}:
        digits = digits[1:]
    if unit == _NO_UNIT:
        return digits
    return f"{digits} {unit}".strip() if unit not in {"%", "°", "°C", "pH"} else f"{digits}{_TIGHT[unit]}"


#: Units written without a blank; pH has none at all.
_TIGHT = {"%": "%", "°": "°", "°C": "°C", "pH": ""}


class _Subject:
    """What the sentence is about: the place, the property, and the reading in print."""

    def __init__(self, transition: Transition, *, station_name: str) -> None:
        observed = PROPERTIES.get(transition.property)
        zh = observed.zh if observed else transition.property
        en = observed.en if observed else transition.property
        self.unit = observed.unit if observed else ""
        if "covered" in transition.facts and (window := str(transition.facts.get("window", ""))):
            zh, en = _summed(transition.property, window, zh=zh, en=en)
        elif {"reading", "from", "over_s"} <= transition.facts.keys():
            rate_zh, rate_en = _rate(transition)
            zh, en, self.unit = f"{zh}{rate_zh}", f"{en}, {rate_en}", f"{self.unit}/h"
        # A Latin name beside a Latin name needs a blank, Chinese characters need none.
        gap = " " if zh and (station_name[-1:] + zh[0]).isascii() else ""
        self.place = station_name
        self.zh = f"{station_name}{gap}{zh}"
        shown = en if " in " in en or _is_symbol(en) else en.lower()
        self.en = f"{station_name}: {shown}" if en else station_name

    def number(self, value: float) -> str:
        return number_text(value, unit=self.unit)


def _summed(key: str, window: str, *, zh: str, en: str) -> tuple[str, str]:
    """Return what a sum over a window is called; the sum of six hours of 5-minute rain is no 5-minute rain."""
    span = window.replace("d", "天").replace("h", "小时").replace("m", "分钟")
    if key.startswith("rain_"):
        return f"{span}雨量", f"rain in {window}"
    return f"{zh}{span}累计", f"{en} in {window}"


def _rate(transition: Transition) -> tuple[str, str]:
    """Return what the rate is called whose value a transition carries: positive where it goes the rule's way."""
    moved = float(transition.facts.get("reading", 0)) - float(transition.facts.get("from", 0))
    return ("涨率", "rate of rise") if moved * (transition.value or 0.0) >= 0 else ("落率", "rate of fall")


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
    span = span_text(silent)
    for_zh, for_en = (f"已 {span['zh']}没有数据", f"no data for {span['en']}") if silent else ("数据中断", "no data")
    if transition.facts.get("sends") == "untrusted":
        for_zh, for_en = (
            f"{for_zh}（仍在发数，但无一可信）",
            f"{for_en} to be trusted, although it goes on sending",
        )
    rise_zh, rise_en = _rise(transition, subject)
    look = str(transition.facts.get("substitutes", ""))
    look_zh, look_en = (f"；请查看 {look.replace(', ', '、')}", f"; look at {look}") if look else ("", "")
    return {
        "zh": f"{zh}{for_zh}{rise_zh}，看不到不等于没有险情{look_zh}",
        "en": f"{en}: {for_en}{rise_en}; not seeing is no all-clear{look_en}",
    }


def _rise(transition: Transition, subject: _Subject) -> tuple[str, str]:
    """Return what is to be said of a gauge that fell silent in danger."""
    if transition.reason is not Reason.LOST_RISING:
        return "", ""
    facts, last = transition.facts, transition.value
    at_zh, at_en = ("", "") if last is None else (f" {subject.number(last)}", f" at {subject.number(last)}")
    if "rise" not in facts:
        return f"，失联前正处于预警状态{at_zh}", f", lost while a warning level stood{at_en}"
    rise, span = subject.number(float(facts["rise"])), span_text(_seconds(transition, "rise_s"))
    return (
        f"，失联前正在上涨（{span['zh']}涨 {rise}），最后读数{at_zh}",
        f", lost while rising ({rise} in {span['en']}), last{at_en}",
    )


def _heard_again(transition: Transition, subject: _Subject) -> Words:
    zh = subject.zh if transition.property else subject.place
    en = subject.en if transition.property else subject.place
    if transition.value is None:
        return {"zh": f"{zh}恢复来数", "en": f"{en}: data arrives again"}
    number = subject.number(transition.value)
    return {"zh": f"{zh}恢复来数，最新 {number}", "en": f"{en}: data arrives again, now {number}"}


def _fenced(zh: str, en: str) -> Callable[[Transition, _Subject], Words]:
    """Return the sentence about a fence; a level that begins is named at its end."""

    def sentence(transition: Transition, subject: _Subject) -> Words:
        fence, level, who = _fence(transition), transition.after, testimony.mover(transition, subject.place)
        stay = span_text(_seconds(transition, "dwell_s"))
        words = (
            zh.format(place=who["zh"], fence=fence["zh"], stay=stay["zh"]),
            en.format(place=who["en"], fence=fence["en"], stay=stay["en"]),
        )
        if level is Level.NONE:
            return {"zh": words[0], "en": words[1]}
        return {"zh": f"{words[0]}，{level.zh}预警", "en": f"{words[1]}, {level.key} level"}

    return sentence


def _seen_late(transition: Transition, subject: _Subject) -> Words:
    """What was told turned out otherwise: readings came late, or lost or gained trust."""
    before, after = transition.before, transition.after
    zh, en = "迟到或复核过的数据表明，", "Late or reviewed readings show that "
    if transition.change is Change.LOST:
        words = _silent(transition, subject)
        return {"zh": f"{zh}{words['zh']}", "en": f"{en}{words['en']}"}
    if after > before:
        return {
            "zh": f"{zh}{subject.zh}仍处于{after.zh}预警",
            "en": f"{en}{subject.en} still stands at the {after.key} level",
        }
    rest = {"zh": "", "en": ""} if after is Level.NONE else {"zh": f"，现为{after.zh}", "en": f", but at {after.key}"}
    return {
        "zh": f"{zh}{subject.zh}并未处于{before.zh}预警{rest['zh']}",
        "en": f"{en}{subject.en} did not stand at the {before.key} level{rest['en']}",
    }


def _entered(transition: Transition, subject: _Subject) -> Words:
    zh, en = ("进入", "is inside") if transition.after else ("已回到", "is back inside")
    return _fenced(f"{{place}}{zh}{{fence}}", f"{{place}} {en} {{fence}}")(transition, subject)


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
    Reason.UPSTREAM_CLEARED: lambda transition, subject: testimony.upstream_cleared(transition, subject.zh, subject.en),
    Reason.LOST_RISING: _silent,
    Reason.SEEN: lambda transition, subject: testimony.seen(transition, subject.place),
    Reason.NOT_SEEN_AGAIN: lambda transition, subject: testimony.not_seen_again(transition, subject.place),
    Reason.AGREED: lambda transition, subject: testimony.agreed(transition, subject.place),
    Reason.NO_LONGER_AGREED: lambda transition, subject: testimony.no_longer_agreed(transition, subject.place),
    Reason.HEARD_AGAIN: _heard_again,
    Reason.ENTERED: _entered,
    Reason.LEFT: _fenced("{place}已离开{fence}", "{place} has left {fence}"),
    Reason.CROSSED: _fenced("{place}穿越{fence}", "{place} has crossed {fence}"),
    Reason.DWELT: _fenced("{place}在{fence}内已停留 {stay}", "{place} has been inside {fence} for {stay}"),
    Reason.FENCE_BEGAN: _fenced("{fence}开始生效，{place}在其中", "{fence} now holds, {place} is inside"),
    Reason.FENCE_EXPIRED: _fenced("{fence}已到期失效，{place}不再在其中", "{fence} has expired around {place}"),
    Reason.LAPSED: _fenced("{place}进出{fence}的警情已到解除时间", "the time of what {place} did at {fence} is over"),
    Reason.RULE_CHANGED: _rule_changed,
    Reason.LATE_READING: _seen_late,
}

_ACTS = {
    "acknowledged": ("已确认收到", "acknowledged it"),
    "assigned": ("已指派负责人", "assigned it"),
    "commented": ("备注", "commented"),
    "closed": ("已关闭此事件", "closed it"),
    "unacknowledged": ("撤回了确认", "took the acknowledgement back"),
    "lapsed": ("确认后未处置，重新告警", "did nothing in time: it is open again"),
    "started": ("已开始处置", "began to work on it"),
    "escalated": ("已上报", "escalated it"),
    "evidence": ("附上了证据", "attached evidence"),
    "unassigned": ("已取消指派", "took the care away"),
}
