"""SMS submits a second from rows of the outbox to a short message centre, beside Kannel in the same run.

Fenghuo: the rows are queued in PostgreSQL, then ``fenghuo serve --role dispatcher`` starts; every message is claimed,
judged again, submitted, and its outcome committed with the journal. Kannel: the same messages pushed to smsbox over
HTTP, held in memory by bearerbox. The rate counts from the first submit to the last, as the centre saw them.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alerts import warning as cap
from alerts.delivery import Delivery, DeliveryId, DeliveryState
from fenghuo.bench.kannel import TEXT, kannel
from fenghuo.bench.programs import BenchError
from fenghuo.bench.stage import Stage, fenghuo_process, open_stage, spent
from fenghuo.bench.watching import tree
from fenghuo.clock import now
from fenghuo.embedded.ports import free_port
from incidents.identity import new_id
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

#: Seconds one round may take.
ROUND_SECONDS = 300.0
_LOOK_SECONDS = 0.1
_BATCH = 5000
#: Until a process is ready, and until a message is queued, at most as a rule.
_START_SECONDS = 15.0
_QUEUE_SECONDS = 0.0002


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsOptions:
    """What is measured."""

    #: Messages of each round, of one part each.
    messages: int = 80_000
    #: Pairs of rounds, in ABBA order.
    rounds: int = 1
    #: Submits in flight.
    window: int = 100
    #: Connections on which Kannel is fed.
    connections: int = 64
    #: Whether Kannel is measured too.
    with_kannel: bool = True


class Centre:
    """The centre's process."""

    def __init__(self) -> None:
        """Start it and wait until it listens."""
        self.port = free_port()
        arguments = [sys.executable, "-m", "fenghuo.bench.centre", str(self.port)]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._read() != "ready":
            raise BenchError("the message centre did not start")

    def figures(self) -> dict[str, Any]:
        """Return what it saw so far."""
        stdin = self.process.stdin
        if stdin is None:
            raise BenchError("the message centre has no pipes")
        stdin.write("\n")
        stdin.flush()
        found: dict[str, Any] = json.loads(self._read())
        return found

    def wait_for(self, submits: int) -> dict[str, Any]:
        """Return the figures once so many submits came.

        Raises:
            BenchError: If they do not come.
        """
        deadline = time.monotonic() + ROUND_SECONDS  # noqa: TID251
        while (found := self.figures())["submits"] < submits:
            if time.monotonic() > deadline:  # noqa: TID251
                raise BenchError(f"{found['submits']} of {submits} submits came in {ROUND_SECONDS:.0f} s")
            time.sleep(_LOOK_SECONDS)
        return found

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()

    def _read(self) -> str:
        return self.process.stdout.readline().strip() if self.process.stdout else ""


@contextmanager
def centre() -> Iterator[Centre]:
    """Run a message centre."""
    running = Centre()
    try:
        yield running
    finally:
        running.stop()


def run(options: SmsOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure both in ABBA order and return every round."""
    found: dict[str, list[dict[str, Any]]] = {"fenghuo": [], "kannel": []}
    with open_stage(stations=1) as stage:
        for number in range(options.rounds):
            order = ["fenghuo", "kannel"] if number % 2 == 0 else ["kannel", "fenghuo"]
            for name in order if options.with_kannel else ["fenghuo"]:
                say(f"round {number + 1}: {name}")
                found[name].append(_fenghuo(stage, options) if name == "fenghuo" else _kannel(stage, options))
    rates = {name: statistics.median(row["rate"] for row in rows) for name, rows in found.items() if rows}
    return {
        "bench": "sms",
        "messages": options.messages,
        "median_rate": rates,
        "median_cpu_per_10000": {
            name: statistics.median(row["cpu_per_10000"] for row in rows) for name, rows in found.items() if rows
        },
        "ratio": round(rates["fenghuo"] / rates["kannel"], 2) if "kannel" in rates else None,
        "lost": sum(options.messages - row["numbers"] for row in found["fenghuo"]),
        "rounds": found,
    }


def _fenghuo(stage: Stage, options: SmsOptions) -> dict[str, Any]:
    # Both stand ready before the first message leaves: what it takes to start is not what is measured.
    due = now() + timedelta(seconds=_START_SECONDS + options.messages * _QUEUE_SECONDS)
    queue(stage, options.messages, due=due)
    with centre() as running:
        stage.settings |= {
            "FENGHUO_SMS__HOST": "127.0.0.1",
            "FENGHUO_SMS__PORT": str(running.port),
            "FENGHUO_SMS__SYSTEM_ID": "bench",
            "FENGHUO_SMS__PASSWORD": "bench",
            "FENGHUO_SMS__WINDOW": str(options.window),
        }
        with fenghuo_process(stage, "dispatcher", client_id=f"bench-sms-{running.port}") as (process, _):
            pids = {"centre": running.process.pid, "dispatcher": process.pid}
            time.sleep(max(0.0, (due - now()).total_seconds()))
            before = stage.cpu(**pids)
            figures = running.wait_for(options.messages)
            _await_settled(stage)
            after = stage.cpu(**pids)
    return _row(figures, cpu=spent(before, after))


def _kannel(stage: Stage, options: SmsOptions) -> dict[str, Any]:
    folder = stage.folder / f"kannel-{free_port()}"
    with centre() as running, kannel(folder, centre=running.port, window=options.window) as (port, pids):
        arguments = [sys.executable, "-m", "fenghuo.bench.kannel", str(port), str(options.messages)]
        pids |= {"centre": running.process.pid}
        before = {name: tree(pid) for name, pid in pids.items()}
        sender = subprocess.Popen([*arguments, str(options.connections)], stdout=subprocess.PIPE, text=True)
        figures = running.wait_for(options.messages)
        after = {name: tree(pid) for name, pid in (pids | {"sender": sender.pid}).items()}
        taken = int(sender.communicate(timeout=ROUND_SECONDS)[0])
    return _row(figures, cpu=spent(before, after)) | {"taken": taken}


def _row(figures: dict[str, Any], *, cpu: dict[str, float]) -> dict[str, Any]:
    seconds = figures["last"] - figures["first"]
    own = sum(used for name, used in cpu.items() if name not in {"centre", "broker"})
    return {
        "rate": round(figures["submits"] / seconds, 1),
        "seconds": round(seconds, 3),
        "submits": figures["submits"],
        "numbers": figures["numbers"],
        "cpu": cpu,
        "cpu_per_10000": round(own / figures["submits"] * 10_000, 3),
    }


def _await_settled(stage: Stage) -> None:
    deadline = time.monotonic() + ROUND_SECONDS  # noqa: TID251
    while stage.store.deliveries(states={DeliveryState.QUEUED}, limit=1):
        if time.monotonic() > deadline:  # noqa: TID251
            raise BenchError("deliveries stay queued although the centre took them")
        time.sleep(_LOOK_SECONDS)


def queue(stage: Stage, count: int, *, due: datetime) -> None:
    """Queue messages of a red warning, each to another number, that leave from an instant on."""
    at = now()
    warning = _warning()
    with stage.store.begin() as tx:
        tx.save_warnings([warning])
    for start in range(0, count, _BATCH):
        with stage.store.begin() as tx:
            tx.save_deliveries(
                [
                    Delivery(
                        id=DeliveryId(new_id(at)),
                        warning=warning.id,
                        recipient=f"c-{number}",
                        recipient_name="",
                        channel="sms",
                        address=f"+86138{number:08d}",
                        state=DeliveryState.QUEUED,
                        idempotency_key=f"{warning.identifier}:c-{number}:sms",
                        created=at,
                        changed=at,
                        due=due,
                        level=warning.level,
                        division=warning.division,
                    )
                    for number in range(start, min(count, start + _BATCH))
                ]
            )


def _warning() -> cap.Warning:
    at = now()
    id_ = new_id(at)
    words = TEXT.removeprefix("【烽火】")
    text = cap.Text(language="zh-CN", event="洪水", headline="", description=words, instruction="")
    return cap.Warning(
        id=cap.WarningId(id_),
        identifier=f"FH-BENCH-{id_[-12:]}",
        sender="bench",
        sender_name="bench",
        status=cap.CapStatus.TEST,
        message_type=cap.MessageType.ALERT,
        stage=cap.Stage.ISSUED,
        incident=None,
        hazard="11A01",
        level=Level.RED,
        division="411528000000",
        texts=(text,),
        area=cap.Area(description="bench", geocodes=("411528000000",)),
        created=at,
        effective=at,
        expires=at.replace(year=at.year + 1),
        sent=at,
    )
