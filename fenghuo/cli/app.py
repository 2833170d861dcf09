"""All commands by name."""

from __future__ import annotations

import typer

from fenghuo.cli import (
    audit,
    backtest,
    backup,
    bench,
    cap,
    checking,
    cluster,
    contacts,
    demo,
    devices,
    drill,
    edge,
    exchange,
    fit,
    gate,
    governing,
    openapi,
    people,
    places,
    recorded,
    report,
    roster,
    secrets,
    series,
    serving,
    why,
)

app = typer.Typer(
    name="fenghuo",
    help="烽火 Fenghuo: from a published reading to a warning that somebody answers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("serve")(serving.serve)
app.command("migrate")(serving.migrate)
app.command("doctor")(checking.doctor)
app.command("check")(checking.check)
app.command("simulate")(recorded.simulate)
app.command("backtest")(backtest.backtest)
app.command("why")(why.why)
app.command("replay")(recorded.replay)
app.command("report")(report.report)
app.command("gate")(gate.gate)
app.command("openapi")(openapi.openapi)
places.group.command("stations")(exchange.import_stations)
places.group.command("rules")(governing.import_rules)
app.add_typer(places.group, name="import")
for _name, _command in (
    ("divisions", places.export_divisions),
    ("fences", places.export_fences),
    ("rivers", places.export_rivers),
):
    exchange.export.command(_name)(_command)
exchange.export.command("observations")(series.export_observations)
app.add_typer(exchange.export, name="export")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("provision")(exchange.provision)
app.add_typer(fit.fit, name="fit")
app.add_typer(devices.device, name="device")
drill.group.command("report")(report.drill_report)
app.add_typer(drill.group, name="drill")
app.add_typer(edge.group, name="edge")
app.add_typer(people.user, name="user")
app.add_typer(people.apikey, name="apikey")
app.add_typer(roster.group, name="roster")
app.add_typer(cluster.group, name="cluster")
app.add_typer(audit.group, name="audit")
app.add_typer(secrets.group, name="secrets")
app.add_typer(contacts.group, name="contact")
app.add_typer(cap.cap, name="cap")
app.add_typer(bench.app, name="bench")
