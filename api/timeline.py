"""Timeline: everything that happened about an incident or a situation, oldest first, from the records. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from incidents.notices import task_entry
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from alerts.delivery import Delivery
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.journal import Row
    from incidents.task import Task

Moment = dict[str, Any]


def incident_timeline(
    rows: Iterable[Row],
    *,
    warnings: Iterable[Warning],
    deliveries: Mapping[str, Sequence[Delivery]],
    tasks: Iterable[Task],
) -> list[Moment]:
    """Return what happened about one incident.

    Args:
        rows: The journal rows about it.
        warnings: Those that tell about it.
        deliveries: By warning.
        tasks: Those that were opened for it.
    """
    moments = journal_moments(rows)
    for warning in warnings:
        moments += _warning_moments(warning)
        moments += _delivery_moments(warning, deliveries.get(warning.id, ()))
    for task in tasks:
        moments += _task_moments(task)
    return sorted(moments, key=lambda moment: str(moment["t"]))


def journal_moments(rows: Iterable[Row]) -> list[Moment]:
    """Return journal rows as moments."""
    moments = []
    for row in rows:
        data = row.entry.data
        subject = data.get(row.entry.kind, {})
        more = {"seq": row.seq, "level": subject.get("level", ""), "state": subject.get("state", "")}
        if data.get("other"):
            more["other"] = data["other"]
        moments.append(
            _moment(
                row.entry.at,
                row.entry.kind,
                act=str(data["act"]),
                actor=str(data["actor"]),
                text=data.get("text", {"zh": "", "en": ""}),
                ref=str(subject.get("id", "")),
                data=more,
            )
        )
    return moments


def _warning_moments(warning: Warning) -> list[Moment]:
    headline = {text.language.split("-")[0]: text.headline for text in warning.texts}
    more = {"level": warning.level.key, "msgType": warning.message_type.value}
    return [
        _moment(
            step.at,
            "warning",
            act=step.act,
            actor=step.actor,
            text={"zh": headline.get("zh", ""), "en": headline.get("en", "")},
            ref=warning.id,
            data=more | {"note": step.note},
        )
        for step in warning.steps
    ]


def _delivery_moments(warning: Warning, deliveries: Sequence[Delivery]) -> list[Moment]:
    """Return how far the messages of a warning have come, as one moment: there may be thousands."""
    if not deliveries:
        return []
    states = Counter(delivery.state.value for delivery in deliveries)
    channels = Counter(delivery.channel for delivery in deliveries)
    told = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
    return [
        _moment(
            max(delivery.changed for delivery in deliveries),
            "delivery",
            act="summary",
            actor="dispatcher",
            text={"zh": f"共 {len(deliveries)} 条：{told}", "en": f"{len(deliveries)} messages: {told}"},
            ref=warning.id,
            data={"states": dict(states), "channels": dict(channels)},
        )
    ]


def _task_moments(task: Task) -> list[Moment]:
    text = {"zh": f"{task.verb.zh}：{task.what_zh}", "en": f"{task.verb.value}: {task.what_en}"}
    opened = _moment(task.opened, "task", act="opened", actor="plan", text=text, ref=task.id, data={"key": task.key})
    steps = [
        _moment(
            step.at,
            "task",
            act=step.move.value,
            actor=step.actor,
            text=task_entry(task, step.move, actor=step.actor, now=step.at).data["text"],
            ref=task.id,
            data={"note": step.note, "evidence": list(step.evidence)},
        )
        for step in task.steps
    ]
    return [opened, *steps]


def _moment(
    at: datetime, kind: str, *, act: str, actor: str, text: Mapping[str, str], ref: str, data: dict[str, Any]
) -> Moment:
    return {
        "t": format_instant(at),
        "kind": kind,
        "act": act,
        "actor": actor,
        "text": dict(text),
        "ref": ref,
        "data": data,
    }
