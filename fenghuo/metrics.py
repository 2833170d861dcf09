"""Metrics of one process, in Prometheus form; docs/reference/metrics.md says what each is for."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

registry = CollectorRegistry(auto_describe=True)

messages = Counter("fenghuo_messages", "MQTT messages taken in", registry=registry)
readings = Counter("fenghuo_readings", "Readings decoded, duplicates included", registry=registry)
readings_stored = Counter("fenghuo_readings_stored", "Readings that were new to the store", registry=registry)
duplicates = Counter("fenghuo_readings_duplicate", "Readings repeated shortly after the first", registry=registry)
distrusted = Counter("fenghuo_readings_distrusted", "Readings flagged doubtful or unreliable", registry=registry)
reviewed = Counter("fenghuo_readings_reflagged", "Stored readings whose flags a review changed", registry=registry)
late = Counter("fenghuo_readings_late", "Late readings by what became of them", ["outcome"], registry=registry)
lateness = Gauge("fenghuo_lateness_reach_seconds", "How late a reading may be to be judged", registry=registry)
rejects = Counter("fenghuo_rejects", "Messages or parts put into quarantine", ["code"], registry=registry)
transitions = Counter("fenghuo_transitions", "Transitions of the rule engine", ["change"], registry=registry)
incidents = Counter("fenghuo_incident_changes", "Changed incidents", registry=registry)
tasks_late = Counter("fenghuo_tasks_late", "Response tasks whose time ran out", registry=registry)
store_errors = Counter("fenghuo_store_errors", "Failed attempts to write a flush", registry=registry)
waiting = Gauge("fenghuo_messages_waiting", "Messages taken in and not yet committed", registry=registry)
lane_messages = Counter("fenghuo_lane_messages", "Messages that went ahead by a lane", registry=registry)
messages_lost = Gauge("fenghuo_messages_lost", "Messages that never came, by the gaps in seq", registry=registry)
stations = Gauge("fenghuo_stations", "Registered stations by presence", ["presence"], registry=registry)
clock_offset = Gauge("fenghuo_clock_offset_max_seconds", "Largest offset of a device's clock", registry=registry)
part_ready = Gauge("fenghuo_part_ready", "Whether a part works, 1 or 0", ["part"], registry=registry)
pictures = Counter("fenghuo_pictures", "Pictures of events by what became of them", ["outcome"], registry=registry)
picture_bytes = Gauge("fenghuo_picture_bytes", "Bytes of the pictures that are kept", registry=registry)
rolled_hours = Counter("fenghuo_hours_rolled_up", "Hours of datastreams summed up, late ones again", registry=registry)
rollup_marks = Gauge("fenghuo_late_hours_waiting", "Marks of late hours that wait to be summed up", registry=registry)
packed = Counter("fenghuo_readings_packed", "Aged readings packed", registry=registry)
expired = Counter("fenghuo_readings_expired", "Readings dropped for their age", registry=registry)
flush_seconds = Histogram(
    "fenghuo_flush_seconds",
    "Seconds from taking a flush in hand to its commit",
    registry=registry,
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5),
)
replica_staleness = Gauge(
    "fenghuo_replica_staleness_seconds", "How old what the replica shows is; NaN while it is away", registry=registry
)
rules = Gauge("fenghuo_rules", "Rules in force in this process", registry=registry)
listener_connections = Gauge(
    "fenghuo_listener_connections", "Devices connected to a TCP listener", ["listener"], registry=registry
)
listener_messages = Gauge(
    "fenghuo_listener_messages", "Frames that a TCP listener took in since it started", ["listener"], registry=registry
)
listener_turned_away = Gauge(
    "fenghuo_listener_turned_away",
    "Frames and connections that a TCP listener turned away since it started",
    ["listener"],
    registry=registry,
)
dispatched = Counter("fenghuo_deliveries_dispatched", "Deliveries worked off by the dispatcher", registry=registry)
foreign_messages = Counter(
    "fenghuo_foreign_messages", "Messages found in feeds of other agencies", ["source", "outcome"], registry=registry
)
