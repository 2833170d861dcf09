"""Reading: what a person means who answers in few words, Chinese or English, or by the keys of a telephone. Pure.

Whoever asks for help is never misread for its sake: of several things said in one answer the worst counts, and what is
not understood is ``UNCLEAR``, for a person to read, never guessed at. A number counts people only where it is said so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from alerts.rollcall.answer import GRAVITY, Standing

#: More people than any village has.
MOST_PEOPLE = 99_999
#: Characters looked at; the rest is kept and shown, not read.
LONGEST = 500

#: What the digits of the question mean, in a message and on a keypad.
DIGITS: dict[str, Standing] = {"1": Standing.SAFE, "2": Standing.MOVING, "3": Standing.HELP}

_UNIT = r"(?:个人|名|人|口|位|个|people|persons?|villagers?|pax)"
_CHINESE = "零〇一二两三四五六七八九十百千万"
_COUNT = re.compile(rf"(\d+|[{_CHINESE}]+)\s*(?:多|余|来)?\s*{_UNIT}", re.IGNORECASE)
_CODED = re.compile(rf"([123])(?:[\s,.;:*#。、/+-]+(\d{{1,5}}|[{_CHINESE}]+)\s*{_UNIT}?)?[\s.!#。]*", re.IGNORECASE)
_KEYS = re.compile(r"([123])(?:\*(\d{1,5}))?#?")
_CLAUSES = re.compile(r"[,.;:!?。、\n]+|但是|但|不过|\bbut\b|\band\b", re.IGNORECASE)

#: Said so, the words after it mean nothing: nobody needs help.
_NO_HELP = re.compile(
    r"(?:不|无需|无须|没有人?|没人|没|无人|勿)(?:需要|需|用|要|必)?(?:任何|再)?(?:救援|救助|求助|帮助|帮忙|支援|被困|受困|受伤|伤亡|失踪)(?:人员|的人)?"
    r"|\bno\b(?:\s+(?:one|body))?(?:\s+(?:is|needs?|more))?\s*(?:help|rescue|trapped|assistance)(?:\s+(?:is\s+)?needed)?"
    r"|\b(?:don'?t|do\s+not|doesn'?t|not)\s+need\s+(?:any\s+)?(?:help|rescue|assistance)|\bnobody\s+(?:is\s+)?trapped",
    re.IGNORECASE,
)
_UNSAFE = re.compile(r"不安全|没有?安全|危险|\bunsafe\b|\bnot\s+safe\b|\bin\s+danger\b", re.IGNORECASE)
_HELP = re.compile(
    r"救援|救命|求救|救助|求助|营救|快救|救人|帮助|帮忙|支援|被困|受困|困住|困在|被淹|伤亡|受伤|失踪"
    r"|\bhelp\b|\brescue\b|\bsos\b|\btrapped\b|\bstuck\b|\binjured\b|\bmissing\b",
    re.IGNORECASE,
)
#: Said so, moving or safety has not begun.
_NOT_YET = re.compile(
    r"(?:未|没有?|还没有?|尚未|不能|无法|来不及)(?:全部|完全|开始|能)?(?:转移|撤离|撤)|没有?收到|未收到|\bnot\s+(?:yet\s+)?(?:moved|evacuated)\b",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?:已|已经|全部|都|全)(?:经)?(?:全部|都|安全)?(?:转移|撤离|撤出|撤)(?!中)|(?:转移|撤离)(?:完|好了|完毕|完成)|\b(?:evacuated|moved\s+out)\b",
    re.IGNORECASE,
)
_MOVING = re.compile(
    r"转移|撤离|撤退|正在撤|在撤|\b(?:moving|evacuating|on\s+the\s+way|leaving)\b|\bevacuat", re.IGNORECASE
)
_SAFE = re.compile(r"安全|平安|都好|没事|无事|正常|\bsafe\b|\bok(?:ay)?\b|\ball\s+good\b|\bfine\b", re.IGNORECASE)
_HEARD = re.compile(r"收到|知道了|知悉|明白|已阅|好的|\b(?:received|got\s+it|roger|copy|ack)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What an answer means."""

    standing: Standing
    #: None: no number of people was said.
    headcount: int | None = None


def read_answer(text: str) -> Read:
    """Return what a written answer means."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).strip()
    coded = _CODED.fullmatch(plain)
    if coded:
        return Read(standing=DIGITS[coded[1]], headcount=_people(coded[2]))
    parts = [Read(standing=_standing(part), headcount=_headcount(part)) for part in _CLAUSES.split(plain)]
    worst = max(parts, key=lambda part: GRAVITY[part.standing]).standing
    own = [part.headcount for part in parts if part.standing is worst and part.headcount is not None]
    every = [part.headcount for part in parts if part.headcount is not None]
    # A number beside no word of its own belongs to the only thing that was said.
    spare = [part.headcount for part in parts if part.standing is Standing.UNCLEAR and part.headcount is not None]
    found = own or (every if len(every) == len(spare) else [])
    if len(found) > 1:
        return Read(standing=worst, headcount=max(found) if worst is Standing.HELP else min(found))
    return Read(standing=worst, headcount=found[0] if found else None)


def read_keys(digits: str) -> Read:
    """Return what the keys of a telephone mean: ``2`` or ``2*53#``."""
    pressed = _KEYS.fullmatch(digits.strip())
    if not pressed:
        return Read(standing=Standing.UNCLEAR)
    return Read(standing=DIGITS[pressed[1]], headcount=_people(pressed[2]))


def _standing(clause: str) -> Standing:
    said = _NO_HELP.sub(" ", clause)
    is_declined = said != clause
    if _HELP.search(said) or _UNSAFE.search(said):
        return Standing.HELP
    if _NOT_YET.search(said):
        return Standing.UNCLEAR
    for words, standing in ((_MOVED, Standing.SAFE), (_MOVING, Standing.MOVING), (_SAFE, Standing.SAFE)):
        if words.search(said):
            return standing
    if _HEARD.search(said):
        return Standing.HEARD
    return Standing.SAFE if is_declined else Standing.UNCLEAR


def _headcount(clause: str) -> int | None:
    counts = [_people(found[1]) for found in _COUNT.finditer(clause)]
    known = [count for count in counts if count is not None]
    return max(known, default=None)


def _people(text: str | None) -> int | None:
    """Return the number of people that digits or Chinese numerals say; None for none, or for too many."""
    if not text:
        return None
    number = int(text) if text.isdecimal() and len(text) <= len(str(MOST_PEOPLE)) else chinese_number(text)
    return number if number is not None and number <= MOST_PEOPLE else None


_ONES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


def chinese_number(text: str) -> int | None:
    """Return what Chinese numerals up to 九万九千… mean (``五十三``, ``一百零二``, ``两百``); None for none."""
    if not text or any(each not in _CHINESE for each in text):
        return None
    if all(each in _ONES for each in text):
        return int("".join(str(_ONES[each]) for each in text))
    total = part = digit = 0
    for each in text:
        if each in _ONES:
            digit = _ONES[each]
        elif each == "万":
            total, part, digit = (part + digit) * 10_000, 0, 0
        else:
            part, digit = part + (digit or 1) * _TENS[each], 0
    return total + part + digit
