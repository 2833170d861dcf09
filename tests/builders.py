"""Builders: whole, plausible records of which a test changes only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.delivery import Contact, Delivery, DeliveryId, DeliveryState
from alerts.issuer import Issuer
from alerts.warning import (
    Area,
    CapStatus,
    MessageType,
    Stage,
    Step,
    Text,
    Warning,  # noqa: A004 -- the field's word
    WarningId,
)
from incidents.identity import new_id
from incidents.incident import Incident, IncidentId, IncidentKind, State
from rules.rule import Direction, Rule, Scope, Threshold
from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.level import Level
from sensing.station import Datastream, DatastreamNumber, Station, StationId, StationKind

#: The instant at which tests begin unless they say otherwise: 2026-07-19 22:00 in Beijing.
NOW = datetime(2026, 7, 19, 14, 0, tzinfo=UTC)
#: Who put something into the registry, and when, where a test is not about that.
BY_TEST: dict[str, Any] = {"actor": "test", "at": NOW}
#: Xixian county.
DIVISION = "411528000000"


def after(**span: float) -> datetime:
    """Return an instant that much after ``NOW``."""
    return NOW + timedelta(**span)


def a_station(**changes: Any) -> Station:
    """Return the river gauge of Xixian."""
    station: dict[str, Any] = {
        "id": StationId("XY-H03"),
        "name": "息县站",
        "kind": StationKind.RIVER_GAUGE,
        "division": DIVISION,
        "lon": 114.74,
        "lat": 32.34,
        "datastreams": (Datastream(number=DatastreamNumber(1), property="water_level", unit="m"),),
        "river": "淮河",
    }
    return Station(**station | changes)


def a_rule(**changes: Any) -> Rule:
    """Return a ladder on the stage of Xixian: 40.5, 41.5, 43.0, 43.5 m."""
    rule: dict[str, Any] = {
        "id": RuleId("stage-xixian"),
        "hazard": "11A01",
        "title_zh": "息县站水位",
        "title_en": "Xixian stage",
        "scope": Scope(stations=("XY-H03",)),
        "when": Threshold(
            property="water_level",
            direction=Direction.ABOVE,
            levels={Level.BLUE: 40.5, Level.YELLOW: 41.5, Level.ORANGE: 43.0, Level.RED: 43.5},
            hold=timedelta(minutes=10),
            clear_by=0.3,
            clear_for=timedelta(minutes=30),
        ),
        "version": 3,
    }
    return Rule(**rule | changes)


def a_transition(before: Level = Level.NONE, after: Level = Level.RED, **changes: Any) -> Transition:
    """Return the engine's word that the stage of Xixian went from one level to another."""
    change = Change.RAISE if after > before else Change.CLEAR if after is Level.NONE else Change.LOWER
    transition: dict[str, Any] = {
        "rule": RuleId("stage-xixian"),
        "version": 3,
        "target": Target("XY-H03"),
        "change": change,
        "before": before,
        "after": after,
        "at": NOW,
        "reason": Reason.HELD if change is Change.RAISE else Reason.RECEDED,
        "property": "water_level",
        "value": 43.68 if change is Change.RAISE else 40.1,
        "threshold": 43.5 if change is Change.RAISE else 40.5,
        "facts": {"hold_s": 600.0} if change is Change.RAISE else {},
    }
    return Transition(**transition | changes)


def an_incident(level: Level = Level.RED, **changes: Any) -> Incident:
    """Return an open flood incident at Xixian."""
    opened = changes.get("opened", NOW)
    incident: dict[str, Any] = {
        "id": IncidentId(new_id(opened)),
        "rule": RuleId("stage-xixian"),
        "rule_version": 3,
        "hazard": "11A01",
        "title_zh": "息县站水位",
        "title_en": "Xixian stage",
        "target": Target("XY-H03"),
        "station": "XY-H03",
        "station_name": "息县站",
        "division": DIVISION,
        "lon": 114.74,
        "lat": 32.34,
        "kind": IncidentKind.HAZARD,
        "level": level,
        "peak": level,
        "state": State.OPEN,
        "opened": opened,
        "changed": opened,
        "transitions": (a_transition(after=level, at=opened),),
    }
    return Incident(**incident | changes)


def an_issuer(status: CapStatus = CapStatus.ACTUAL, **changes: Any) -> Issuer:
    """Return the emergency office of the city."""
    issuer: dict[str, Any] = {"sender": "xinyang.fenghuo.example", "sender_name": "信阳市应急管理局", "status": status}
    return Issuer(**issuer | changes)


def a_warning(level: Level = Level.RED, stage: Stage = Stage.ISSUED, **changes: Any) -> Warning:
    """Return a flood warning for Xixian, issued unless another stage is asked for."""
    created = changes.get("created", NOW)
    id_ = new_id(created)
    warning: dict[str, Any] = {
        "id": WarningId(id_),
        "identifier": f"FH-20260719220000-{id_[-12:]}",
        "sender": "xinyang.fenghuo.example",
        "sender_name": "信阳市应急管理局",
        "status": CapStatus.ACTUAL,
        "message_type": MessageType.ALERT,
        "stage": stage,
        "incident": None,
        "hazard": "11A01",
        "level": level,
        "division": DIVISION,
        "station": "XY-H03",
        "texts": (
            Text(
                language="zh-CN",
                event="洪水",
                headline=f"信阳市应急管理局发布洪水{level.zh}预警",
                description="7月19日22时00分，息县站水位 43.68 m，超红色阈值（43.50 m）0.18 m。",
                instruction="沿河低洼处人员立即转移到高处。",
            ),
            Text(
                language="en",
                event="Flood",
                headline=f"{level.key.capitalize()} warning: Flood",
                description="Xixian: water level 43.68 m, 0.18 m above the red level (43.50 m).",
                instruction="Leave low places near rivers now.",
            ),
        ),
        "area": Area(description="信阳市息县", geocodes=(DIVISION,)),
        "created": created,
        "effective": created,
        "expires": created + timedelta(hours=24),
        "sent": created if stage in {Stage.ISSUED, Stage.SUPERSEDED, Stage.CANCELLED, Stage.EXPIRED} else None,
        "steps": (Step(at=created, actor="rule:stage-xixian@3", act="drafted"),),
    }
    return Warning(**warning | changes)


def a_contact(**changes: Any) -> Contact:
    """Return the head of a village."""
    contact: dict[str, Any] = {
        "id": "c-1",
        "name": "张建国",
        "division": DIVISION,
        "channel": "sms",
        "address": "+8613800000001",
    }
    return Contact(**contact | changes)


def a_delivery(warning: Warning | None = None, **changes: Any) -> Delivery:
    """Return one queued text message."""
    created = changes.get("created", NOW)
    delivery: dict[str, Any] = {
        "id": DeliveryId(new_id(created)),
        "warning": warning.id if warning else WarningId("w-1"),
        "recipient": "c-1",
        "recipient_name": "张建国",
        "channel": "sms",
        "address": "+8613800000001",
        "state": DeliveryState.QUEUED,
        "created": created,
        "changed": created,
    }
    if warning:
        delivery |= {"level": warning.level, "division": warning.division}
    delivery |= changes
    delivery.setdefault("idempotency_key", f"{delivery['warning']}:{delivery['recipient']}:{delivery['channel']}")
    return Delivery(**delivery)
