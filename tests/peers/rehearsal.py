"""A process in which a live installation's ways out stand open while drills are played, for the test of leaks.

``python -m tests.peers.rehearsal`` opens every channel that its environment sets up, as the dispatcher does. What it is
told on standard input, a line each, leads to one line of JSON each:

* ``settle``: waits until every session stands; what is wrong with each;
* ``drill NAME FOLDER``: plays a shipped drill to its end and records it; how much it sent, and what was handed over;
* ``mix``: hands messages of the drills to every live channel, and a live one to every channel of a drill;
* ``live``: sends something real by every live channel.

An audit hook counts whatever could leave the process, from its first line on. What cannot be seen by it (libpq) has to
be seen at the other end.
"""

from __future__ import annotations

import sys

#: Ways out of a process: every socket that is connected or sent to by name, and every other process.
WAYS = frozenset(
    {
        "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
        "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn",
    }
)  # fmt: skip
LEFT: list[str] = []


def _count(event: str, arguments: tuple[object, ...]) -> None:
    if event in WAYS:
        LEFT.append(f"{event}{arguments[1:] if event.startswith('socket.') else arguments}")


sys.addaudithook(_count)

import argparse  # noqa: E402  the hook comes first
import json  # noqa: E402
import time  # noqa: E402
from collections import Counter  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING, Any  # noqa: E402

from alerts.outgoing import Outgoing  # noqa: E402
from alerts.warning import CapStatus  # noqa: E402
from fenghuo import logs  # noqa: E402
from fenghuo.channels import open_channels  # noqa: E402
from fenghuo.drill.play import play  # noqa: E402
from fenghuo.drill.record import write_record  # noqa: E402
from fenghuo.drill.room import CHANNELS  # noqa: E402
from fenghuo.runtime import Runtime, Site  # noqa: E402
from fenghuo.settings import load  # noqa: E402
from simulators.drill import shipped_drill  # noqa: E402
from store.memory import MemoryStore  # noqa: E402
from tests.builders import a_delivery, a_warning  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alerts.channels.drill import DrillChannel
    from alerts.outgoing import Channel

#: An address that each live channel understands.
ADDRESSES = {"email": "head@village.example", "mqtt": "411528000000/XY-S01", "screens": "screens"}
#: Messages of drills that are handed to live channels.
KEPT: list[Outgoing[Any]] = []
_PATIENCE_S = 20.0
#: The last drill's channels.
PLAYED: dict[str, DrillChannel] = {}


def drill(name: str, folder: Path) -> dict[str, Any]:
    """Play a drill to its end, and record it."""
    channels: dict[str, DrillChannel] = {}
    played = play(shipped_drill(name), on_open=lambda parts: channels.update(parts.room.channels))
    write_record(folder, played.lines, played.run)
    sent = [message for channel in channels.values() for message in channel.sent]
    KEPT.extend({message.delivery.channel: message for message in sent}.values())
    PLAYED.update(channels)
    return {
        "sent": Counter(message.delivery.channel for message in sent),
        "statuses": sorted({message.status.value for message in sent}),
    }


def live(name: str, **facts: Any) -> Outgoing:
    """Return something real for a channel."""
    address = facts.pop("address", ADDRESSES.get(name, name))
    warning = a_warning(status=CapStatus.ACTUAL)
    delivery = a_delivery(warning, channel=name, address=address, **facts)
    return Outgoing(delivery=delivery, warning=warning, status=CapStatus.ACTUAL, now=datetime.now(UTC))


def settle(channels: Mapping[str, Channel]) -> dict[str, str]:
    """Wait until the sessions stand; return what is wrong with each."""
    end = time.monotonic() + _PATIENCE_S
    named = ("mqtt", "sms")
    while any(channels[name].check() for name in named) and time.monotonic() < end:
        time.sleep(0.05)
    return {name: channels[name].check() for name in named}


def mix(channels: Mapping[str, Channel]) -> dict[str, Any]:
    """Hand over what belongs to the other world, both ways."""
    results = [outcome.result for channel in channels.values() for outcome in channel.send(KEPT)]
    back = [PLAYED[name].send([live(name)])[0].result for name in CHANNELS]
    return {
        "handed": len(results),
        "live": sorted({each.value for each in results}),
        "drill": sorted({each.value for each in back}),
    }


def say(told: dict[str, Any]) -> None:
    """Write a line."""
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()


def main() -> None:
    """Open, and do as told."""
    logs.configure(as_json=False)
    parser = argparse.ArgumentParser()
    parser.add_argument("--hook", default="")
    options = parser.parse_args()
    ADDRESSES["webhook"] = options.hook
    ADDRESSES["sms"] = "+8613800000001"
    store = MemoryStore()
    runtime = Runtime(settings=load(), site=Site(map_layers=dict), store=store)  # type: ignore[arg-type]
    runtime.screens = lambda: 1
    with runtime.stack:
        channels = open_channels(runtime, wake=lambda _: lambda: None)
        say({"opened": sorted(channels)})
        for line in sys.stdin:
            before = len(LEFT)
            match line.split():
                case ["settle"]:
                    told: dict[str, Any] = settle(channels)
                case ["drill", name, folder]:
                    told = drill(name, Path(folder))
                case ["mix"]:
                    told = mix(channels)
                case _:
                    told = {name: channel.send([live(name)])[0].result for name, channel in channels.items()}
            say({"told": told, "left": LEFT[before:], "head": store.journal_head()})


if __name__ == "__main__":
    main()
