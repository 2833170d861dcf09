"""Metrics of one process, in Prometheus form; docs/reference/metrics.md says what each is for."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

registry = CollectorRegistry(auto_describe=True)

messages = Counter("fenghuo_messages", "MQTT messages taken in", registry=registry)
readings = Counter("fenghuo_readings", "Readings decoded, duplicates included", registry=registry)
readings_stored = Counter("fenghuo_readings_stored", "Readings that were new to the store", registry=registry)
rejects = Counter("fenghuo_rejects", "Messages or parts put into quarantine", ["code"], registry=registry)
transitions = Counter("fenghuo_transitions", "Transitions of the rule engine", ["change"], registry=registry)
incidents = Counter("fenghuo_incident_changes", "Changed incidents", registry=registry)
store_errors = Counter("fenghuo_store_errors", "Failed attempts to write a flush", registry=registry)
waiting = Gauge("fenghuo_messages_waiting", "Messages taken in and not yet committed", registry=registry)
flush_seconds = Histogram(
    "fenghuo_flush_seconds",
    "Seconds from taking a flush in hand to its commit",
    registry=registry,
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5),
)
rules = Gauge("fenghuo_rules", "Rules in force in this process", registry=registry)
dispatched = Counter("fenghuo_deliveries_dispatched", "Deliveries worked off by the dispatcher", registry=registry)
