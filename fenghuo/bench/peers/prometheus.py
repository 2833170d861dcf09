"""Prometheus as a peer: alerting rules with ``for`` and ``keep_firing_for``, the clear level by way of ``ALERTS``."""

from __future__ import annotations

import urllib.request
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

#: Length of a sweep, s.
SWEEP_SECONDS = 1
_START_SECONDS = 30.0


class Prometheus:
    """A running Prometheus."""

    sweep_seconds = SWEEP_SECONDS

    def __init__(self, child: Child, *, folder: Path, address: str) -> None:
        self._child, self._folder, self._address = child, folder, address
        self._rules = 1

    def use(self, world: World, form: Form) -> None:
        """Write the rules and reload."""
        alerts = alerts_of(world, form)
        self._rules = len(alerts)
        (self._folder / "rules.yml").write_text(
            group_of([rule(alert, form) for alert in alerts], every=SWEEP_SECONDS), "utf-8"
        )
        request = urllib.request.Request(f"http://{self._address}/-/reload", method="POST")
        urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - our own process

    def cpu(self) -> float:
        """Return CPU-seconds so far."""
        return cpu_seconds(self._child.pid)

    def rounds(self) -> float:
        """Return evaluations of all rules so far."""
        return metric(self._address, "prometheus_rule_evaluations_total") / self._rules

    def firing(self) -> int:
        """Return how many alerts fire."""
        return firing(self._address)


def rule(alert: Alert, form: Form) -> dict[str, Any]:
    """Return an alerting rule; a level that fires goes on while a reading is above its clear level."""
    expression = f"stage > {alert.threshold!r}"
    if form is Form.FULL:
        fires = f'ALERTS{{alertname="{alert.name}",alertstate="firing"}}'
        expression += f" or (stage > {alert.clear!r} and on (station) {fires})"
    return {
        "alert": alert.name,
        "expr": expression,
        "for": f"{alert.hold * SWEEP_SECONDS}s",
        "keep_firing_for": f"{alert.clear_for * SWEEP_SECONDS}s",
    }


def configuration(target: str) -> str:
    """Return the configuration of a Prometheus that scrapes one page."""
    return (
        f"global: {{scrape_interval: {SWEEP_SECONDS}s, evaluation_interval: {SWEEP_SECONDS}s}}\n"
        "rule_files: [rules.yml]\n"
        "scrape_configs:\n"
        f"  - {{job_name: bench, static_configs: [{{targets: ['{target}']}}]}}\n"
    )


@contextmanager
def running(folder: Path, *, target: str) -> Iterator[Prometheus]:
    """Run Prometheus on the loopback address until the block ends; it scrapes ``target`` and has no rules yet."""
    folder.mkdir(parents=True)
    written = folder / "prometheus.yml"
    written.write_text(configuration(target), "utf-8")
    (folder / "rules.yml").write_text(group_of([], every=SWEEP_SECONDS), "utf-8")
    address = f"{LOOPBACK}:{free_port()}"
    switches = ("--storage.tsdb.path", str(folder / "data"), "--web.listen-address", address, "--web.enable-lifecycle")
    arguments = (program("prometheus"), "--config.file", str(written), *switches)
    mark = f"--config.file {written} "
    child = spawn(Command(name="prometheus", arguments=arguments, folder=folder, mark=mark))
    try:
        wait_for(lambda: is_up(address), child=child, timeout_s=_START_SECONDS)
        yield Prometheus(child, folder=folder, address=address)
    finally:
        child.stop()
