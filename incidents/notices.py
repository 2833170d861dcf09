"""Notices: what the journal says aloud of situations, silences, tasks, and of incidents that fall silent. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.family import family_name
from incidents.journal import Entry
from incidents.public import REASONS_IN_A_ROW, incident_json
from incidents.silence import silence_json
from incidents.situation import situation_json
from incidents.task import task_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.incident import Incident
    from incidents.lifecycle import Move
    from incidents.silence import Silence
    from incidents.situation import Situation
    from incidents.span import Words
    from incidents.task import Task, TaskMove

#: Who groups, and who stands for others, when no person does.
GROUPING, INHIBITION, SILENCE, PLAN = "grouping", "inhibition", "silence", "plan"
#: Division of what belongs to none.
NOWHERE = "0" * 12

_SITUATION: dict[str, tuple[str, str]] = {
    "opened": ("态势形成", "a situation has formed"),
    "raised": ("态势升级", "the situation has become worse"),
    "lowered": ("态势缓和", "the situation has eased"),
    "closed": ("态势结束", "the situation is over"),
    "reopened": ("态势再起", "the situation goes on again"),
    "merged": ("并入其他态势", "was merged into another situation"),
    "split": ("拆分出新态势", "was split off"),
    "returned": ("恢复为独立态势", "stands for itself again"),
}
_SILENCE: dict[str, tuple[str, str]] = {
    "made": ("设定静默", "a silence was made"),
    "began": ("静默开始", "the silence has begun"),
    "expiring": ("静默即将到期", "the silence ends soon"),
    "ended": ("静默被提前结束", "the silence was ended early"),
    "expired": ("静默到期", "the silence is over"),
}
_TASK: dict[str, tuple[str, str]] = {
    "opened": ("任务下达", "a task was opened"),
    "accepted": ("任务已接受", "the task was accepted"),
    "done": ("任务已完成", "the task is done"),
    "refused": ("任务被拒绝", "the task was refused"),
    "overdue": ("任务逾期未回报", "the task is overdue"),
    "sent": ("任务已通知", "the task was sent"),
}


def situation_entry(situation: Situation, act: str, *, actor: str, now: datetime, other: str = "") -> Entry:
    """Return the journal entry of a situation; ``other`` is the situation it was merged into or split from."""
    zh, en = _SITUATION[act]
    name = family_name(situation.family)
    data = {"act": act, "actor": actor, "text": {"zh": f"{name['zh']}：{zh}", "en": f"{name['en']}: {en}"}}
    shown = {"situation": situation_json(situation), "other": other}
    return Entry(kind="situation", division=situation.division, at=now, data=data | shown)


def silence_entry(silence: Silence, act: str, *, actor: str, now: datetime) -> Entry:
    """Return the journal entry of a silence."""
    zh, en = _SILENCE[act]
    text = {"zh": f"{zh}：{silence.reason}", "en": f"{en}: {silence.reason}"}
    data = {"act": act, "actor": actor, "text": text, "silence": silence_json(silence, now=now)}
    division = silence.matcher.division.ljust(12, "0") if silence.matcher.division else NOWHERE
    return Entry(kind="silence", division=division, at=now, data=data)


def task_entry(task: Task, move: TaskMove, *, actor: str, now: datetime, note: str = "") -> Entry:
    """Return the journal entry of a task."""
    zh, en = _TASK[move.value]
    text = {"zh": f"{task.place}：{zh}：{task.what_zh}", "en": f"{task.place}: {en}: {task.what_en}"}
    data = {"act": move.value, "actor": actor, "note": note, "text": text, "task": task_json(task)}
    return Entry(kind="task", division=task.division, at=now, data=data)


def incident_entry(
    incident: Incident, move: Move, *, actor: str, now: datetime, text: Words, reason: str = ""
) -> Entry:
    """Return the journal entry of an incident."""
    return Entry(
        kind="incident",
        division=incident.division,
        at=now,
        data={
            "act": move.value,
            "actor": actor,
            "reason": reason,
            "text": text,
            "incident": incident_json(incident, reasons=REASONS_IN_A_ROW),
        },
    )


def mark_text(incident: Incident, sources: Iterable[Incident]) -> Words:
    """Return the sentence that says for whose sake an incident is silent, or that it speaks again."""
    place = incident.station_name
    if not incident.is_muted:
        return {
            "zh": f"{place}不再静默，险情仍在，恢复告警" if incident.level else f"{place}不再静默",
            "en": f"{place}: no longer silent, the danger stands" if incident.level else f"{place}: no longer silent",
        }
    known = {str(source.id): source for source in sources}
    names = [known[each] for each in incident.inhibited_by if each in known]
    if names:
        zh = "、".join(f"{source.station_name}{source.title_zh}" for source in names[:3])
        en = ", ".join(source.title_en for source in names[:3])
        return {"zh": f"{place}由{zh}代为预警，本事件暂不外发", "en": f"{place}: {en} stands for it"}
    return {"zh": f"{place}处于静默，暂不外发", "en": f"{place}: silenced"}
