"""Testimony: the sentences about what cameras, people and several rules together say. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from incidents.span import Words, span_text

if TYPE_CHECKING:
    from rules.transition import Transition

#: What is seen, by the class of the event; any other class stands for itself.
CLASSES: Final[dict[str, tuple[str, str]]] = {
    "fire_smoke": ("烟火", "smoke or fire"),
    "floating_debris": ("漂浮物", "floating debris"),
    "water_gauge": ("水尺读数", "a staff gauge reading"),
    "water_colour": ("水色异常", "discoloured water"),
    "landslide": ("滑坡或泥石流", "a landslide"),
    "intrusion": ("入侵", "an intrusion"),
    "line_crossed": ("越界", "a crossed line"),
    "loitering": ("徘徊", "loitering"),
    "crowd": ("人群聚集", "a crowd"),
    "person": ("人员", "a person"),
    "vehicle": ("车辆", "a vehicle"),
    "boat": ("船只", "a boat"),
    "animal": ("动物", "an animal"),
    "object_left": ("遗留物", "an object left behind"),
    "manual_alarm": ("人工报警", "an alarm button"),
    "report_flood": ("群众报告积水", "a report of flooding"),
    "report_fire": ("群众报告火情", "a report of fire"),
    "report_landslide": ("群众报告滑坡", "a report of a landslide"),
    "report_water": ("群众报告水质异常", "a report of foul water"),
    "report_air": ("群众报告空气异味", "a report of foul air"),
}


def seen(transition: Transition, place: str) -> Words:
    """Return the sentence that enough was reported."""
    facts, level = transition.facts, transition.after
    kind = str(facts.get("class", ""))
    zh, en = CLASSES.get(kind, (kind or "险情", kind or "danger"))
    count = int(float(facts.get("count", 1)))
    within = _span(facts.get("window_s"))
    cameras = str(facts.get("cameras", ""))
    by_zh, by_en = (f"（{cameras.replace(', ', '、')}）", f" ({cameras})") if cameras else ("", "")
    if count < 2:  # noqa: PLR2004  one is not "within"
        return {
            "zh": f"{place}发现{zh}{by_zh}，{level.zh}预警",
            "en": f"{place}: {en} seen{by_en}, {level.key} level",
        }
    return {
        "zh": f"{place}{within['zh']}内 {count} 次发现{zh}{by_zh}，{level.zh}预警",
        "en": f"{place}: {en} seen {count} times within {within['en']}{by_en}, {level.key} level",
    }


def mover(transition: Transition, place: str) -> Words:
    """Return who moves among fences: the station, or the thing that cameras follow where the fence is the place."""
    facts = transition.facts
    if "place" not in facts:
        return {"zh": place, "en": place}
    kind = str(facts.get("class", ""))
    zh, en = CLASSES.get(kind, (kind or "目标", kind or "something"))
    return {"zh": zh, "en": en}


def not_seen_again(transition: Transition, place: str) -> Words:
    """Return the sentence that nothing was seen again by cameras that could see."""
    span = _span(transition.facts.get("clear_s"))
    return {
        "zh": f"{place}连续{span['zh']}未再发现，期间摄像机在线",
        "en": f"{place}: not seen again for {span['en']}, the cameras could see all the while",
    }


def agreed(transition: Transition, place: str) -> Words:
    """Return the sentence that enough rules stand together; which ones, is among the facts, for whoever knows rules."""
    votes, level = int(float(transition.facts.get("votes", 0))), transition.after
    zh, en = ("个独立依据同时", "independent grounds agree") if votes > 1 else ("个依据", "ground")
    return {
        "zh": f"{place}有 {votes} {zh}成立，{level.zh}预警",
        "en": f"{place}: {votes} {en}, {level.key} level",
    }


def no_longer_agreed(transition: Transition, place: str) -> Words:
    """Return the sentence that too few rules stand together, or at a lower level."""
    before, after = transition.before, transition.after
    if after:
        return {
            "zh": f"{place}同时成立的依据减少，由{before.zh}降为{after.zh}",
            "en": f"{place}: fewer grounds agree, lowered from {before.key} to {after.key}",
        }
    return {"zh": f"{place}同时成立的依据不足，条件不再满足", "en": f"{place}: too few grounds agree any more"}


def _span(seconds: object) -> Words:
    """Return a duration as people say it."""
    return span_text(timedelta(seconds=float(str(seconds or 0))))


def upstream_cleared(transition: Transition, zh: str, en: str) -> Words:
    """Return the sentence of a number that had receded before, and that danger upstream kept at its level.

    Args:
        transition: What the engine said.
        zh: The number, in Chinese.
        en: The number, in English.
    """
    before, after = transition.before, transition.after
    zh, en = f"{zh}此前已回落，上游险情现已解除", f"{en} had receded, and nothing upstream stands as high any more"
    if not after:
        return {"zh": f"{zh}，不再达到预警标准", "en": f"{en}: no longer at a warning level"}
    return {"zh": f"{zh}，由{before.zh}降为{after.zh}", "en": f"{en}: lowered from {before.key} to {after.key}"}


#: What is said of what no rule judges, and when it is over.
_SYSTEM: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "dark_village": (
        (
            "设备无一在线，人员无一应答，情况不明，不等于平安",
            "no device and nobody is heard from; that is no all-clear",
        ),
        ("已恢复联系", "is heard from again"),
    ),
    "channel_lost": (
        ("通道中断，预警可能发不出去", "the channel is lost, warnings may not get out"),
        ("通道恢复", "works again"),
    ),
    "screen_lost": (
        ("预警屏失联，预警可能看不到", "the screen is lost, warnings may not be seen"),
        ("恢复在线", "is back"),
    ),
}


def of_system(transition: Transition, place: str) -> Words:
    """Return the sentence about something that no rule judges."""
    begins, ends = _SYSTEM[str(transition.facts["system"])]
    zh, en = begins if transition.after else ends
    return {"zh": f"{place}{zh}", "en": f"{place}: {en}" if transition.after else f"{place} {en}"}
