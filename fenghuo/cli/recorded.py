"""``fenghuo simulate`` and ``fenghuo replay``: what publishes to a broker like a device."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simulators.replay import Tally

Host = Annotated[str, typer.Option(help="Host of the broker.")]
Port = Annotated[int, typer.Option(help="MQTT port of the broker.")]
User = Annotated[str, typer.Option(help="Login at the broker.")]
Password = Annotated[str, typer.Option(envvar="FENGHUO_DEVICE_PASSWORD", help="Password of the login.")]


def simulate(
    *,
    host: Host = "127.0.0.1",
    mqtt_port: Port = 1883,
    user: User = "device",
    password: Password,
    scenario: Annotated[str, typer.Option(help="calm, storm or lost-gauge.")] = "storm",
    speed: Annotated[float, typer.Option(help="Simulated seconds per second.", min=0.1)] = 600.0,
    seed: Annotated[int, typer.Option(help="Same seed, same storm.")] = 1,
) -> None:
    """Let the demo city report to a broker until Ctrl-C."""
    from fenghuo import logs
    from simulators.city import demo_city
    from simulators.run import Simulator

    logs.configure(as_json=False)
    simulator = Simulator(
        city=demo_city(),
        scenario=scenario,
        host=host,
        port=mqtt_port,
        user=user,
        password=password,
        speed=speed,
        seed=seed,
    )
    simulator.start()
    try:
        simulator.join()
    except KeyboardInterrupt:
        sys.stderr.write("stopping\n")
    finally:
        simulator.stop()


def replay(
    file: Annotated[Path, typer.Argument(help="Recording: .csv or .csv.gz.")],
    *,
    mapping: Annotated[Path, typer.Option("--map", help="What its columns mean, YAML.")],
    speed: Annotated[float, typer.Option(help="Recorded seconds per second; 0: as fast as it goes.", min=0)] = 0,
    host: Host = "127.0.0.1",
    mqtt_port: Port = 1883,
    user: User = "device",
    password: Password,
) -> None:
    """Publish recorded data as a device would; missing values stay missing."""
    from simulators.playback import load_map, play
    from simulators.publisher import Publisher

    replay_map = load_map(mapping)
    publisher = Publisher(host=host, port=mqtt_port, user=user, password=password)
    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    publisher.start()
    try:
        tally = play(file, replay_map, outlet=publisher, speed=speed, stop=stop, on_progress=_Progress())
        is_drained = publisher.drain(timeout=60)
    finally:
        publisher.stop()
    sys.stderr.write("\n")
    print(
        f"{tally.rows} rows, {tally.readings} readings in {tally.messages} messages, {tally.flagged} flagged, "
        f"{tally.missing} missing, {tally.unreadable} unreadable"
    )
    if tally.first_unreadable:
        sys.stderr.write(f"first unreadable: {tally.first_unreadable}\n")
    if tally.unexplained:
        sys.stderr.write(f"qualifiers without explanation, sent as doubtful: {sorted(tally.unexplained)}\n")
    if not is_drained:
        sys.stderr.write("the broker has not acknowledged everything\n")
        raise typer.Exit(1)


class _Progress:
    """Writes a line of progress now and then."""

    def __init__(self) -> None:
        self._next = 0

    def __call__(self, tally: Tally) -> None:
        if tally.rows >= self._next:
            self._next = tally.rows + 5000
            sys.stderr.write(f"\r{tally.rows} rows, {tally.readings} readings")
            sys.stderr.flush()
