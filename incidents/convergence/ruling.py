"""Ruling: whether a fact counted, and by which rule not. Stored nowhere: it follows from the facts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from incidents.convergence.fact import Fact
    from incidents.span import Words


class Ruling(StrEnum):
    """What became of a fact in the merged history."""

    COUNTED = "counted"
    #: Told again, or told by another node before: nothing new.
    NO_NEWS = "no_news"
    #: A node lowered or cleared what another one still sees as high.
    HELD_UP = "held_up"
    #: Another person had done it already.
    ALREADY = "already"
    #: The danger had risen above the level that the person saw.
    OUTRUN = "outrun"
    #: A clock acted without knowing of a person.
    BEATEN = "beaten"
    #: Counted, until a later deed took its place.
    REPLACED = "replaced"
    #: The incident was over.
    AFTER_END = "after_end"
    #: Nobody had looked at it, so nobody can close it.
    NOT_LOOKED = "not_looked"
    #: What it is about is not known here yet.
    ORPHAN = "orphan"
    #: It cannot be read, or is of a version that this node does not know.
    UNREAD = "unread"


_WORDS: Final[dict[Ruling, tuple[str, str]]] = {
    Ruling.COUNTED: ("有效", "counted"),
    Ruling.NO_NEWS: ("无新情况", "nothing new"),
    Ruling.HELD_UP: ("另一节点仍判定更高等级，从高", "another node still judges it higher: the higher level stands"),
    Ruling.ALREADY: ("已有他人先行处置，两者均保留", "somebody else had done it already: both are kept"),
    Ruling.OUTRUN: (
        "处置人当时未见到更高等级，不计入",
        "the person had not seen the higher level: it stays unacknowledged",
    ),
    Ruling.BEATEN: (
        "系统定时动作不知有人处置，以人为准",
        "a clock did not know of a person's act: the person's stands",
    ),
    Ruling.REPLACED: ("后有新的指派，以后者为准", "a later one took its place"),
    Ruling.AFTER_END: ("事件当时已结束", "the incident was over"),
    Ruling.NOT_LOOKED: ("无人确认，不能关闭", "nobody had acknowledged it, so it cannot be closed"),
    Ruling.ORPHAN: ("所指险情尚未收到", "what it is about has not arrived"),
    Ruling.UNREAD: ("无法识别，已保留", "cannot be read here, and is kept"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A fact and what became of it."""

    fact: Fact
    ruling: Ruling
    #: Id of the fact that stands instead; empty: none does.
    by: str = ""


def ruling_text(ruling: Ruling) -> Words:
    """Return the rule in words, by language."""
    zh, en = _WORDS[ruling]
    return {"zh": zh, "en": en}
