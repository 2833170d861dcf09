"""Outside: servers that keep what a live installation tells them, and the process that speaks to them."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

from fenghuo.embedded.nats import BrokerUser, start_nats
from fenghuo.embedded.ports import free_port
from tests.integration.test_alerts_channels_email import Letters
from tests.integration.test_smpp import ROOT, a_centre
from tests.peers.answering import Reply, a_peer
from tests.peers.pdu import ENQUIRE_LINK, frames
from tests.peers.tap import Tap, tapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.peers.answering import Peer

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
#: MQTT 3.1.1, 3.12: what a client says to keep a connection.
PINGREQ = b"\xc0\x00"
#: From a response on (SMPP 3.4, 5.1.2.1).
RESPONSE = 0x80000000
SIRENS = BrokerUser(name="sirens", password="office", publish=("fh/v1/+/+/cmd",), subscribe=("fh/v1/+/+/event",))


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Every server to which a live installation speaks, behind taps."""

    smpp: Tap
    smtp: Tap
    siren: Tap
    http: Peer
    database: Tap
    environment: dict[str, str]

    def heard(self) -> dict[str, Any]:
        """Return what was said to each, but for what keeps a connection."""
        asked = [frame.command for frame in frames(bytes(self.smpp.said)) if frame.command != ENQUIRE_LINK]
        return {
            "smpp": [command for command in asked if command < RESPONSE],
            "smtp": len(self.smtp.said),
            "siren": len(bytes(self.siren.said).replace(PINGREQ, b"")),
            "http": [hit.path for hit in self.http.hits],
            "database": len(self.database.said),
            "connections": [tap.connections for tap in (self.smpp, self.smtp, self.siren, self.database)],
        }


@contextmanager
def an_outside(folder: Path) -> Iterator[Outside]:
    """Everything that a live installation speaks to."""
    with ExitStack() as stack:
        centre = stack.enter_context(a_centre(folder))
        nats = start_nats(folder / "nats", users=(SIRENS,))
        stack.callback(nats.stop)
        letters = Controller(Letters(), hostname="127.0.0.1", port=free_port())
        letters.start()
        stack.callback(letters.stop)
        http = stack.enter_context(a_peer(lambda _: Reply(document={"errcode": 0, "code": 0, "Code": "OK"})))
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        taps = [
            stack.enter_context(tapped(port))
            for port in (centre.port, letters.port, nats.mqtt_port, silent.getsockname()[1])
        ]
        smpp, smtp, siren, database = taps
        yield Outside(
            smpp=smpp,
            smtp=smtp,
            siren=siren,
            http=http,
            database=database,
            environment=_environment(smpp.port, smtp.port, siren.port, database.port, http=http),
        )


def _environment(smpp: int, smtp: int, siren: int, database: int, *, http: Peer) -> dict[str, str]:
    """Return the settings of a live installation with everything there is."""
    robots = {kind: {"kind": kind, "url": f"{http.url}/{kind}?key=k"} for kind in ("wecom", "dingtalk", "feishu")}
    given: dict[str, object] = {
        "ISSUER__STATUS": "Actual",
        "DATABASE__URL": f"postgresql://live:secret@127.0.0.1:{database}/live",
        "SMS__HOST": "127.0.0.1", "SMS__PORT": smpp, "SMS__SYSTEM_ID": "fenghuo", "SMS__PASSWORD": "secret",
        "SMS_HTTP__PROVIDER": "aliyun", "SMS_HTTP__URL": f"{http.url}/aliyun", "SMS_HTTP__KEY_ID": "i",
        "SMS_HTTP__KEY_SECRET": "s", "SMS_HTTP__SIGN_NAME": "n",
        "SMS_HTTP__TEMPLATES": json.dumps({"*": {"id": "SMS_1", "variables": {"text": "text"}}}),
        "MAIL__HOST": "127.0.0.1", "MAIL__PORT": smtp, "MAIL__SECURITY": "none", "MAIL__SENDER": "desk@xy.example",
        "WEBHOOK__SECRET": SECRET, "WEBHOOK__HOSTS": http.host,
        "SIRENS__HOST": "127.0.0.1", "SIRENS__PORT": siren, "SIRENS__USER": "sirens", "SIRENS__PASSWORD": "office",
        "ROBOTS": json.dumps(robots),
        "MQTT__HOST": "127.0.0.1", "MQTT__PORT": siren, "MQTT__PASSWORD": "office",
    }  # fmt: skip
    libpq = {"PGHOST": "127.0.0.1", "PGPORT": str(database), "PGUSER": "live", "PGPASSWORD": "secret"}
    return libpq | {f"FENGHUO_{name}": str(value) for name, value in given.items()}


class Rehearsal:
    """The process; see tests/peers/rehearsal.py."""

    def __init__(self, outside: Outside, log: Path) -> None:
        self._log = log
        command = [sys.executable, "-W", "error", "-m", "tests.peers.rehearsal", "--hook", f"{outside.http.url}/hook"]
        with log.open("w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT,
                env=os.environ | outside.environment | {"PYTHONHASHSEED": "1"},
            )  # fmt: skip
        self.opened = self._next()["opened"]

    def _next(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self._log.read_text("utf-8")[-4000:])
        return dict(json.loads(line))

    def do(self, *words: str) -> dict[str, Any]:
        """Let it do something, and return what came of it."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{' '.join(words)}\n")
        self.process.stdin.flush()
        return self._next()


@contextmanager
def a_rehearsal(outside: Outside, log: Path) -> Iterator[Rehearsal]:
    """Start one; it ends with the block."""
    rehearsal = Rehearsal(outside, log)
    try:
        yield rehearsal
    finally:
        rehearsal.process.communicate(timeout=30)
