"""Figures: reads the metrics of this process back for the console, which shows them to duty staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.figures import IntakeFigures, ListenerFigures
from fenghuo import metrics

if TYPE_CHECKING:
    from prometheus_client.metrics import MetricWrapperBase


def intake_figures(*, oldest: float | None) -> IntakeFigures:
    """Return what the metrics say of the intake.

    Args:
        oldest: How long the oldest message that is not stored has waited, s; None while none waits.
    """
    flushes = _total(metrics.flush_seconds, "_count")
    return IntakeFigures(
        messages=round(_total(metrics.messages)),
        readings=round(_total(metrics.readings)),
        stored=round(_total(metrics.readings_stored)),
        duplicates=round(_total(metrics.duplicates)),
        distrusted=round(_total(metrics.distrusted)),
        waiting=round(_total(metrics.waiting, "")),
        oldest_s=oldest,
        lost=round(_total(metrics.messages_lost, "")),
        store_errors=round(_total(metrics.store_errors)),
        flush_ms=_total(metrics.flush_seconds, "_sum") / flushes * 1000 if flushes else None,
        clock_offset_max_s=_total(metrics.clock_offset, ""),
        refused=_by_label(metrics.rejects),
        presence=_by_label(metrics.stations, ""),
        listeners=_listeners(),
    )


def _listeners() -> dict[str, ListenerFigures]:
    messages, turned_away = _by_label(metrics.listener_messages, ""), _by_label(metrics.listener_turned_away, "")
    return {
        name: ListenerFigures(
            connections=connections, messages=messages.get(name, 0), turned_away=turned_away.get(name, 0)
        )
        for name, connections in _by_label(metrics.listener_connections, "").items()
    }


def _total(metric: MetricWrapperBase, ending: str = "_total") -> float:
    samples = (sample for family in metric.collect() for sample in family.samples)
    return sum(sample.value for sample in samples if sample.name == metric._name + ending)  # noqa: SLF001


def _by_label(metric: MetricWrapperBase, ending: str = "_total") -> dict[str, int]:
    """Return the samples of a metric with one label, by its value."""
    samples = (sample for family in metric.collect() for sample in family.samples)
    return {
        next(iter(sample.labels.values())): round(sample.value)
        for sample in samples
        if sample.name == metric._name + ending  # noqa: SLF001
    }
