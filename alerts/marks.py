"""Marks: what is not Actual says so in every text, and nothing Actual wears such a mark. Pure.

A drill says it at both ends of what is sent or read aloud: whoever hears only the end of it is not misled. Words that
deny a mark are refused beside it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alerts.errors import ApprovalError
from alerts.warning import CapStatus

if TYPE_CHECKING:
    from alerts.warning import Text, Warning  # noqa: A004 -- the field's word

#: What everything told under a status begins with, (zh, en); nothing Actual may begin so.
MARKS: Final[dict[CapStatus, tuple[str, str]]] = {
    CapStatus.ACTUAL: ("", ""),
    CapStatus.EXERCISE: ("【演练】", "[EXERCISE] "),
    CapStatus.TEST: ("【测试】", "[TEST] "),
}
#: The same for what is read aloud, where brackets are not heard.
SPOKEN: Final[dict[CapStatus, tuple[str, str]]] = {
    CapStatus.ACTUAL: ("", ""),
    CapStatus.EXERCISE: ("这是演练。", "This is an exercise. "),
    CapStatus.TEST: ("这是测试。", "This is a test. "),
}
#: Parts of a text that begin with the mark.
_MARKED = ("headline", "sms", "screen")
#: Words that deny a drill or a test: what the false alert of Hawaii said.
_DENIAL = re.compile(
    r"(?:不是|并非|绝非|非)(?:一次|一场)?(?:演练|演习|测试)"
    r"|\b(?:not|no|isn'?t)\s+(?:(?:a|an|any|part\s+of\s+(?:a|an))\s+)?(?:drill|exercise|test)\b",
    # ASCII: a Chinese character beside an English word is no letter of it.
    re.IGNORECASE | re.ASCII,
)


def mark(status: CapStatus, language: str) -> str:
    """Return what a text of that status begins with, in its language."""
    zh, en = MARKS[status]
    return zh if language.startswith("zh") else en


def spoken_mark(status: CapStatus, language: str) -> str:
    """Return what a text of that status begins with when it is read aloud."""
    zh, en = SPOKEN[status]
    return zh if language.startswith("zh") else en


def ends_of(status: CapStatus, own: str) -> tuple[str, str]:
    """Return what stands before and behind a text that travels alone; only a drill says it twice."""
    if status is not CapStatus.EXERCISE:
        return own, ""
    return own, f" {own.strip()}" if own.isascii() else own


def marked(text: Text, status: CapStatus) -> Text:
    """Return a text with the marks of its status, each once, whatever it wore before."""
    own, spoken = mark(status, text.language), spoken_mark(status, text.language)
    return replace(
        text,
        headline=own + _bare(text.headline, own),
        sms=_enclosed(text.sms, ends_of(status, own)),
        screen=own + _bare(text.screen, own) if text.screen else "",
        short=_enclosed(text.short, ends_of(status, spoken)),
    )


def _enclosed(text: str, ends: tuple[str, str]) -> str:
    begin, end = ends
    if not text:
        return ""
    body = _bare(text, begin)
    return f"{begin}{body.removesuffix(end) if end else body}{end}"


def _bare(text: str, own: str) -> str:
    """Return a text without its own mark in front."""
    while own.strip() and text.startswith(own.strip()):
        text = text[len(own.strip()) :].lstrip()
    return text


def check_marks(warning: Warning) -> None:
    """Refuse a drill that reads like the real thing, and the reverse.

    Raises:
        ApprovalError: ``wrong_mark`` or ``denied_mark``.
    """
    for text in (*warning.texts, *warning.retraction):
        _check_text(text, warning.status)


def _check_text(text: Text, status: CapStatus) -> None:
    own, spoken = mark(status, text.language), spoken_mark(status, text.language)
    for name in _MARKED:
        value: str = getattr(text, name)
        if (value or name == "headline") and not value.startswith(own):
            message = f"a {name} of status {status} must begin with {own!r} and wear no other mark, got {value!r}"
            raise ApprovalError("wrong_mark", message)
    begin, end = ends_of(status, spoken)
    if text.short and not (text.short.startswith(begin) and text.short.endswith(end)):
        raise ApprovalError("wrong_mark", f"a text read aloud of status {status} must begin with {begin!r}")
    for value in _values(text):
        _check_words(value, status)


def _check_words(value: str, status: CapStatus) -> None:
    others = {each.strip() for other in CapStatus if other is not status for each in (*MARKS[other], *SPOKEN[other])}
    found = next((other for other in sorted(others - {""}) if other.casefold() in value.casefold()), None)
    if found is not None:
        own = MARKS[status][0]
        message = f"a headline of status {status} must begin with {own!r} and wear no other mark, got {found!r} in it"
        raise ApprovalError("wrong_mark", message)
    denial = _DENIAL.search(value) if status is not CapStatus.ACTUAL else None
    if denial is not None:
        message = f"a text of status {status} may not say {denial[0]!r}: it would be taken for the real thing"
        raise ApprovalError("denied_mark", message)


def _values(text: Text) -> tuple[str, ...]:
    return (
        text.headline, text.description, text.impact, text.instruction, text.contact, text.short, text.sms, text.screen,
    )  # fmt: skip
