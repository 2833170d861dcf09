"""``fenghuo cluster``: who holds what, which rules no worker judges, and a cluster to try."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fenghuo.cluster.demo import ClusterReady

group = typer.Typer(help="Several processes on one readings stream.", no_args_is_help=True)


@group.command("who")
def who(*, as_json: Annotated[bool, typer.Option("--json", help="One JSON line.")] = False) -> None:
    """Say which process holds what, and what waits on the stream; fails where nobody holds something."""
    from fenghuo import logs
    from fenghuo.cluster.picture import members, waiting_by_subject
    from fenghuo.settings import load

    logs.configure(as_json=as_json, is_quiet=True)
    settings = load()
    found, waiting = members(settings), waiting_by_subject(settings)
    if as_json:
        told = [
            {"group": each.group, "name": each.name, "alive": each.is_alive, "holds": list(each.resources)}
            for each in found
        ]
        print(json.dumps({"members": told, "waiting": dict(waiting)}, ensure_ascii=False))
    else:
        for each in found:
            state = "" if each.is_alive else "  (silent)" if each.name else "  (nobody)"
            print(f"{each.group:8} {each.name or '-':24} {', '.join(each.resources) or '-'}{state}")
        print(f"waiting: {sum(waiting.values())} messages")
    if any(each.resources and not each.is_alive for each in found):
        raise typer.Exit(1)


@group.command("rules")
def rules() -> None:
    """Say which stored rules need stations of several partitions; fails where one is judged by no worker."""
    from fenghuo import logs
    from fenghuo.cluster.joining import layout_of
    from fenghuo.cluster.sharing import Sharing
    from fenghuo.database import open_store
    from fenghuo.settings import load
    from geo.river_network import RiverNetwork
    from rules.sources import Sources
    from sensing.station import Registry

    logs.configure(as_json=False, is_quiet=True)
    settings = load()
    store = open_store(settings)
    try:
        registry = Registry(store.stations())
        sources = Sources(
            registry=registry,
            fences={str(fence.id): fence for fence in store.fences()},
            size=max(registry.channels, default=-1) + 1,
            network=RiverNetwork(store.rivers(), stations=registry.stations.values()),
        )
        shared = Sharing(layout=layout_of(settings), sources=sources, rules=store.rules())
    finally:
        store.close()
    for each in shared.spanning.values():
        partitions = ", ".join(map(str, each.partitions))
        effect = (
            "judged with what each partition sees"
            if each.why.is_judged
            else "judged by one worker for all, by what the partitions told"
            if each.why.is_apart
            else "judged by no worker"
        )
        print(f"{each.rule}: {effect} ({each.why}, partitions {partitions})")
        print(f"  one basin would bring together: {', '.join(each.groups)}")
    print(f"{len(shared.rules)} rules, {len(shared.city_wide)} judged by no worker")
    if shared.city_wide:
        raise typer.Exit(1)


@group.command("demo")
def demo(
    *,
    data_dir: Annotated[Path | None, typer.Option(help="Where nodes, database, logs and secrets live.")] = None,
    port: Annotated[int, typer.Option(help="Lowest HTTP port; the others follow.")] = 8600,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line on stdout when ready.")] = False,
) -> None:
    """Run a cluster here: three NATS nodes, a database, two of each role. Ctrl-C stops it all."""
    import signal

    from fenghuo import logs
    from fenghuo.cli.demo import default_data_dir
    from fenghuo.cluster.demo import run_cluster

    logs.configure(as_json=as_json, is_quiet=not as_json)
    folder = (data_dir or default_data_dir().with_name("cluster")).expanduser().resolve()
    if not as_json:
        sys.stderr.write(f"fenghuo: starting a cluster in {folder}; this takes a minute …\n")
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    ready = _print_line if as_json else _print_card
    run_cluster(folder, first_port=port, on_ready=ready, wait=lambda: _wait(ending))


def _wait(ending: threading.Event) -> None:
    while not ending.wait(1):
        pass


def _print_line(ready: ClusterReady) -> None:
    print(json.dumps(ready.line(), ensure_ascii=False), flush=True)


def _print_card(ready: ClusterReady) -> None:
    print(f"console   {ready.urls['api-1']}  (admin / {ready.admin_password})")
    for name, (pid, mqtt) in ready.nodes.items():
        print(f"node      {name:14} process {pid:<8} {mqtt}")
    for name, pid in ready.pids.items():
        print(f"process   {name:14} process {pid:<8} {ready.urls[name]}")
    print("\nKill any of them; `fenghuo cluster who` says who took over, with these settings:")
    for name, value in ready.line()["settings"].items():
        print(f"  export {name}='{value}'")
