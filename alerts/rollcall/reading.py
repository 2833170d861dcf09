"""Reading: what a person means who answers in few words, Chinese or English, or by the keys of a telephone. Pure.

Whoever asks for help is never misread for its sake: of several things said in one answer the worst counts, and what is
not understood is ``UNCLEAR``, for a person to read, never guessed at. Safety is believed only where nothing in the
whole answer raises a doubt: a no, a question, an exception, a word of harm. A number counts people only where it is
said so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from alerts.rollcall.answer import GRAVITY, Standing

#: More people than any village has.
MOST_PEOPLE = 99_999
#: Characters looked at; whoever says more is not read as safe.
LONGEST = 1000

#: What the digits of the question mean, in a message and on a keypad.
DIGITS: dict[str, Standing] = {"1": Standing.SAFE, "2": Standing.MOVING, "3": Standing.HELP}

_UNIT = r"(?:个人|名|人|口|位|个|people|persons?|villagers?|pax)"
_CHINESE = "零〇一二两三四五六七八九十百千万"
_COUNT = re.compile(rf"(\d+|[{_CHINESE}]+)\s*(?:多|余|来)?\s*{_UNIT}", re.IGNORECASE)
_CODED = re.compile(rf"([123])(?:[\s,.;:*#。、/+-]+(\d{{1,5}}|[{_CHINESE}]+)\s*{_UNIT}?)?[\s.!#。]*", re.IGNORECASE)
_KEYS = re.compile(r"([123])(?:\*(\d{1,5}))?#?")
_CLAUSES = re.compile(r"[,.;:!?。、\n]+|但是|但|不过|\bbut\b|\band\b", re.IGNORECASE)

#: A no that is good news; taken out before anything else is looked for. That nobody *came* to help is none of them.
_HARMLESS = re.compile(
    r"(?<!要)(?:不需要?|不用|无需|无须|不要|不必|没有?人?需要|无人需要)(?:任何|再)?(?:救援|救助|求助|帮助|帮忙|支援)(?!就)"
    r"|(?:没有?|沒有?|无|無)(?:任何|什么|一)?人?员?"
    r"(?:被困|受困|受伤|伤亡|失踪|死亡|失联|危险|险情|异常|问题|事|恙|虞|碍|大碍)(?:人员|的人)?"
    r"|(?:不用|不必|不要|别)担心|不客气"
    r"|\bno\b(?:\s*(?:one|body))?(?:\s+(?:is|needs?|more))?\s*(?:help|rescue|assistance)\s+(?:is\s+)?(?:needed|required)"
    r"|\b(?:don['’]?t|do\s+not|doesn['’]?t|not|no\s?one|nobody)\s+needs?\s+(?:any\s+)?(?:help|rescue|assistance)"
    r"|\b(?:no\s?one|nobody)\s+(?:is\s+)?(?:trapped|injured|hurt|missing)|\bno\s+(?:injur\w+|casualties|problems?|danger)\b",
    re.IGNORECASE,
)
#: Characters left of a clause in which help is declined, if the clause says no more than that.
_MOST_BESIDE = 6
_UNSAFE = re.compile(r"不安全|没有?安全|危险|\bunsafe\b|\bnot\s+safe\b|\bin\s+danger\b", re.IGNORECASE)
_HELP = re.compile(
    r"救援|救命|求救|救助|求助|营救|快救|救人|帮助|帮忙|支援|被困|受困|困住|困在|被淹|伤亡|受伤|失踪|失联|冲走|遇难|死亡|塌|着火|来救|救救"
    r"|\bhelp\b|\brescue\b|\bsos\b|\btrapped\b|\bstuck\b|\binjured\b|\bmissing\b|\bcollaps|\bdrown|\bswept\b|\bburied\b",
    re.IGNORECASE,
)
#: Said so, a clause means neither safety nor moving, and the whole answer no safety.
_DOUBT = re.compile(
    r"不|没|沒|未|无|無|非(?!常)|(?<![特分])别|(?<!避)难|否|勿|[吗嗎]|除了|除.{1,8}外|仅|只有|部分|一半|大多|多数|基本|几乎|差不多"
    r"|剩|还有|等待|等着|希望|但愿|隐患|险情|出险|注意|为了|保证|确保|保障|安全(?:起见|第一|问题|出口)|需要|须|拒|淹|进水|进屋|漫"
    r"|滑坡|泥石流|决口|溃|死|埋"
    r"|\bnot\b|n['’]t\b|\b(?:isnt|arent|cant|dont|wont|no|nobody|none|never|cannot|unable|without|only|some|most|mostly|half"
    r"|almost|nearly|partly|except|hope|if|need|needs|must|should|stay|keep)\b|\bflood|\bdead\b|\bdied\b",
    re.IGNORECASE,
)
_PENDING = re.compile(
    r"正|准备|马上|立即|立刻|即将|开始|请|要|需|计划|打算|组织|安排|通知|动员|\b(?:be|being|getting|will|going)\b",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?:已|已经|全部|都|全)(?:经)?(?:全部|都|安全)?(?:转移|撤离|撤出|撤)(?!中)|(?:转移|撤离)(?:完|好了|完毕|完成)|\b(?:evacuated|moved\s+out)\b",
    re.IGNORECASE,
)
_MOVING = re.compile(
    r"转移|撤离|撤退|正在撤|在撤|\b(?:moving|evacuating|on\s+the\s+way|leaving)\b|\bevacuat", re.IGNORECASE
)
_SAFE = re.compile(r"安全|平安|都好|正常|\bsafe\b|\b(?:all|are|am|is)\s+(?:good|ok(?:ay)?|fine)\b", re.IGNORECASE)
_HEARD = re.compile(
    r"收到|知道了|知悉|明白|已阅|好的|\b(?:received|got\s+it|roger|copy|ack|ok|okay|fine)\b", re.IGNORECASE
)
#: Blanks between two Chinese characters part no words; what cannot be seen parts none at all.
_BLANKS = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What an answer means."""

    standing: Standing
    #: None: no number of people was said.
    headcount: int | None = None


def read_answer(text: str) -> Read:
    """Return what a written answer means."""
    plain = _plain(text)
    coded = _CODED.fullmatch(plain)
    if coded:
        return Read(standing=DIGITS[coded[1]], headcount=_people(coded[2]))
    parts = [Read(standing=_standing(part), headcount=_headcount(part)) for part in _clauses(plain)]
    worst = max(parts, key=lambda part: GRAVITY[part.standing]).standing
    if worst is Standing.SAFE and (len(text) > LONGEST or "?" in plain or any(map(_is_doubtful, _clauses(plain)))):
        worst = Standing.UNCLEAR
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


def _plain(text: str) -> str:
    """Return a text as it is read: of one width, without what nobody sees."""
    seen = "".join(each for each in text[:LONGEST] if unicodedata.category(each) != "Cf")
    return _BLANKS.sub("", unicodedata.normalize("NFKC", seen)).strip()


def _clauses(plain: str) -> list[str]:
    return _CLAUSES.split(plain)


def _is_doubtful(clause: str) -> bool:
    return _DOUBT.search(_HARMLESS.sub(" ", clause)) is not None


def _standing(clause: str) -> Standing:
    said = _HARMLESS.sub(" ", clause)
    is_declined = said != clause
    if _HELP.search(said) or _UNSAFE.search(said):
        return Standing.HELP
    if _DOUBT.search(said):
        return Standing.UNCLEAR
    if _MOVED.search(said):
        return Standing.MOVING if _PENDING.search(said) else Standing.SAFE
    for words, standing in ((_MOVING, Standing.MOVING), (_SAFE, Standing.SAFE), (_HEARD, Standing.HEARD)):
        if words.search(said):
            return standing
    return Standing.SAFE if is_declined and len("".join(said.split())) <= _MOST_BESIDE else Standing.UNCLEAR


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
