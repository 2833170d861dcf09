"""Task wording: what people are told of a task, in their language. Pure; always text, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from incidents.task import TaskState, task_text
from sensing.instant import BEIJING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incidents.incident import Incident
    from incidents.task import Task


#: Places that a text about several of them names.
MOST_NAMES: Final = 3


def is_english(language: str) -> bool:
    """Return whether somebody is told in English; everybody else is in Chinese."""
    return language.lower().startswith("en")


def task_body(task: Task, *, language: str, link: str) -> str:
    """Return what whoever is to do a task is told, with where it can be answered; without a link, by message only."""
    tail = f" {link}" if link else ""
    if not is_english(language):
        return f"{task_text(task)}{tail}"
    due = task.due.astimezone(BEIJING)
    what = f"[TASK] {task.place}, {task.level.key} warning: {task.what_en}, by {due:%H:%M} Beijing time."
    return f"{what} Reply accept, done or refuse.{tail}"


def unsettled_body(task: Task, *, language: str) -> str:
    """Return what a superior is told of a task that nobody does: refused, or late."""
    note = task.steps[-1].note if task.steps and task.state is TaskState.REFUSED else ""
    due = task.due.astimezone(BEIJING)
    if is_english(language):
        became = f"was refused ({note})" if note else f"was not done by {due:%H:%M}"
        return f"[TASK] {task.place}, {task.level.key} warning: {task.what_en}. It {became}; please see to it now."
    became = f"已被拒绝({note})" if note else f"限{due:%H:%M}前完成,至今无人报告完成"
    return f"【任务】{task.place}{task.level.zh}预警：{task.verb.zh}·{task.what_zh}。该任务{became},请立即督促处置。"


def gathered_body(tasks: Sequence[Task], *, language: str, link: str = "") -> str:
    """Return what a superior is told of several doors at once: how many, the first of them by name, where to look.

    Args:
        tasks: That nobody does, two at least.
        language: Of whoever is told.
        link: The board on which all of them stand; empty: none that a telephone reaches.
    """
    refused = sum(task.state is TaskState.REFUSED for task in tasks)
    late, worst = len(tasks) - refused, max(task.level for task in tasks)
    names = list(dict.fromkeys(task.place for task in tasks))
    first, tail = names[:MOST_NAMES], f" {link}" if link else ""
    if is_english(language):
        became = " and ".join(
            part for part in (f"{late} late" if late else "", f"{refused} refused" if refused else "") if part
        )
        more = f" and {len(names) - len(first)} more places" if len(names) > len(first) else ""
        return (
            f"[TASK] {worst.key.capitalize()} warning: nobody has gone to {len(tasks)} doors ({became}): "
            f"{', '.join(first)}{more}. Please see to it now.{tail}"
        )
    became = "、".join(
        part for part in (f"逾期{late}项" if late else "", f"被拒绝{refused}项" if refused else "") if part
    )
    more = f"等{len(names)}处" if len(names) > len(first) else ""
    what = f"【任务】{worst.zh}预警：{len(tasks)}项上门任务无人完成（{became}）"
    return f"{what}：{'、'.join(first)}{more}。请立即督促处置。{tail}"


def escalated_body(incident: Incident, *, actor: str, note: str, language: str) -> str:
    """Return what those are told to whom an incident went up."""
    if is_english(language):
        said = f" {note}" if note else ""
        title = f"{incident.station_name}: {incident.title_en}, {incident.level.key}"
        return f"[ESCALATED] {title}. {actor} asks you to take charge.{said}"
    said = f"说明：{note}" if note else ""
    return f"【上报】{incident.station_name}{incident.title_zh}（{incident.level.zh}），{actor}请您处置。{said}"
