"""Task word: what somebody who was sent a task means by a message of one word, with or without a remark. Pure.

Only a message that begins with such a word and ends there, or goes on after a blank or a mark, is one: whoever answers
a roll call with ``拒绝转移`` refuses no task.
"""

from __future__ import annotations

import re
import unicodedata

from incidents.task import TaskMove

_SAID = re.compile(
    r"(?:任务)?(?:(?P<done>已?(?:完成|办结|办完)|done)|(?P<accepted>接受|接单|accept(?:ed)?)"
    r"|(?P<refused>拒绝|无法完成|refused?))了?(?:[\s,.:;!。、]+(?P<note>.*))?",
    re.IGNORECASE | re.DOTALL,
)
#: A remark that takes back part of what the word said.
_PARTLY = re.compile(r"%|一半|部分|未|没|不|还|剩|half|partly|not|\bno\b", re.IGNORECASE)
_MOVES = {"done": TaskMove.DONE, "accepted": TaskMove.ACCEPTED, "refused": TaskMove.REFUSED}


def read_task_word(text: str) -> tuple[TaskMove, str] | None:
    """Return what is said of a task, and the remark; None where nothing is said of one."""
    said = _SAID.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if said is None:
        return None
    move, note = next(move for name, move in _MOVES.items() if said[name]), (said["note"] or "").strip()
    return None if move is TaskMove.DONE and _PARTLY.search(note) else (move, note)
