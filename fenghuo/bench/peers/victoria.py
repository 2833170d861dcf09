"""vmalert with VictoriaMetrics as a peer: alerting rules with ``for``; clear level and clear time as expressions.

Both processes count. VictoriaMetrics is told to show readings at once (its default is after 30 s) and vmalert to write
the state of alerts back without delay, because the clear level is looked up there.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fenghuo.bench.peers.live import Form, alerts_of, firing, group_of, is_up, metric
from fenghuo.bench.programs import program
from fenghuo.bench.watching import cpu_seconds
from fenghuo.embedded.ports import LOOPBACK, free_port
from fenghuo.embedded.process import Child, Command, spawn, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fenghuo.bench.peers.live import Alert
    from fenghuo.bench.peers.world import World

#: Length of a sweep, s; an evaluation of all rules takes longer than one.
SWEEP_SECONDS = 2
_START_SECONDS = 30.0


class Vmalert:
    """A running VictoriaMetrics, and a vmalert for the form that is in use."""

    sweep_seconds = SWEEP_SECONDS

    def __init__(self, database: Child, *, folder: Path, address: str, notifier: str) -> None:
        self._database, self._folder, self._address, self._notifier = database, folder, address, notifier
        self._alert: Child | None = None
        self._own_address = ""

    def use(self, world: World, form: Form) -> None:
        """Write the rules and start vmalert on them, anew."""
        self.stop()
        written = self._folder / f"{form}.yml"
        written.write_text(
            group_of([rule(alert, form) for alert in alerts_of(world, form)], every=SWEEP_SECONDS), "utf-8"
        )
        self._own_address = f"{LOOPBACK}:{free_port()}"
        switches = {
            "rule": str(written),
            "datasource.url": f"http://{self._address}",
            "datasource.queryStep": f"{SWEEP_SECONDS}s",
            "remoteWrite.url": f"http://{self._address}",
            "remoteWrite.flushInterval": "200ms",
            "notifier.url": f"http://{self._notifier}",
            "httpListenAddr": self._own_address,
        }
        arguments = (program("vmalert"), *(f"-{name}={value}" for name, value in switches.items()))
        mark = f"-rule={written} "
        self._alert = spawn(Command(name="vmalert", arguments=arguments, folder=self._folder, mark=mark))
        address = self._own_address
        wait_for(lambda: is_up(address), child=self._alert, timeout_s=_START_SECONDS)

    def stop(self) -> None:
        """Stop vmalert."""
        if self._alert is not None:
            self._alert.stop()
            self._alert = None

    def cpu(self) -> float:
        """Return CPU-seconds of both so far."""
        return sum(cpu_seconds(child.pid) for child in (self._database, self._alert) if child is not None)

    def rounds(self) -> float:
        """Return evaluations of all rules so far."""
        return metric(self._own_address, "vmalert_iteration_total")

    def firing(self) -> int:
        """Return how many alerts fire."""
        return firing(self._own_address)


def rule(alert: Alert, form: Form) -> dict[str, Any]:
    """Return an alerting rule; one that fires goes on until no reading of the clear time is above the clear level."""
    expression = f"stage > {alert.threshold!r}"
    if form is Form.FULL:
        # Half a sweep more, so that it does not depend on the moment of the evaluation.
        span = f"{round((alert.clear_for + 0.5) * SWEEP_SECONDS * 1000)}ms"
        fires = f'ALERTS{{alertname="{alert.name}",alertstate="firing"}}'
        expression += f" or (max_over_time(stage[{span}]) > {alert.clear!r} and on (station) {fires})"
    return {"alert": alert.name, "expr": expression, "for": f"{alert.hold * SWEEP_SECONDS}s"}


def configuration(target: str) -> str:
    """Return what VictoriaMetrics scrapes."""
    return (
        f"global: {{scrape_interval: {SWEEP_SECONDS}s}}\n"
        "scrape_configs:\n"
        f"  - {{job_name: bench, static_configs: [{{targets: ['{target}']}}]}}\n"
    )


@contextmanager
def running(folder: Path, *, target: str) -> Iterator[Vmalert]:
    """Run VictoriaMetrics on the loopback address until the block ends; it scrapes ``target``, no rule is there yet."""
    folder.mkdir(parents=True)
    written = folder / "scrape.yml"
    written.write_text(configuration(target), "utf-8")
    address = f"{LOOPBACK}:{free_port()}"
    switches = {
        "promscrape.config": str(written),
        "storageDataPath": str(folder / "data"),
        "httpListenAddr": address,
        "search.latencyOffset": "1ms",
    }
    arguments = (program("victoria-metrics"), *(f"-{name}={value}" for name, value in switches.items()))
    mark = f"-promscrape.config={written} "
    child = spawn(Command(name="victoria-metrics", arguments=arguments, folder=folder, mark=mark))
    peer = Vmalert(child, folder=folder, address=address, notifier=target)
    try:
        wait_for(lambda: is_up(address), child=child, timeout_s=_START_SECONDS)
        yield peer
    finally:
        peer.stop()
        child.stop()
