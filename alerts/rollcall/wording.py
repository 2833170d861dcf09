"""Wording: what a roll call says to people, short enough to be read at night. Pure; always text, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.marks import mark
from alerts.rollcall.answer import Standing
from alerts.rollcall.news import Call, CallKind

if TYPE_CHECKING:
    from alerts.rollcall.roll import Place
    from alerts.warning import Text, Warning  # noqa: A004 -- the field's word

#: What a person is shown for a word, (zh, en).
STANDINGS: dict[Standing, tuple[str, str]] = {
    Standing.HEARD: ("已收到", "heard"),
    Standing.SAFE: ("已全部安全", "all safe"),
    Standing.MOVING: ("正在转移", "moving"),
    Standing.HELP: ("需要救援", "need help"),
    Standing.UNCLEAR: ("待人工判读", "not understood"),
}

_HOW = {
    "zh": "请立即回复:1已安全 2转移中 3需要救援,可加人数,如“2 53人”",
    "en": "Reply 1 safe, 2 moving, 3 need help, with a headcount, e.g. “2 53”",
}


def text_of(warning: Warning, language: str) -> Text:
    """Return a warning's text in a language, else the first."""
    wanted = language.split("-", maxsplit=1)[0]
    return next((text for text in warning.texts if text.language.split("-")[0] == wanted), warning.texts[0])


def body(call: Call, *, place: Place, warning: Warning, link: str, language: str) -> str:
    """Return the words of one call.

    Args:
        call: What is said to whom.
        place: What it is about.
        warning: In force now; of an END the Cancel.
        link: Where it can be answered; empty: nowhere.
        language: Of whom it is told to.
    """
    text = text_of(warning, language)
    tongue = "zh" if language.startswith("zh") else "en"
    own = mark(warning.status, language)
    headline = text.headline.removeprefix(own)
    sentences = _SAYINGS[tongue, call.kind].format(
        headline=headline,
        place=place.name,
        instruction=text.instruction,
        how=_HOW[tongue],
        again=_again(call.attempt, tongue=tongue),
    )
    tail = f" {link}" if link and call.kind in {CallKind.ASK, CallKind.KNOCK} else ""
    return f"{own}{sentences}{tail}"


def _again(attempt: int, *, tongue: str) -> str:
    if attempt <= 1:
        return ""
    return f"(第{attempt}次呼叫)" if tongue == "zh" else f"(call {attempt}) "


_SAYINGS: dict[tuple[str, CallKind], str] = {
    ("zh", CallKind.ASK): "【叫应】{again}{place}:{headline}。{instruction} {how}",
    ("zh", CallKind.TELL): "【叫应】{place}在规定时间内无人应答,请立即督促核实。{headline}",
    ("zh", CallKind.KNOCK): "【叫应】邻近的{place}无人应答,请就近派人敲门查看,并代为答复。{how}",
    ("zh", CallKind.END): "【叫应】{headline}。叫应结束,感谢您的答复。",
    ("en", CallKind.ASK): "[ROLL CALL] {again}{place}: {headline}. {instruction} {how}",
    ("en", CallKind.TELL): "[ROLL CALL] Nobody in {place} has answered in time; please find out now. {headline}",
    ("en", CallKind.KNOCK): "[ROLL CALL] Nobody in {place} near you answers; please knock and answer for them. {how}",
    ("en", CallKind.END): "[ROLL CALL] {headline}. The roll call is over, thank you for answering.",
}
