"""A city in which everything stands four times: in one county, in the next, above both, and nowhere.

Each thing carries the name of its place in its id, so that whatever an answer shows tells where it comes from.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import shapely

from alerts.bulletin import Bulletin
from alerts.cap_document import Form
from alerts.delivery import DeliveryId, DeliveryState
from alerts.foreign import ForeignMessage
from alerts.policy import ReleasePolicy
from alerts.rollcall.answer import AnswerId
from alerts.rollcall.portion import DuePlace
from alerts.screen import Screen
from alerts.site import Site, SiteId, SiteKind
from alerts.warning import Area, CapStatus, MessageType, WarningId
from api.app import furnish
from fenghuo.adoption import Adoption
from geo.division import Division, prefix_of
from geo.fence import Fence, FenceId
from geo.river import Reach, River, RiverId
from incidents.incident import IncidentId
from incidents.people import CredentialKind, Role, SecondFactor
from incidents.plan import Verb, Who, WhoKind
from incidents.procedure import ProcedureKind
from incidents.roster import Shift
from incidents.silence import Matcher, Silence, SilenceId
from incidents.situation import Situation, SituationId
from incidents.task import Task, TaskId, TaskState
from rules.document import parse_rule
from rules.transition import RuleId, Target
from sensing.batch import make_batch
from sensing.device import Device
from sensing.event import Reject, SensedEvent
from sensing.instant import to_micros
from sensing.level import Level
from sensing.mark import Correction, CorrectionId, Mark, MarkId
from sensing.quality import Check, Quality
from sensing.station import Datastream, StationId
from tests.builders import BY_TEST, a_contact, a_delivery, a_station, a_warning, an_incident
from tests.unit.alerts.agency import a_door
from tests.unit.alerts.rollcall.rolls import a_roll, a_village, an_answer
from tests.unit.api.world import NOW, World, a_user, a_world

#: Division by the name of the place; the last one is nowhere.
PLACES = {"OWN": "411528000000", "NEXT": "411527000000", "ABOVE": "411500000000", "NOWHERE": "000000000000"}
#: A name under which nothing stands anywhere.
NOBODY = "NOBODY"
COUNTY = PLACES["OWN"]

RULE = """\
apiVersion: fenghuo/v1
kind: Rule
id: r-@
hazard: "11A01"
title: {zh: 水位 @, en: Stage @}
scope: {stations: [ST-@]}
when: {kind: threshold, property: water_level, direction: above, levels: {blue: 40.5, red: 43.5}}
"""
PLAN = """\
apiVersion: fenghuo/v1
kind: Plan
id: p-@
title: {zh: 洪水, en: Flood}
hazards: ["11A"]
level: yellow
divisions: ["#"]
tasks:
  - {id: out, verb: 撤, who: {duty: grid}, what: {zh: 转移, en: Move people}, by: 30m}
"""


def code_of(place: str) -> str:
    """Return the division of a place; that of an unknown one is no known division."""
    return PLACES.get(place, "411599000000")


def picture_of(place: str) -> str:
    """Return the hash of the picture that stands for a place."""
    return hashlib.sha256(place.encode()).hexdigest()


def key_of(place: str) -> str:
    """Return the id of the key of a place's person."""
    return hashlib.sha256(f"key {place}".encode()).digest()[:8].hex()


@dataclass(frozen=True)
class Picture:
    data: bytes = b"\xff\xd8"
    media_type: str = "image/jpeg"


class Album:
    """One picture of each place."""

    def has(self, sha256: str) -> bool:
        return sha256 in {picture_of(place) for place in PLACES}

    def get(self, sha256: str) -> Picture | None:
        return Picture() if self.has(sha256) else None


class Exchange:
    """Every device is connected and does what it is asked."""

    def ask(self, station: str, command: str) -> Any:
        del station, command
        return type("Said", (), {"outcome": "done", "detail": "", "values": {}})()


def planted() -> World:
    """Return the city."""
    world = a_world()
    store = world.store
    parts = world.app.state.parts
    adoption = Adoption(store, clock=world.clock)
    furnish(
        world.app,
        replace(parts, pictures=Album(), adoption=adoption, switchboard=Exchange(), foreign=a_door(), map_layers=_map),
    )
    store.put_divisions([Division(code=code, name=f"D-{place}") for place, code in PLACES.items() if code[0] != "0"],
                        author="test", at=NOW)  # fmt: skip
    for place, code in PLACES.items():
        _register(world, place, code)
        _measure(world, place)
        _write(world, place, code)
        _people(world, place, code)
    with store.begin() as tx:
        for place, code in PLACES.items():
            _happen(tx, place, code)
    return world


def _map() -> dict[str, Any]:
    def feature(place: str, code: str) -> dict[str, Any]:
        return {"type": "Feature", "properties": {"code": code, "name": f"D-{place}"}, "geometry": None}

    layers = [feature(*pair) for pair in PLACES.items()]
    nothing: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    return {"divisions": nothing | {"features": layers}, "rivers": nothing, "credit": {"zh": "", "en": ""}}


def _register(world: World, place: str, code: str) -> None:
    store = world.store
    stations = [
        a_station(
            id=StationId(name),
            name=f"站 {place}",
            division=code,
            datastreams=(Datastream(property="water_level", unit="m"),),
        )
        for name in (f"ST-{place}", f"LOW-{place}")
    ]
    store.put_stations(stations, **BY_TEST)
    square = shapely.box(114, 32, 115, 33)
    owner = "" if place == "NOWHERE" else code
    store.put_fence(Fence(id=FenceId(f"f-{place}"), name=place, geometry=square, division=owner), author="t", at=NOW)
    river = River(id=RiverId(f"rv-{place}"), name=place, reaches=(Reach(upper=f"ST-{place}", lower=f"LOW-{place}"),))
    store.put_river(river, author="t", at=NOW)
    store.put_rule(parse_rule(RULE.replace("@", place), origin="test"), author="t", at=NOW)
    store.put_rule(parse_rule(RULE.replace("@", place).replace("43.5", "44"), origin="test"), author="t", at=NOW)
    store.put_backtest({"id": f"bt-{place}", "rule": f"r-{place}", "document": ""}, actor="t", at=NOW)
    site = Site(id=SiteId(f"site-{place}"), name=place, kind=SiteKind.SCHOOL, division=code, lon=114.0, lat=32.0)
    store.put_sites([site], **BY_TEST)
    if place != "NOWHERE":
        store.put_contacts([a_contact(id=f"c-{place}", name=place, division=code, groups=(f"g-{place}",))], **BY_TEST)
    device = Device(
        login=f"d-{place}",
        stations=(StationId(f"ST-{place}"),),
        label=place,
        bcrypt="",
        pbkdf2="",
        created=NOW,
        changed=NOW,
    )
    store.add_device(device, actor="t")
    if place == "NEXT":
        both = (StationId("ST-OWN"), StationId("ST-NEXT"))
        store.add_device(replace(device, login="d-both-NEXT", stations=both), actor="t")


def _measure(world: World, place: str) -> None:
    store = world.store
    number = next(each for each in store.stations() if each.id == f"ST-{place}").datastreams[0].number
    at = to_micros(NOW - timedelta(hours=1))
    name = f"XX-{place}"
    with store.begin() as tx:
        tx.append(make_batch(datastream=[number], phenomenon_time=[at], value=[41.0]))
        tx.put_events(
            [
                SensedEvent(
                    station=f"ST-{place}",
                    id=f"ev-{place}",
                    phenomenon_time=at,
                    result_time=at,
                    kind="smoke",
                    confidence=0.9,
                    lon=114.0,
                    lat=32.0,
                    image_sha256=picture_of(place),
                )
            ]
        )
        topic = f"fh/v1/{code_of(place) if place != 'NOWHERE' else '00'}/{name}/obs"
        reject = Reject(
            topic=topic,
            payload=b'{"v": {"water_level": 1}}',
            code="unknown_station",
            detail="",
            result_time=at,
            station=name,
        )
        tx.put_rejects([reject])
        station = StationId(f"ST-{place}")
        mark = Mark(
            id=MarkId(f"m-{place}"),
            station=station,
            quality=Quality.DOUBTFUL,
            start=NOW - timedelta(days=1),
            author="t",
            reason=place,
            made=NOW,
        )
        tx.put_mark(mark)
        tx.put_correction(
            Correction(
                id=CorrectionId(f"k-{place}"),
                datastream=number,
                station=station,
                property="water_level",
                phenomenon_time=at,
                value=41.5,
                was=41.0,
                was_quality=Quality.GOOD,
                was_why=Check(0),
                author="t",
                reason=place,
                made=NOW,
            )
        )


def _write(world: World, place: str, code: str) -> None:
    store = world.store
    division = "" if place == "NOWHERE" else code
    policy = ReleasePolicy(id=f"pol-{place}", division=division)
    store.put_policy(policy, author="t", at=NOW)
    store.put_policy(replace(policy, title_zh=place), author="t", at=NOW)
    if place in {"OWN", "NEXT"}:
        # What holds above a county, or everywhere, holds in the county too and is seen there.
        text = PLAN.replace("@", place).replace("#", code)
        with store.begin() as tx:
            tx.put_procedure(ProcedureKind.PLAN, f"p-{place}", source=text, author="t", at=NOW)


def _people(world: World, place: str, code: str) -> None:
    store = world.store
    division = "" if place == "NOWHERE" else code
    store.put_user(replace(a_user(f"u-{place}", Role.OFFICER), division=division))
    world.new_token(
        f"u-{place}",
        kind=CredentialKind.API_KEY,
        label=f"key-{place}",
        token_hash=hashlib.sha256(f"key {place}".encode()).digest(),
    )
    shift = Shift(division=division, teams=((f"u-{place}",),), since=NOW - timedelta(days=1))
    with store.begin() as tx:
        tx.put_second_factor(SecondFactor(user=f"u-{place}", secret="x", confirmed=NOW))
        shifts = [each for each in tx.shifts() if each.division != division]
        tx.put_shifts([*shifts, shift])


def _happen(tx: Any, place: str, code: str) -> None:
    incident = an_incident(
        Level.RED,
        id=IncidentId(f"i-{place}"),
        rule=RuleId(f"r-{place}"),
        target=Target(f"ST-{place}"),
        station=f"ST-{place}",
        division=code,
        situation=f"s-{place}",
        opened=NOW,
    )
    tx.save_incidents([incident])
    situation = Situation(
        id=SituationId(f"s-{place}"),
        family="storm",
        division=code,
        opened=NOW,
        changed=NOW,
        peak=Level.RED,
        standing=(0, 0, 0, 0, 1),
        members=1,
        counties=(code[:6],),
    )
    tx.save_situations([situation])
    silence = Silence(
        id=SilenceId(f"q-{place}"),
        matcher=Matcher(rules=("elsewhere",), division="" if place == "NOWHERE" else prefix_of(code)),
        author="t",
        reason=place,
        start=NOW,
        end=NOW + timedelta(hours=1),
        made=NOW,
    )
    tx.save_silences([silence])
    tx.save_tasks(
        [
            Task(
                id=TaskId(f"t-{place}"),
                incident=incident.id,
                key=f"flood/{place}",
                plan_version=1,
                verb=Verb.EVACUATE,
                who=Who(kind=WhoKind.DUTY, name="grid"),
                what_zh="转移",
                what_en="Move people",
                hazard="11A01",
                level=Level.RED,
                division=code,
                place=place,
                state=TaskState.OPEN,
                opened=NOW,
                due=NOW + timedelta(hours=1),
                changed=NOW,
            )
        ]
    )
    _tell(tx, place, code)


def _tell(tx: Any, place: str, code: str) -> None:
    warning = a_warning(
        id=WarningId(f"w-{place}"),
        identifier=f"FH-{place}",
        incident=IncidentId(f"i-{place}"),
        division=code,
        station=f"ST-{place}",
        status=CapStatus.TEST,
        area=Area(description=place, geocodes=(code,)),
        created=NOW,
        sent=NOW,
        expires=NOW + timedelta(hours=6),
    )
    tx.save_warnings([warning])
    tx.save_deliveries(
        [a_delivery(warning, id=DeliveryId(f"dl-{place}"), recipient=f"c-{place}", state=DeliveryState.DEAD)]
    )
    village = a_village(f"v-{place}", division=code)
    roll = a_roll(village, id=f"w-{place}", warning=warning.id, identifier=f"FH-{place}", division=code)
    tx.save_rollcall(roll, due=None)
    tx.save_places(roll.id, [DuePlace(place=village)])
    tx.add_answer(
        replace(an_answer(f"v-{place}", "A1", rollcall=f"w-{place}", division=code), id=AnswerId(f"a-{place}"))
    )
    tx.put_screen(
        Screen(
            id=f"scr-{place}",
            name=place,
            division="" if place == "NOWHERE" else code,
            place="",
            registered=NOW,
            seen=NOW,
        )
    )
    _hear(tx, place, code)


def _hear(tx: Any, place: str, code: str) -> None:
    said = Bulletin(
        form=Form.CAP,
        sender="weather",
        sender_name="weather",
        identifier=f"WX-{place}",
        sent=NOW,
        status=CapStatus.TEST,
        message_type=MessageType.ALERT,
        scope="Public",
        event_code="11B03",
        level=Level.RED,
        urgency="Immediate",
        severity="Extreme",
        certainty="Observed",
        texts=(),
        area=Area(description=place, geocodes=(code,)),
        effective=NOW,
        expires=NOW + timedelta(hours=6),
    )
    divisions = () if place == "NOWHERE" else (code,)
    message = ForeignMessage(
        id=f"fm-{place}", source="weather", bulletin=said, sha256=picture_of(place), received=NOW, divisions=divisions
    )
    tx.add_foreign(message, f"<alert>{place}</alert>".encode())
