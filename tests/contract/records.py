"""Builders of the records that the contract suite stores."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import shapely

from alerts.delivery import Contact, Delivery, DeliveryId, DeliveryState
from alerts.warning import Area, CapStatus, MessageType, Stage, Step, Text, Warning, WarningId  # noqa: A004
from geo.fence import Fence, FenceId
from incidents.incident import Incident, IncidentId, IncidentKind, Remark, State
from incidents.journal import Entry
from incidents.people import Credential, CredentialKind, Role, User
from rules.rule import Direction, Rule, Scope, Threshold
from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.batch import Batch, make_batch
from sensing.device import Device
from sensing.event import Reject, SensedEvent, StatusReport
from sensing.instant import Micros, to_micros
from sensing.level import Level
from sensing.station import Datastream, Station, StationId, StationKind

#: A quiet Sunday; everything in this suite happens after it.
NOON = datetime(2026, 7, 19, 12, tzinfo=UTC)
#: The same, µs since the epoch.
T0 = to_micros(NOON)
SECOND = 1_000_000
XIXIAN = "411528000000"


def at(seconds: float) -> Micros:
    """Return an instant that many seconds after noon, µs since the epoch."""
    return Micros(T0 + round(seconds * SECOND))


def later(seconds: float) -> datetime:
    """Return an instant that many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def a_station(key: str = "XY-H03", *properties: str, **changes: Any) -> Station:
    station = Station(
        id=StationId(key),
        name="息县水文站",
        kind=StationKind.RIVER_GAUGE,
        division=XIXIAN,
        lon=114.74,
        lat=32.34,
        datastreams=tuple(Datastream(property=each, unit="") for each in properties or ("water_level",)),
        river="淮河",
        notes={"来源": "public"},
    )
    return replace(station, **changes)


def readings(number: int = 1, *values: float, start: float = 0, step: float = 60, **columns: Any) -> Batch:
    """Return readings of one datastream, one a minute from noon on."""
    n = len(values)
    return make_batch(
        datastream=[number] * n,
        phenomenon_time=[at(start + i * step) for i in range(n)],
        result_time=[at(start + i * step + 1) for i in range(n)],
        value=list(values),
        **columns,
    )


def a_rule(key: str = "stage-xixian", *, red: float = 43.5, **changes: Any) -> Rule:
    rule = Rule(
        id=RuleId(key),
        hazard="11A01",
        title_zh="息县站水位",
        title_en="Xixian stage",
        scope=Scope(stations=("XY-H03",)),
        when=Threshold(
            property="water_level",
            direction=Direction.ABOVE,
            levels={Level.BLUE: 40.5, Level.RED: red},
            hold=timedelta(minutes=10),
            clear_by=0.3,
        ),
        source="kind: Rule\n",
    )
    return replace(rule, **changes)


def a_fence(key: str = "zone", *, east: float = 115.0) -> Fence:
    polygon = shapely.Polygon([(114.1, 31.2), (east, 31.3), (114.7, 32.400000000000006)])
    return Fence(id=FenceId(key), name="蓄滞洪区", geometry=polygon, division=XIXIAN, properties={"kind": "basin"})


def a_transition(**changes: Any) -> Transition:
    transition = Transition(
        rule=RuleId("stage-xixian"),
        version=1,
        target=Target("XY-H03"),
        change=Change.RAISE,
        before=Level.NONE,
        after=Level.RED,
        at=NOON,
        reason=Reason.HELD,
        property="water_level",
        value=43.68,
        threshold=43.5,
        facts={"hold_s": 600.0, "fence": "zone"},
    )
    return replace(transition, **changes)


def an_incident(key: str = "i1", **changes: Any) -> Incident:
    incident = Incident(
        id=IncidentId(key),
        rule=RuleId("stage-xixian"),
        rule_version=1,
        hazard="11A01",
        title_zh="息县站水位",
        title_en="Xixian stage",
        target=Target("XY-H03"),
        station="XY-H03",
        station_name="息县水文站",
        division=XIXIAN,
        lon=114.74,
        lat=32.34,
        kind=IncidentKind.HAZARD,
        level=Level.RED,
        peak=Level.RED,
        state=State.OPEN,
        opened=NOON,
        changed=NOON,
        transitions=(a_transition(),),
        remarks=(Remark(at=NOON, author="李", text="已派人\x00"),),
    )
    return replace(incident, **changes)


def a_closed_incident(key: str, **changes: Any) -> Incident:
    return an_incident(key, state=State.CLOSED, level=Level.NONE, closed=later(60), **changes)


def a_warning(key: str = "w1", **changes: Any) -> Warning:
    warning = Warning(
        id=WarningId(key),
        identifier=f"4115-{key}",
        sender="fenghuo@example.org",
        sender_name="信阳市应急管理局",
        status=CapStatus.TEST,
        message_type=MessageType.ALERT,
        stage=Stage.DRAFT,
        incident=None,
        hazard="11A01",
        level=Level.RED,
        division=XIXIAN,
        texts=(Text(language="zh-CN", event="洪水", headline="红色", description="…", instruction="撤离"),),
        area=Area(description="息县", geocodes=(XIXIAN,), polygons=(((114.0, 32.0), (115.0, 32.0), (114.0, 32.0)),)),
        created=NOON,
        effective=NOON,
        expires=later(3600),
        steps=(Step(at=NOON, actor="policy", act="drafted"),),
    )
    return replace(warning, **changes)


def a_delivery(key: str = "d1", *, warning: str = "w1", **changes: Any) -> Delivery:
    delivery = Delivery(
        id=DeliveryId(key),
        warning=WarningId(warning),
        recipient="c1",
        recipient_name="王村长",
        channel="sms",
        address="+8613800000000",
        state=DeliveryState.QUEUED,
        idempotency_key=f"key-{key}",
        created=NOON,
        changed=NOON,
    )
    return replace(delivery, **changes)


def a_contact(key: str = "c1", *, division: str = XIXIAN) -> Contact:
    return Contact(id=key, name="王村长", division=division, channel="sms", address="+8613800000000")


def an_entry(seconds: float = 0, *, division: str = XIXIAN, **data: Any) -> Entry:
    return Entry(
        kind="incident",
        division=division,
        at=later(seconds),
        data={"act": "raised", "actor": "rule:stage-xixian@1", **data},
    )


def a_reject(code: str = "malformed_json", **changes: Any) -> Reject:
    reject = Reject(
        topic="fh/v1/411528000000/XY-H03/obs",
        payload=b"{\xff\x00",
        code=code,
        detail="expected JSON",
        result_time=at(0),
        station="XY-H03",
    )
    return replace(reject, **changes)


def an_event(key: str = "e1", *, seconds: float = 0, **changes: Any) -> SensedEvent:
    event = SensedEvent(
        station="XY-C07",
        id=key,
        phenomenon_time=at(seconds),
        result_time=at(seconds + 1),
        kind="fire_smoke",
        confidence=0.91,
        lon=114.07,
        lat=31.62,
        bbox=(0.41, 0.22, 0.08, 0.1),
        image_url="https://example.org/1.jpg",
        image_sha256="ab" * 32,
        attrs={"count": 3, "labels": ["smoke"]},
    )
    return replace(event, **changes)


def a_status(station: str = "XY-H03", *, is_online: bool = True, seconds: float = 0) -> StatusReport:
    return StatusReport(
        station=station, division=XIXIAN, is_online=is_online, phenomenon_time=at(seconds), result_time=at(seconds)
    )


def a_user(name: str = "li", **changes: Any) -> User:
    user = User(name=name, password_hash="$argon2id$…", role=Role.OFFICER, created=NOON, must_change=True)
    return replace(user, **changes)


def a_credential(token_hash: bytes = b"\x01" * 32, **changes: Any) -> Credential:
    credential = Credential(
        token_hash=token_hash,
        user="li",
        kind=CredentialKind.SESSION,
        label="browser",
        created=NOON,
        expires=later(3600),
    )
    return replace(credential, **changes)


def a_device(login: str = "d-1", **changes: Any) -> Device:
    device = Device(
        login=login,
        stations=(StationId("XY-H03"),),
        label="息县遥测终端",
        bcrypt="$2a$05$abc",
        pbkdf2="$7$101$c2FsdA==$aGFzaA==",
        created=NOON,
        changed=NOON,
    )
    return replace(device, **changes)
