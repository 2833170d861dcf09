"""Names, numbers, words and secrets of people go in by every door, and come out of no log, metric or refusal."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt

from tests.running import Demo, a_demo, eventually

NAME, NUMBER, EMAIL = "金丝雀甲", "13877770001", "canary.bird@example.org"
PASSWORD, WRONG, TOKEN = "Canary-pass-7c1f", "Canary-wrong-93ab", "fhk_canaryCANARYcanaryCANARY0000"
WORDS = "金丝雀家三人被困二楼"
CANARIES = (NAME, NUMBER, EMAIL, PASSWORD, WRONG, TOKEN, WORDS)
XIXIAN = "411528000000"


class Doors:
    """Every door that words come in by, and what was answered to those that were turned away."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.refusals: list[tuple[str, int, str]] = []

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str = "",
        raw: bytes | None = None,
        form: str = "application/json",
    ) -> Any:
        """Return what is answered; a refusal is kept."""
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.demo.ready['url']}{path}", data=data, method=method)
        request.add_header("Authorization", f"Bearer {token or self.demo.ready['api_key']}")
        request.add_header("Content-Type", form)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            self.refusals.append((f"{method} {path}", error.code, error.read().decode(errors="replace")))
            return None

    def text(self, path: str) -> str:
        request = urllib.request.Request(f"{self.demo.ready['url']}{path}")
        request.add_header("Authorization", f"Bearer {self.demo.ready['api_key']}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode())


def people_come_in(doors: Doors) -> None:
    """A contact, a user, and whoever tries to be one of them."""
    table = f"id,name,division,channel,address,duty\nc-canary,{NAME},{XIXIAN},sms,{NUMBER},head\n"
    (row,) = doors.ask("POST", "/api/v1/stations/import?kind=contacts", raw=table.encode(), form="text/csv")["items"]
    assert row["change"] == "new", row
    user = {"role": "officer", "password": PASSWORD, "display_name": NAME, "email": EMAIL, "phone": f"+86{NUMBER}"}
    assert doors.ask("PUT", "/api/v1/users/canary", user) is not None
    assert doors.ask("POST", "/api/v1/sessions", {"user": "canary", "password": PASSWORD}) is not None
    doors.ask("POST", "/api/v1/sessions", {"user": "canary", "password": WRONG})
    doors.ask("GET", "/api/v1/stations", token=TOKEN)
    for path in (f"/a/{TOKEN}", f"/t/{TOKEN}"):
        doors.ask("GET", path)
        doors.ask("POST", path, {"standing": WORDS})
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="canary")
    client.username_pw_set("canary", WRONG)
    host, port = doors.demo.ready["mqtt"].removeprefix("mqtt://").split(":")
    client.connect(host, int(port))
    client.loop(timeout=2)


def people_are_told_and_answer(doors: Doors) -> None:
    """A red warning that calls them, and what they say."""
    draft = {
        "hazard": "11A01",
        "level": "red",
        "division": XIXIAN,
        "headline": {"zh": "息县洪水红色预警"},
        "description": {"zh": "水位上涨"},
        "instruction": {"zh": "转移"},
    }
    made = doors.ask("POST", "/api/v1/warnings", draft)
    assert made is not None, doors.refusals
    read = {"content_hash": made["content_hash"]}
    assert doors.ask("POST", f"/api/v1/warnings/{made['id']}/approve", read) is not None, doors.refusals
    eventually(
        lambda: [each for each in doors.ask("GET", "/api/v1/rollcalls")["items"] if each["warning"] == made["id"]],
        what="a roll call",
    )
    told = doors.demo.api.items(f"/api/v1/deliveries?warning={made['id']}")
    assert "c-canary" in {each["recipient"] for each in told}
    assert doors.ask("POST", "/api/v1/answers", {"address": NUMBER, "text": WORDS}) is not None, doors.refusals
    doors.ask("POST", "/api/v1/answers", {"address": NUMBER, "digits": "999"})


def nonsense_comes_in(doors: Doors) -> None:
    """What nobody can mean, with words of people in it."""
    whole = f"{NAME} {NUMBER} {PASSWORD} {WORDS}"
    for path in ("/api/v1/sessions", "/api/v1/warnings", "/api/v1/answers", "/api/v1/tasks"):
        doors.ask("POST", path, raw=f'{{"password": "{whole}"'.encode())
        doors.ask("POST", path, {"password": PASSWORD, "name": WORDS, "address": {"phone": NUMBER}})
    doors.ask("PUT", "/api/v1/users/canary", {"role": "king", "password": PASSWORD, "phone": NUMBER, "email": EMAIL})
    doors.ask("PUT", "/api/v1/users/canary2", {"role": "officer", "password": 7, "email": [EMAIL], "phone": NUMBER})
    doors.ask("POST", "/api/v1/users/me/password", {"old": WRONG, "new": PASSWORD})
    device = doors.demo.device("canary-device")
    device.publish(f"fh/v1/{XIXIAN}/XY-H03/obs", f'{{"v": {{"{WORDS}": "{NUMBER}"}}}}'.encode())
    device.stop()


def logs_of(demo: Demo) -> dict[str, str]:
    """Return every log that the demo and what it runs have written."""
    own = demo.data_dir.with_name(f"{demo.data_dir.name}.log")
    return {str(path): path.read_text("utf-8", errors="replace") for path in (own, *demo.data_dir.rglob("*.log"))}


def test_no_canary_is_found_in_any_log_metric_or_refusal(service_folder: Path):
    with a_demo(service_folder / "canaries", "--no-simulator") as demo:
        doors = Doors(demo)
        people_come_in(doors)
        people_are_told_and_answer(doors)
        nonsense_comes_in(doors)
        shown = {path: doors.text(path) for path in ("/metrics", "/readyz", "/healthz", "/api/v1/system")}
        assert demo.interrupt() == 0
    assert len(doors.refusals) > 10
    told = shown | logs_of(demo) | {f"{what} {code} #{n}": body for n, (what, code, body) in enumerate(doors.refusals)}
    found = [(where, canary) for where, text in told.items() for canary in CANARIES if canary in text]
    assert found == []
    assert not [code for _, code, _ in doors.refusals if code >= 500]
