"""``fenghuo drill``: rehearse a disaster on the same software, in a world of its own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from fenghuo.drill.devices import DrillBroker
    from fenghuo.drill.play import Played
    from fenghuo.drill.serve import DrillReady
    from simulators.drill import Drill

group = typer.Typer(
    help="Rehearse a disaster on the same software, in a world of its own.", no_args_is_help=True, rich_markup_mode=None
)


@group.command("list")
def list_drills(*, as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """List the drills that ship."""
    from sensing.duration import format_duration
    from simulators.drill import drill_names, shipped_drill

    for name in drill_names():
        drill = shipped_drill(name)
        length = format_duration(drill.length)
        if as_json:
            title = {"zh": drill.title_zh, "en": drill.title_en}
            print(json.dumps({"id": drill.id, "title": title, "length": length}, ensure_ascii=False))
        else:
            print(f"{drill.id:<24} {length:>6}  {drill.title_zh} / {drill.title_en}")


@group.command("check")
def check(file: Annotated[Path, typer.Argument(help="Document of kind Drill.")]) -> None:
    """Read a drill's document; say what is wrong, with file and line."""
    from simulators.drill import read_drill_file

    drill = read_drill_file(file)
    print(
        f"{drill.id}: {len(drill.injects)} injects, {len(drill.faults)} faults, {len(drill.expect)} expected, "
        f"{len(drill.never)} never"
    )


@group.command("run")
def run(
    *,
    name: Annotated[str, typer.Argument(help="Name of a shipped drill, or a file.")],
    seed: Annotated[int | None, typer.Option(min=0, help="Same seed, same journal; left out: the document's.")] = None,
    record: Annotated[Path | None, typer.Option(help="Folder for the journal, from which the report is made.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say what was run as JSON.")] = False,
    database: Annotated[str, typer.Option(help="Empty database of the drill's own; left out: in memory.")] = "",
    attended: Annotated[bool, typer.Option(help="For people: console and API on a port, until Ctrl-C.")] = False,
    speed: Annotated[
        float | None,
        typer.Option(
            min=0.1, max=3600, help="Drill seconds per second; left out: the document's, unattended as fast as it goes."
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="Attended: address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Attended: port of console and API.")] = 8610,
    live_url: Annotated[str, typer.Option(help="Attended: live installation whose real warnings interrupt it.")] = "",
    live_key_file: Annotated[Path | None, typer.Option(help="File with an API key of a viewer there.")] = None,
    participants: Annotated[str, typer.Option(help="people, scripted or none; left out: the document's.")] = "",
    mqtt: Annotated[
        str, typer.Option(help="Attended: broker of the participants' own devices, mqtt://USER@HOST:PORT.")
    ] = "",
    mqtt_password_file: Annotated[Path | None, typer.Option(help="File with the password of that user.")] = None,
    console: Annotated[str, typer.Option(help="Attended: folder of the built console.")] = "",
    tethered: Annotated[bool, typer.Option(help="Attended: obey standard input, and end when it does.")] = False,
) -> None:
    """Play a drill: to its end, as fast as it goes, or for people at a console."""
    from fenghuo import logs
    from fenghuo.drill.play import play
    from fenghuo.drill.record import write_record

    drill = _with_participants(_drill(name), participants)
    logs.configure(as_json=False)
    _say_ignored()
    if attended:
        from fenghuo.drill.serve import AttendedOptions, serve_drill

        options = AttendedOptions(
            host=host,
            port=port,
            speed=speed or drill.speed,
            seed=drill.seed if seed is None else seed,
            database=database,
            live_url=live_url,
            live_key=_key(live_key_file) if live_url else "",
            tether=sys.stdin if tethered else None,
            console=console,
            broker=_broker(mqtt, mqtt_password_file) if mqtt else None,
        )
        played = serve_drill(
            drill,
            options,
            on_ready=lambda ready: _say_ready(ready, as_json=as_json),
            on_over=lambda so_far: None if record is None else write_record(record, so_far.lines, so_far.run),
        )
    else:
        played = play(drill, seed=seed, database=database, speed=speed, on_progress=_progress())
    if record is not None:
        write_record(record, played.lines, played.run)
    _say(played, record=record, as_json=as_json)


def _with_participants(drill: Drill, mode: str) -> Drill:
    from dataclasses import replace

    from simulators.participants.document import Mode

    if not mode:
        return drill
    if mode not in list(Mode):
        raise typer.BadParameter(f"--participants: expected people, scripted or none, got {mode!r}")
    return replace(drill, participants=replace(drill.participants, mode=Mode(mode)))


def _key(file: Path | None) -> str:
    if file is None:
        raise typer.BadParameter("--live-url needs --live-key-file, a file with an API key of a viewer there")
    return file.read_text("utf-8").strip()


def _say_ignored() -> None:
    """Say on stderr which settings stand here for nothing; never what they hold."""
    from fenghuo.drill.settings import ignored

    if names := ignored(os.environ):
        print(f"a drill reads no settings of the live installation; ignored: {', '.join(names)}", file=sys.stderr)


def _broker(url: str, file: Path | None) -> DrillBroker:
    from fenghuo.drill.devices import broker_at

    if file is None:
        raise typer.BadParameter("--mqtt needs --mqtt-password-file, a file with the password of its user")
    return broker_at(url, password=file.read_text("utf-8").strip())


def _say_ready(ready: DrillReady, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(ready.line()), flush=True)
        return
    print(f"drill console {ready.url}")
    for name, password in ready.accounts.items():
        print(f"  {name:<20} {password}", flush=True)


def _drill(name: str) -> Drill:
    from simulators.drill import read_drill_file, shipped_drill

    return read_drill_file(Path(name)) if name.endswith((".yaml", ".yml")) else shipped_drill(name)


def _progress() -> Callable[[float], None]:
    """Return what shows the progress on a terminal, a line that is drawn over; elsewhere nothing."""
    if not sys.stderr.isatty():
        return lambda _: None
    last = -1

    def draw(part: float) -> None:
        nonlocal last
        percent = int(part * 100)
        if percent != last:
            last = percent
            sys.stderr.write("\r" + f"{percent:>3} %" + ("\n" if percent >= 100 else ""))  # noqa: PLR2004  a whole
            sys.stderr.flush()

    return draw


def _say(played: Played, *, record: Path | None, as_json: bool) -> None:
    from dataclasses import asdict

    run = played.run
    if as_json:
        print(json.dumps(asdict(run), ensure_ascii=False))
        return
    print(
        f"{run.drill} (seed {run.seed}): {run.simulated_s / 3600:g} h in {run.wall_s:.1f} s ({run.speed:,.0f}×), "
        f"{run.rows} journal rows, digest {run.digest[:16]}"
    )
    if record is not None:
        print(f"record in {record}")
