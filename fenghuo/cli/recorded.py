"""``fenghuo simulate`` and ``fenghuo replay``: what publishes to a broker like a device."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.station import Station
    from simulators.replay import Tally

#: Messages after which the line of progress is written anew.
_LINE_EVERY = 1000

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
    stations: Annotated[int, typer.Option(help="So many invented stations instead of the demo city's.", min=0)] = 0,
    faults: Annotated[Path | None, typer.Option(help="What goes wrong, YAML of kind Faults.")] = None,
    speech: Annotated[str, typer.Option(help="Who speaks what, such as json=0.6,hj212=0.2,sl651=0.2.")] = "json=1",
    hj212: Annotated[str, typer.Option(help="HOST:PORT of the HJ 212 listener; its frames go there over TCP.")] = "",
    sl651: Annotated[str, typer.Option(help="HOST:PORT of the SL 651 listener; its frames go there over TCP.")] = "",
    documents: Annotated[Path | None, typer.Option(help="Write the stations as documents, to be registered.")] = None,
) -> None:
    """Let the demo city report to a broker until Ctrl-C."""
    from fenghuo import logs
    from simulators.city import demo_city
    from simulators.crowd import crowd
    from simulators.dialling import parse_listener
    from simulators.faults.document import load_faults
    from simulators.run import Simulator
    from simulators.speech.mix import parse_mix

    logs.configure(as_json=False)
    city = crowd(stations, seed=seed) if stations else demo_city()
    wrong = load_faults(faults, stations=city.stations, seed=seed) if faults else ()
    mix = parse_mix(speech)
    if documents:
        _write_stations(documents, city.stations)
    simulator = Simulator(
        city=city,
        scenario=scenario,
        host=host,
        port=mqtt_port,
        user=user,
        password=password,
        speed=speed,
        seed=seed,
        faults=wrong,
        speech=mix,
        listeners={
            name: parse_listener(text, option=f"--{name}")
            for name, text in (("hj212", hj212), ("sl651", sl651))
            if text
        },
        on_progress=_Round(),
    )
    # A service manager ends it as Ctrl-C does, and every station says goodbye.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
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
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
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


def _write_stations(path: Path, stations: Sequence[Station]) -> None:
    """Write stations as documents, for ``fenghuo import stations`` or ``fenghuo provision``."""
    from sensing.document import write_document
    from sensing.station_document import station_document
    from simulators.speech.sl651 import addressed

    texts = (write_document(station_document(addressed(station))) for station in stations)
    path.write_text("---\n".join(texts), "utf-8")


class _Round:
    """Rewrites a line of progress now and then."""

    def __init__(self) -> None:
        self._next_h = 0.0
        self._sent = 0

    def __call__(self, at_h: float, sent: int, dropped: int) -> None:
        if sent >= self._sent + _LINE_EVERY or at_h >= self._next_h:
            self._sent, self._next_h = sent, at_h + 1.0
            sys.stderr.write(f"\r{at_h:.1f} simulated h, {sent} messages sent, {dropped} dropped")
            sys.stderr.flush()


class _Progress:
    """Writes a line of progress now and then."""

    def __init__(self) -> None:
        self._next = 0

    def __call__(self, tally: Tally) -> None:
        if tally.rows >= self._next:
            self._next = tally.rows + 5000
            sys.stderr.write(f"\r{tally.rows} rows, {tally.readings} readings")
            sys.stderr.flush()
