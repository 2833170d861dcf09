"""What every operation of the API is asked in the matrix of scope, and what it must answer.

``@`` stands for the name of a place, ``#`` for its division code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.security.planted import PLAN, RULE, code_of, key_of, picture_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: (method, path as the OpenAPI document has it).
Operation = tuple[str, str]
API = "/api/v1"


@dataclass(frozen=True, kw_only=True)
class Case:
    """How an operation is asked about a place."""

    #: Path parameters.
    path: Mapping[str, str | Callable[[str], str]] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    #: JSON; None: no body.
    body: Any = None
    #: Text; None: no document.
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Listed(Case):
    """A list, an export, a summary: it shows what lies in the caller's subtree and nothing else."""

    #: What it shows of a place; empty: nothing that can be told apart.
    shows: str | Callable[[str], str] = ""
    #: Places of which it shows something to whoever sees everything.
    places: tuple[str, ...] = ("OWN", "NEXT", "ABOVE", "NOWHERE")
    is_binary: bool = False


@dataclass(frozen=True, kw_only=True)
class One(Case):
    """Something of one place: what lies elsewhere is answered like what does not exist."""

    places: tuple[str, ...] = ("NEXT", "ABOVE", "NOWHERE")
    #: Status of the answer about what does not exist.
    status: int = 404
    #: Whether it names people of the divisions above: they are whom to call when nobody of one's own answers.
    names_above: bool = False


@dataclass(frozen=True, kw_only=True)
class Put(Case):
    """Puts something under an id of the caller's choice: what is taken elsewhere stays as it is."""

    places: tuple[str, ...] = ("NEXT", "ABOVE", "NOWHERE")


@dataclass(frozen=True, kw_only=True)
class Everywhere(Case):
    """Something that holds everywhere: those of a part of the city do not change it."""


@dataclass(frozen=True)
class Free:
    """Not a matter of scope."""

    why: str


STATION = {"station_id": "ST-@"}
SERIES = {"station": "ST-@", "property": "water_level"}
RULE_ID = {"rule_id": "r-@"}
INCIDENT = {"incident_id": "i-@"}
WARNING = {"warning_id": "w-@"}
PLACE = {"division": "411528000000", "lon": 114.0, "lat": 32.0}
WORDS = {"zh": "请立即转移", "en": "Leave now"}
FEATURE = {
    "type": "Feature",
    "properties": {"division": "411528000000"},
    "geometry": {"type": "Polygon", "coordinates": [[[114, 32], [115, 32], [115, 33], [114, 32]]]},
}
RIVER = "apiVersion: fenghuo/v1\nkind: River\nid: rv-@\nname: x\nreaches:\n  - {from: ST-OWN, to: LOW-OWN}\n"
OWN_RULE = RULE.replace("ST-@", "ST-OWN")
OWN_PLAN = PLAN.replace("#", "411528000000")
POLICY = "apiVersion: fenghuo/v1\nkind: Policy\nid: pol-@\nrelease: two\ndivision: '411528000000'\n"
FOREIGN = ("NEXT", "ABOVE")
OWN_ONLY = "the caller's own account"
PUBLIC = "open to everybody"

CASES: dict[Operation, Listed | One | Put | Everywhere | Free] = {
    # People.
    ("get", f"{API}/sessions"): Free(OWN_ONLY),
    ("post", f"{API}/sessions"): Free(PUBLIC),
    ("delete", f"{API}/sessions/current"): Free(OWN_ONLY),
    ("delete", f"{API}/sessions/{{session_id}}"): Free(OWN_ONLY),
    ("get", f"{API}/oidc"): Free(PUBLIC),
    ("get", f"{API}/oidc/login"): Free(PUBLIC),
    ("get", f"{API}/oidc/callback"): Free(PUBLIC),
    ("post", f"{API}/oidc/session"): Free(PUBLIC),
    ("get", f"{API}/users/me"): Free(OWN_ONLY),
    ("post", f"{API}/users/me/password"): Free(OWN_ONLY),
    ("post", f"{API}/users/me/totp"): Free(OWN_ONLY),
    ("post", f"{API}/users/me/totp/confirm"): Free(OWN_ONLY),
    ("post", f"{API}/users/me/totp/remove"): Free(OWN_ONLY),
    ("get", f"{API}/users"): Listed(shows="u-@"),
    ("get", f"{API}/users/{{name}}"): One(path={"name": "u-@"}),
    ("put", f"{API}/users/{{name}}"): Put(path={"name": "u-@"}, body={"role": "viewer"}),
    ("delete", f"{API}/users/{{name}}"): One(path={"name": "u-@"}),
    ("delete", f"{API}/users/{{name}}/sessions"): One(path={"name": "u-@"}),
    ("delete", f"{API}/users/{{name}}/totp"): One(path={"name": "u-@"}),
    ("get", f"{API}/api-keys"): Listed(shows="key-@"),
    ("post", f"{API}/api-keys"): One(body={"user": "u-@", "label": "x"}),
    ("delete", f"{API}/api-keys/{{key_id}}"): One(path={"key_id": key_of}),
    ("post", f"{API}/api-keys/revoke"): Free("whoever shows a token holds it; tests/unit/api/routes/test_keys.py"),
    ("get", f"{API}/roster"): Listed(shows="u-@"),
    ("put", f"{API}/roster"): One(
        body={"shifts": [{"division": "411528000000", "teams": [["u-@"]], "since": "2026-07-18T00:00:00+08:00"}]},
        status=422,
    ),
    ("get", f"{API}/roster/now"): One(query={"division": "#"}, places=FOREIGN, names_above=True),
    # Stations and what they measured.
    ("get", f"{API}/stations"): Listed(shows="ST-@"),
    ("get", f"{API}/stations/{{station_id}}"): One(path=STATION),
    ("put", f"{API}/stations/{{station_id}}"): Put(path=STATION, body=PLACE),
    ("get", f"{API}/stations/{{station_id}}/latest"): One(path=STATION),
    ("get", f"{API}/stations/{{station_id}}/waterway"): One(path=STATION),
    ("post", f"{API}/stations/{{station_id}}/ask"): One(path=STATION, body={"command": "read_now"}),
    ("post", f"{API}/stations/{{station_id}}/credentials"): One(path=STATION),
    ("get", f"{API}/stations/{{station_id}}/credentials"): One(path=STATION),
    ("post", f"{API}/stations/{{station_id}}/credentials/{{login}}/revoke"): One(
        path={"station_id": "ST-@", "login": "d-@"}
    ),
    ("get", f"{API}/stations/export"): Listed(shows="ST-@"),
    ("post", f"{API}/stations/export"): Listed(
        shows="ST-@", body={"stations": ["ST-OWN", "ST-NEXT", "ST-ABOVE", "ST-NOWHERE"]}
    ),
    ("post", f"{API}/stations/import/columns"): Free("reads the file that it is given and nothing else"),
    ("post", f"{API}/stations/import"): Put(body={"items": [PLACE | {"id": "ST-@"}]}),
    ("get", f"{API}/devices"): Listed(shows="d-@"),
    ("get", f"{API}/quarantine"): Listed(shows="XX-@"),
    ("get", f"{API}/quarantine/devices"): Listed(shows="XX-@"),
    ("post", f"{API}/quarantine/devices/{{name}}/adopt"): One(path={"name": "XX-@"}, body=PLACE, status=422),
    ("get", f"{API}/properties"): Free("a table that comes with the program"),
    ("get", f"{API}/observations"): One(query=SERIES),
    ("get", f"{API}/past"): Listed(query={"at": "2026-07-19T05:30:00Z"}, shows="ST-@"),
    ("get", f"{API}/observations/gaps"): One(query=SERIES),
    ("get", f"{API}/observations/beside"): One(query=SERIES),
    ("get", f"{API}/observations/export"): One(query=SERIES),
    ("get", f"{API}/latest"): Listed(shows="ST-@"),
    ("get", f"{API}/events"): Listed(shows="ev-@"),
    ("get", f"{API}/evidence/{{sha256}}"): One(path={"sha256": picture_of}),
    ("get", f"{API}/marks"): Listed(shows="m-@"),
    ("post", f"{API}/marks"): One(body={"station": "ST-@", "reason": "x"}),
    ("post", f"{API}/marks/{{mark_id}}/end"): One(path={"mark_id": "m-@"}),
    ("get", f"{API}/corrections"): Listed(shows="k-@"),
    ("post", f"{API}/corrections"): One(
        body={
            "station": "ST-@",
            "property": "water_level",
            "t": "2026-07-19T05:00:00Z",
            "value": 41.2,
            "reason": "x",
        }
    ),
    ("post", f"{API}/corrections/{{correction_id}}/undo"): One(path={"correction_id": "k-@"}),
    ("get", f"{API}/why"): One(query=SERIES),
    # Places.
    ("get", f"{API}/divisions"): Listed(shows="D-@", places=("OWN", "NEXT", "ABOVE")),
    ("get", f"{API}/divisions/export"): Listed(shows="D-@", places=("OWN", "NEXT", "ABOVE")),
    ("get", f"{API}/divisions/{{code}}"): One(path={"code": code_of}, places=FOREIGN),
    ("delete", f"{API}/divisions/{{code}}"): One(path={"code": code_of}, places=FOREIGN),
    ("post", f"{API}/divisions/import"): One(
        text='{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"#","name":"x"},'
        '"geometry":{"type":"Point","coordinates":[114,32]}}]}',
        query={"code_field": "code", "name_field": "name"},
        headers={"content-type": "application/geo+json"},
        places=("NEXT",),
        status=200,
    ),
    ("get", f"{API}/fences"): Listed(shows="f-@"),
    ("get", f"{API}/fences/export"): Listed(shows="f-@"),
    ("put", f"{API}/fences/{{fence_id}}"): Put(path={"fence_id": "f-@"}, body=FEATURE),
    ("post", f"{API}/fences/import"): Put(
        text='{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"f-@",'
        '"division":"411528000000"},"geometry":{"type":"Polygon","coordinates":[[[114,32],[115,32],[115,33],[114,32]]]}'
        "}]}",
        query={"id_field": "id", "division_field": "division"},
        headers={"content-type": "application/geo+json"},
    ),
    ("get", f"{API}/rivers"): Listed(shows="rv-@"),
    ("get", f"{API}/rivers/{{river_id}}"): One(path={"river_id": "rv-@"}),
    ("put", f"{API}/rivers/{{river_id}}"): Put(path={"river_id": "rv-@"}, text=RIVER),
    ("delete", f"{API}/rivers/{{river_id}}"): One(path={"river_id": "rv-@"}),
    ("get", f"{API}/map"): Listed(shows="D-@", places=("OWN", "NEXT", "ABOVE", "NOWHERE")),
    ("get", f"{API}/sites"): Listed(shows="site-@"),
    ("get", f"{API}/sites/export"): Listed(shows="site-@"),
    ("put", f"{API}/sites/{{site_id}}"): Put(
        path={"site_id": "site-@"}, body=PLACE | {"name": "x", "type": "school", "people": 1}
    ),
    ("get", f"{API}/contact-groups"): Listed(shows="g-@", places=("OWN", "NEXT", "ABOVE")),
    ("get", f"{API}/contacts"): Listed(shows="c-@", places=("OWN", "NEXT", "ABOVE")),
    ("get", f"{API}/contacts/export"): Listed(shows="c-@", places=("OWN", "NEXT", "ABOVE")),
    ("get", f"{API}/contacts/{{person}}/data"): One(path={"person": "c-@"}, places=FOREIGN),
    ("post", f"{API}/contacts/{{person}}/erase"): One(
        path={"person": "c-@"}, body={"confirm": "0" * 64, "reason": "x"}, places=FOREIGN
    ),
    # Rules.
    ("get", f"{API}/rules"): Listed(shows="r-@"),
    ("get", f"{API}/rules/export"): Listed(shows="r-@"),
    ("get", f"{API}/rules/{{rule_id}}"): One(path=RULE_ID),
    ("put", f"{API}/rules/{{rule_id}}"): Put(path=RULE_ID, text=OWN_RULE),
    ("delete", f"{API}/rules/{{rule_id}}"): One(path=RULE_ID),
    ("post", f"{API}/rules/import"): Put(text=OWN_RULE),
    ("get", f"{API}/rules/{{rule_id}}/versions"): One(path=RULE_ID),
    ("get", f"{API}/rules/{{rule_id}}/versions/{{version}}"): One(path=RULE_ID | {"version": "1"}),
    ("get", f"{API}/rules/{{rule_id}}/diff"): One(path=RULE_ID, query={"to": "2"}),
    ("post", f"{API}/rules/{{rule_id}}/sign"): One(path=RULE_ID, body={"version": 2}),
    ("post", f"{API}/rules/{{rule_id}}/rollback"): One(path=RULE_ID),
    ("get", f"{API}/rules/{{rule_id}}/backtests/{{backtest_id}}"): One(path=RULE_ID | {"backtest_id": "bt-@"}),
    ("post", f"{API}/rules/{{rule_id}}/backtest"): One(
        path=RULE_ID, body={"from": "2026-07-19T00:00:00Z", "to": "2026-07-19T06:00:00Z"}
    ),
    # Incidents and what follows from them.
    ("get", f"{API}/incidents"): Listed(shows="i-@"),
    ("get", f"{API}/incidents/{{incident_id}}"): One(path=INCIDENT),
    ("get", f"{API}/incidents/{{incident_id}}/timeline"): One(path=INCIDENT),
    ("post", f"{API}/incidents/{{incident_id}}/ack"): One(path=INCIDENT),
    ("post", f"{API}/incidents/{{incident_id}}/unack"): One(path=INCIDENT),
    ("post", f"{API}/incidents/{{incident_id}}/start"): One(path=INCIDENT),
    ("post", f"{API}/incidents/{{incident_id}}/assign"): One(path=INCIDENT, body={"assignee": "u-OWN"}),
    ("post", f"{API}/incidents/{{incident_id}}/escalate"): One(path=INCIDENT, body={"to": "u-OWN"}),
    ("post", f"{API}/incidents/{{incident_id}}/comment"): One(path=INCIDENT, body={"text": "x"}),
    ("post", f"{API}/incidents/{{incident_id}}/evidence"): One(
        path=INCIDENT, body={"kind": "image", "sha256": picture_of("OWN")}
    ),
    ("post", f"{API}/incidents/{{incident_id}}/close"): One(path=INCIDENT),
    ("get", f"{API}/situations"): Listed(shows="s-@"),
    ("get", f"{API}/situations/{{situation_id}}"): One(path={"situation_id": "s-@"}),
    ("post", f"{API}/situations/{{situation_id}}/merge"): One(path={"situation_id": "s-OWN"}, body={"other": "s-@"}),
    ("post", f"{API}/situations/{{situation_id}}/split"): One(
        path={"situation_id": "s-@"}, body={"incidents": ["i-OWN"]}
    ),
    ("get", f"{API}/reports"): One(query={"situation": "s-@", "format": "json"}),
    ("get", f"{API}/silences"): Listed(shows="q-@"),
    ("post", f"{API}/silences"): One(
        body={
            "matcher": {"division": "#", "rules": ["x"]},
            "reason": "x",
            "end": "2026-07-19T08:00:00Z",
        },
        places=FOREIGN,
    ),
    ("get", f"{API}/silences/{{silence_id}}"): One(path={"silence_id": "q-@"}),
    ("post", f"{API}/silences/{{silence_id}}/end"): One(path={"silence_id": "q-@"}),
    ("get", f"{API}/tasks"): Listed(shows="t-@"),
    ("get", f"{API}/tasks/{{task_id}}"): One(path={"task_id": "t-@"}),
    ("post", f"{API}/tasks/{{task_id}}/accept"): One(path={"task_id": "t-@"}),
    ("post", f"{API}/tasks/{{task_id}}/done"): One(path={"task_id": "t-@"}),
    ("post", f"{API}/tasks/{{task_id}}/refuse"): One(path={"task_id": "t-@"}, body={"note": "x"}),
    ("get", f"{API}/plans"): Listed(shows="p-@", places=("OWN", "NEXT")),
    ("get", f"{API}/plans/{{plan_id}}"): One(path={"plan_id": "p-@"}, places=("NEXT",)),
    ("put", f"{API}/plans/{{plan_id}}"): Put(path={"plan_id": "p-@"}, text=OWN_PLAN, places=("NEXT",)),
    ("delete", f"{API}/plans/{{plan_id}}"): One(path={"plan_id": "p-@"}, places=("NEXT",)),
    ("get", f"{API}/inhibitions"): Free("holds everywhere, and names hazards and rules only"),
    ("get", f"{API}/inhibitions/{{inhibition_id}}"): Free("holds everywhere, and names hazards and rules only"),
    ("put", f"{API}/inhibitions/{{inhibition_id}}"): Everywhere(path={"inhibition_id": "x"}, text="{}"),
    ("delete", f"{API}/inhibitions/{{inhibition_id}}"): Everywhere(path={"inhibition_id": "x"}),
    # Warnings and messages.
    ("get", f"{API}/warnings"): Listed(shows="w-@"),
    ("post", f"{API}/warnings"): One(body={"incident": "i-@"}),
    ("post", f"{API}/warnings/preview"): One(body={"incident": "i-@"}),
    ("post", f"{API}/warnings/preview-target"): One(body={"warning": "w-@"}),
    ("post", f"{API}/warnings/words"): One(
        body={"hazard": "11A01", "level": "red", "division": "#", "why": WORDS}, status=403
    ),
    ("get", f"{API}/warnings/{{warning_id}}"): One(path=WARNING),
    ("put", f"{API}/warnings/{{warning_id}}"): One(
        path=WARNING, body={"headline": WORDS, "description": WORDS}, headers={"if-match": '"' + "0" * 64 + '"'}
    ),
    ("post", f"{API}/warnings/{{warning_id}}/{{verb}}"): One(path=WARNING | {"verb": "cancel"}),
    ("get", f"{API}/warnings/{{warning_id}}/cap.xml"): One(path=WARNING),
    ("get", f"{API}/warnings/{{warning_id}}/cn12379.xml"): One(path=WARNING),
    ("get", f"{API}/journal"): Listed(shows="ST-@", query={"limit": "1000"}),
    ("get", f"{API}/journal/search"): Listed(shows="ST-@", query={"limit": "1000"}),
    ("get", f"{API}/journal/verify"): Everywhere(),
    ("get", f"{API}/deliveries"): Listed(shows="dl-@"),
    ("post", f"{API}/deliveries/{{delivery_id}}/retry"): One(path={"delivery_id": "dl-@"}),
    ("get", f"{API}/channels"): Free("the ways out of the whole house; names no place"),
    ("post", f"{API}/channels/{{name}}/stop"): Everywhere(path={"name": "sms"}, body={"reason": "x"}),
    ("post", f"{API}/channels/{{name}}/resume"): Everywhere(path={"name": "sms"}, body={"reason": "x"}),
    ("post", f"{API}/channels/{{name}}/test"): Everywhere(path={"name": "sms"}),
    ("get", f"{API}/drill"): Free("the drill of this process; names no place"),
    ("post", f"{API}/drill"): Free("the drill of this process; names no place"),
    ("post", f"{API}/drill/comments"): Free("the drill of this process; names no place"),
    ("post", f"{API}/drill/join"): Free("whoever shows a link that was given out once"),
    ("get", f"{API}/drill/report"): Free("the drill of this process, whose places are invented"),
    ("get", f"{API}/drills"): Free("the drills that ship; names no place"),
    ("post", f"{API}/drills"): Free("a drill is played elsewhere, in a city of its own"),
    ("delete", f"{API}/drills/{{run}}"): Free("a drill is played elsewhere, in a city of its own"),
    ("post", f"{API}/drills/{{run}}/seats"): Free("a drill is played elsewhere, in a city of its own"),
    ("get", f"{API}/drills/runs"): Free("records of drills, whose places are invented"),
    ("get", f"{API}/drills/runs/{{run}}/report"): Free("records of drills, whose places are invented"),
    ("get", f"{API}/site"): Free("whether this is a drill; names no place"),
    ("get", f"{API}/screens"): Listed(shows="scr-@"),
    ("delete", f"{API}/screens/{{id}}"): One(path={"id": "scr-@"}),
    ("post", f"{API}/receipts/{{provider}}"): Free("a provider shows a secret of its own"),
    ("get", f"{API}/policies"): Listed(shows="pol-@"),
    ("get", f"{API}/policies/{{policy_id}}"): One(path={"policy_id": "pol-@"}),
    ("get", f"{API}/policies/{{policy_id}}/versions"): One(path={"policy_id": "pol-@"}),
    ("put", f"{API}/policies/{{policy_id}}"): Put(path={"policy_id": "pol-@"}, text=POLICY),
    ("delete", f"{API}/policies/{{policy_id}}"): One(path={"policy_id": "pol-@"}),
    ("get", f"{API}/templates"): Free("words hold everywhere"),
    ("get", f"{API}/templates/{{template_id}}"): Free("words hold everywhere"),
    ("get", f"{API}/templates/{{template_id}}/versions"): Free("words hold everywhere"),
    ("put", f"{API}/templates/{{template_id}}"): Everywhere(path={"template_id": "x"}, text="{}"),
    ("delete", f"{API}/templates/{{template_id}}"): Everywhere(path={"template_id": "x"}),
    ("get", f"{API}/rollcalls"): Listed(shows="FH-@"),
    ("get", f"{API}/rollcalls/{{rollcall_id}}"): One(path={"rollcall_id": "w-@"}),
    ("get", f"{API}/rollcalls/{{rollcall_id}}/people"): One(path={"rollcall_id": "w-@"}),
    ("post", f"{API}/rollcalls/{{rollcall_id}}/{{verb}}"): One(path={"rollcall_id": "w-@", "verb": "stop"}),
    ("get", f"{API}/answers"): Listed(shows="a-@"),
    ("post", f"{API}/answers"): One(body={"rollcall": "w-@", "place": "v-@", "standing": "safe"}),
    ("post", f"{API}/foreign/cap"): Free(
        "whoever hands it in is only the carrier; tests/unit/api/routes/test_foreign.py"
    ),
    ("get", f"{API}/foreign"): Listed(shows="WX-@", places=("OWN", "NEXT", "ABOVE")),
    ("get", f"{API}/foreign/refused"): Free(
        "empty for those of a part of the city; tests/unit/api/routes/test_foreign.py"
    ),
    ("get", f"{API}/foreign/sources"): Free("who is believed about the subtree; tests/unit/api/routes/test_foreign.py"),
    ("get", f"{API}/foreign/{{message_id}}"): One(path={"message_id": "fm-@"}),
    ("get", f"{API}/foreign/{{message_id}}/message.xml"): One(path={"message_id": "fm-@"}),
    ("get", f"{API}/edge/nodes"): Free("filtered by the divisions a node watches; tests/unit/api/routes/test_nodes.py"),
    # The installation.
    ("get", f"{API}/system"): Free("counts; see the test of counts"),
    ("get", f"{API}/map/tiles.pmtiles"): Free("the ground under the map; names nothing of the installation"),
    ("get", f"{API}/system/intake"): Free("counts of the process; names no place"),
    ("get", "/feeds/cap.atom"): Free(PUBLIC),
    ("get", "/feeds/warnings.geojson"): Free(PUBLIC),
    ("get", "/feeds/{status}/cap.atom"): Free(PUBLIC),
    ("get", "/feeds/{status}/warnings.geojson"): Free(PUBLIC),
    ("get", "/feeds/cap/{identifier}.xml"): Free(PUBLIC),
    ("get", "/healthz"): Free(PUBLIC),
    ("get", "/readyz"): Free(PUBLIC),
    ("get", "/metrics"): Free("figures of the process; names no place"),
}
