"""``fenghuo edge``: a node that stands alone, its bundle, and facts carried by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

group = typer.Typer(
    help="A node that stands alone: its bundle, and what it exchanges.", no_args_is_help=True, rich_markup_mode=None
)
bundle = typer.Typer(help="What a node works by, as one signed file.", no_args_is_help=True, rich_markup_mode=None)
group.add_typer(bundle, name="bundle")

DataDir = Annotated[Path, typer.Option(help="Folder of the node.")]


@group.command("key")
def key(file: Annotated[Path, typer.Argument(help="New file; its public half goes beside it as .pub.")]) -> None:
    """Make a key that signs bundles or parcels."""
    from fenghuo.edge.seal import fingerprint, make_key

    print(f"{file}: key {fingerprint(make_key(file))}; {file.with_suffix('.pub')} is for whoever checks it")


@bundle.command("make")
def make(
    folder: Annotated[Path, typer.Argument(help="Folder of YAML documents, as for FENGHUO_PROVISION.")],
    *,
    out: Annotated[Path, typer.Option(help="File to write.")],
    node: Annotated[str, typer.Option(help="Name of the node that it is for.")],
    number: Annotated[int, typer.Option(min=0, max=65535, help="Number of the node in satellite messages.")],
    serial: Annotated[int, typer.Option(min=1, help="Higher than that of the bundle before.")],
    days: Annotated[int, typer.Option(min=1, help="Days after which it says that it is old.")] = 90,
    key_file: Annotated[Path, typer.Option("--key", help="Key of the node above.")],
) -> None:
    """Gather, check and sign what a node works by."""
    from fenghuo.clock import now
    from fenghuo.edge.bundle import Bundle, gathered, written
    from fenghuo.edge.seal import load_key

    made = now().replace(microsecond=0)
    files = gathered(folder)
    whole = Bundle(node=node, number=number, serial=serial, made=made, expires=made + timedelta(days=days), files=files)
    out.write_bytes(written(whole, load_key(key_file)))
    print(f"{out}: bundle {serial} for {node}, {len(files)} files, valid for {days} days")


@bundle.command("show")
def show(
    file: Annotated[Path, typer.Argument(help="The signed file.")],
    *,
    key_file: Annotated[Path, typer.Option("--key", help="Public key that must have signed it.")],
) -> None:
    """Check a bundle and say what is in it."""
    from fenghuo.clock import now
    from fenghuo.edge.bundle import read
    from fenghuo.edge.seal import load_public, read_sealed
    from sensing.instant import format_instant

    held = read(read_sealed(file), trusted=[load_public(key_file)], origin=str(file))
    print(f"bundle {held.serial} for {held.node} (number {held.number})")
    print(f"made {format_instant(held.made)}, expires {format_instant(held.expires)}")
    print(held.trouble(now()) or "valid")
    for name in sorted(held.files):
        print(f"  {name}")


@bundle.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="The signed file.")],
    *,
    data_dir: DataDir,
    key_file: Annotated[
        Path | None, typer.Option("--key", help="Public key of the node above; needed for the first bundle only.")
    ] = None,
) -> None:
    """Take a bundle in; a running node goes over to it within seconds."""
    from fenghuo.clock import now
    from fenghuo.edge.seal import read_sealed
    from fenghuo.edge.shelf import Shelf

    held = Shelf(data_dir / "edge").take(read_sealed(file), key_file=key_file, origin=str(file))
    print(f"bundle {held.serial} for {held.node}: {held.trouble(now()) or 'valid'}")


@group.command("export")
def export(
    out: Annotated[Path, typer.Argument(help="File to write.")],
    *,
    data_dir: DataDir,
    node: Annotated[str, typer.Option(help="Name of the node, where it has no bundle.")] = "",
    since: Annotated[
        Path | None, typer.Option(help="A parcel of the other node: only what it lacks goes into the file.")
    ] = None,
) -> None:
    """Write facts into a signed file, to be carried by hand."""
    from fenghuo.clock import now
    from fenghuo.edge.node import exported, name_of, own_key, trusted_keys
    from fenghuo.edge.parcel import read, written
    from fenghuo.edge.seal import read_sealed

    folder = data_dir / "edge"
    known = read(read_sealed(since), trusted=trusted_keys(folder), origin=str(since)).heads if since else {}
    parcel = exported(folder, name=name_of(folder, node), known=known, now=now())
    out.write_bytes(written(parcel, own_key(folder)))
    print(f"{out}: {len(parcel.facts)} facts of {parcel.node}")


@group.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Parcel of another node.")],
    *,
    data_dir: DataDir,
) -> None:
    """Check a parcel and hand it to the node; twice does no harm."""
    from fenghuo.edge.node import put_in_inbox
    from fenghuo.edge.seal import read_sealed

    parcel = put_in_inbox(data_dir / "edge", read_sealed(file), origin=str(file))
    print(f"{file}: {len(parcel.facts)} facts of {parcel.node}, taken in while the node runs")


@group.command("run")
def run(
    *,
    data_dir: DataDir,
    host: Annotated[str, typer.Option(help="Address to listen on, for HTTP and MQTT.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="HTTP port: console, API, feed.")] = 8600,
    mqtt_port: Annotated[int, typer.Option(help="MQTT port for devices.")] = 1883,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line on stdout when ready.")] = False,
) -> None:
    """Run a node here: broker, database and every role, by the bundle that was loaded. Ctrl-C stops it all."""
    from fenghuo import logs
    from fenghuo.edge.run import EdgeOptions, EdgeReady, run_edge

    logs.configure(as_json=as_json, is_quiet=False)

    def tell(ready: EdgeReady) -> None:
        line = f"node {ready.node} works by bundle {ready.serial}: {ready.url}, {ready.mqtt}"
        print(json.dumps(ready.line(), ensure_ascii=False) if as_json else line, flush=True)

    options = EdgeOptions(data_dir=data_dir.expanduser().resolve(), host=host, port=port, mqtt_port=mqtt_port)
    run_edge(options, on_ready=tell)


@group.command("nodes")
def nodes(*, data_dir: DataDir) -> None:
    """Say of every node that this one has heard: when last, power, battery, bundle, what waits there."""
    from fenghuo.edge.nodes import Nodes
    from sensing.instant import format_instant

    for node in Nodes(data_dir / "edge" / "nodes", patience=timedelta(minutes=5)).all():
        power = {True: "mains", False: "battery", None: "power unknown"}[node.has_mains]
        charge = "" if node.battery is None else f" {node.battery} %"
        old = ", expired" if node.is_expired else ""
        print(
            f"{node.node}: heard {format_instant(node.heard)} by {node.link}, {power}{charge}, "
            f"bundle {node.bundle}{old}, {node.waiting} facts wait there"
        )


@group.command("history")
def history(
    *,
    data_dir: DataDir,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a fact.")] = False,
) -> None:
    """Say what became of every fact: counted, or by which rule it did not."""
    from fenghuo.clock import now
    from fenghuo.edge.history import lines_of
    from fenghuo.edge.node import exported

    for line in lines_of(exported(data_dir / "edge", name="", known={}, now=now()).facts):
        print(json.dumps(line.told(), ensure_ascii=False) if as_json else line.text())
