"""Task page: what whoever was sent a task sees behind its link: what is to be done by when, and three ways to answer.

Chinese or English, made on the server and complete without a script; under the same policy as the page of a village.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from alerts.task_wording import is_english
from api.answer_page import badge, clock_text, plain_page
from incidents.task import MOVES, VERBS, TaskMove, TaskState
from sensing.level import Level

if TYPE_CHECKING:
    from incidents.task import Task

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("请反馈任务", "Please answer the task"),
    "due": ("限 {due} 前完成", "by {due} Beijing time"),
    "late": ("已超时", "late"),
    "taken": ("已记录：接受。办结后请再次反馈。", "Noted: accepted. Please answer again when it is done."),
    "taken_elsewhere": (
        "已有人接受。如由您办结，请反馈。",
        "Somebody has taken it on. If you have done it, please say so.",
    ),
    "note": ("说明（拒绝时必填）", "Remark (needed if you refuse)"),
    "accept": ("接受", "I take it on"),
    "done": ("已完成", "Done"),
    "refuse": ("无法完成，拒绝", "Cannot be done: refuse"),
    "empty_note": ("拒绝任务请说明原因。", "Please say why it is refused."),
    "bad_answer": ("请选择一项。", "Please choose one of the three."),
    "thanks": ("已记录，谢谢", "Noted, thank you"),
    "thanks_done": ("任务已办结。", "The task is done."),
    "thanks_refused": ("任务已拒绝，将由他人处置。", "The task is refused; others will see to it."),
    "closed": ("链接无效或任务已办结", "The link is not valid, or the task is over"),
    "call": ("如有疑问，请直接拨打值班电话。", "If in doubt, call the officer on duty."),
    "busy": ("操作过于频繁", "Too many tries"),
    "wait": ("请一分钟后再试。", "Please try again in a minute."),
    "other": ("English", "中文"),
}
#: In the order in which they are offered.
_OFFERED: Final = ("done", "accept", "refuse")


def word(key: str, language: str) -> str:
    """Return a word of the page."""
    zh, en = _WORDS[key]
    return en if is_english(language) else zh


def task_page(task: Task, *, language: str, contact: str = "", trouble: str = "") -> str:
    """Return the page of a task.

    Args:
        task: As it stands.
        language: Of whoever looks.
        contact: Who looks; empty: whoever has taken it on.
        trouble: What was wrong with an answer; empty: nothing.
    """
    name = task.level.key.capitalize() if is_english(language) else f"{task.level.zh}预警"
    due = word("due", language).format(due=clock_text(task.due))
    late = f" · {word('late', language)}" if task.state is TaskState.OVERDUE else ""
    whose = "taken" if contact in {"", task.taken_by} else "taken_elsewhere"
    taken = _box(word(whose, language), role="status") if task.taken_by else ""
    wrong = _box(word(trouble, language), role="alert") if trouble else ""
    what = task.what_en if is_english(language) else task.what_zh
    buttons = "".join(
        f'<button class="{verb}" name="answer" value="{verb}">{word(verb, language)}</button>'
        for verb in _OFFERED
        if (task.state, VERBS[verb]) in MOVES and not (verb == "accept" and task.taken_by)
    )
    other = "zh" if is_english(language) else "en"
    main = (
        f"<header>{badge(task.level)}<div><h1>{name} · {escape(task.place)}</h1>"
        f'<p class="meta">{due}{late}</p></div></header>'
        f'<div class="say"><p>{escape(what)}</p></div>{taken}{wrong}'
        f'<form method="post"><label for="note">{word("note", language)}</label>'
        '<textarea id="note" name="note" rows="3" maxlength="500"></textarea>'
        f"{buttons}</form>"
        f'<footer class="meta"><p><a href="?lang={other}">{word("other", language)}</a></p></footer>'
    )
    return _page(main, title="title", level=task.level, language=language)


def thanks_page(move: TaskMove, *, language: str) -> str:
    """Return the page after the last answer by a link."""
    said = word("thanks_done" if move is TaskMove.DONE else "thanks_refused", language)
    return _page(f"<h1>{word('thanks', language)}</h1><p>{said}</p>", title="thanks", language=language)


def closed_task_page(language: str) -> str:
    """Return the page of a link that leads nowhere: unknown, over, or too old."""
    main = f"<h1>{word('closed', language)}</h1><p>{word('call', language)}</p>"
    return _page(main, title="closed", language=language)


def busy_task_page(language: str) -> str:
    """Return the page of somebody who tries too often."""
    return _page(f"<h1>{word('busy', language)}</h1><p>{word('wait', language)}</p>", title="busy", language=language)


def _box(text: str, *, role: str) -> str:
    return f'<p class="done" role="{role}">{escape(text)}</p>'


def _page(main: str, *, title: str, language: str, level: Level = Level.NONE) -> str:
    shown = "en" if is_english(language) else "zh-CN"
    return plain_page(main, title=word(title, language), level=level, language=shown)
