"""``fenghuo demo``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fenghuo.demo import Ready


def default_data_dir() -> Path:
    """Return the folder of the demo: ``$XDG_DATA_HOME/fenghuo``, by default ``~/.local/share/fenghuo``."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "fenghuo" / "demo"


def demo(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on, for HTTP and MQTT.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="HTTP port: console, API, feed.")] = 8600,
    mqtt_port: Annotated[int, typer.Option(help="MQTT port for devices.")] = 1883,
    data_dir: Annotated[Path | None, typer.Option(help="Where database, broker and secrets live.")] = None,
    simulator: Annotated[bool, typer.Option(help="Run the simulated city.")] = True,
    scenario: Annotated[str, typer.Option(help="What happens: calm, storm, lost-gauge.")] = "storm",
    speed: Annotated[float, typer.Option(help="Simulated seconds per second.", min=0.1)] = 600.0,
    stations: Annotated[int, typer.Option(help="So many invented stations instead of the demo city's.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line on stdout when ready.")] = False,
) -> None:
    """Run everything here: broker, database, simulator, API and console. Ctrl-C stops it all."""
    from fenghuo import logs
    from fenghuo.demo import DemoOptions, run_demo

    logs.configure(as_json=as_json, is_quiet=not as_json)
    options = DemoOptions(
        host=host,
        port=port,
        mqtt_port=mqtt_port,
        data_dir=(data_dir or default_data_dir()).expanduser().resolve(),
        has_simulator=simulator,
        scenario=scenario,
        speed=speed,
        stations=stations,
    )
    if not as_json:
        sys.stderr.write(f"fenghuo: starting broker and database in {options.data_dir} …\n")
    run_demo(options, on_ready=_print_line if as_json else _print_card)


def _print_line(ready: Ready) -> None:
    print(json.dumps(ready.line(), ensure_ascii=False), flush=True)


def _print_card(ready: Ready) -> None:
    first = " (made just now; keep it)" if ready.is_first_run else ""
    city = "A simulated city publishes demo data; " if ready.has_simulator else ""
    print(
        f"""
  烽火 FENGHUO is ready                       store: {ready.edition}

  Console   {ready.url}
  Login     admin / {ready.admin_password}{first}
  API       {ready.url}/docs
  MQTT      {ready.mqtt}   device / {ready.device_password}

  {city}nothing is sent to anybody. Ctrl-C stops everything.
""",
        flush=True,
    )
