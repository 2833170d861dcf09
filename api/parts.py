"""Parts: everything the API is given; it constructs nothing that lives longer than a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alerts.call_desk import CallDesk
from api.basemap import Basemap
from api.caller import Doors
from rules.signing import SigningPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from prometheus_client import CollectorRegistry

    from alerts.cn12379_mapping import Office
    from alerts.door import Door
    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from alerts.pushed import ReceiptReader
    from api.figures import IntakeFigures
    from api.oidc import Provider
    from api.ports import Adoption, Pictures, Store, Switchboard
    from api.ports.drills import DrillHost, Rehearsal
    from api.ports.nodes import NodeView
    from api.ports.series import SeriesReplica


def _no_nodes(_now: datetime) -> Sequence[NodeView]:
    return ()


def _no_checks() -> Mapping[str, bool | str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiParts:
    """What ``create_app`` is given."""

    store: Store
    #: Reads the clock; aware UTC.
    clock: Callable[[], datetime]
    #: Answers the map layers: ``divisions``, ``rivers`` (GeoJSON feature collections) and ``credit``.
    map_layers: Callable[[], dict[str, Any]]
    #: Who may release which warning.
    policy: Policy
    #: Under whose name warnings are made.
    issuer: Issuer
    #: What ``/metrics`` shows.
    metrics: CollectorRegistry
    #: With what roll calls call.
    call_desk: CallDesk = field(default_factory=CallDesk)
    #: Which changes of rules need a reason or a second signature.
    signing: SigningPolicy = field(default_factory=SigningPolicy)
    #: Name of the installation, shown on every screen.
    name: str = "烽火"
    version: str = "0"
    #: Whether the city is invented.
    is_demo: bool = False
    #: Where the public feeds are reached, without a slash at the end; empty: as the reader asked.
    public_url: str = ""
    #: Whether nothing unsigned may leave.
    must_sign: bool = False
    #: How we appear in the national release system; None where we do not.
    office: Office | None = None
    #: Which other agencies are believed; None: none.
    foreign: Door | None = None
    #: Answers long questions about series in place of the store; None: the store answers.
    replica: SeriesReplica | None = None
    #: Named checks of ``/readyz``: True is ready, False or a text (why not) is not.
    readiness: Callable[[], Mapping[str, bool | str]] = _no_checks
    #: Which nodes stand alone below this one, and how they stand at an instant.
    nodes: Callable[[datetime], Sequence[NodeView]] = _no_nodes
    #: What the intake of this process has done; None where no messages are read.
    intake: Callable[[], IntakeFigures] | None = None
    #: Takes in what publishes without being registered; None where no messages are read.
    adoption: Adoption | None = None
    #: Asks devices that are connected; None where this process listens to none.
    switchboard: Switchboard | None = None
    #: The drill that runs in this process; None where none does.
    drill: Rehearsal | None = None
    #: Starts drills in processes of their own; None: none is started from here.
    drill_host: DrillHost | None = None
    #: Vouches for people; None where they sign in with a password only.
    provider: Provider | None = None
    #: What is asked of those who sign in.
    doors: Doors = field(default_factory=Doors)
    #: Test recipient of each channel that may be tried.
    link_tests: Mapping[str, str] = field(default_factory=dict)
    #: How receipts that providers push are read, by provider.
    receipt_readers: Mapping[str, ReceiptReader] = field(default_factory=dict)
    #: How long a silence may last.
    longest_silence: timedelta = timedelta(hours=72)
    #: How long a session lasts.
    session_lifetime: timedelta = timedelta(hours=12)
    #: Pictures of events; None where none are kept.
    pictures: Pictures | None = None
    #: What lies under the map.
    basemap: Basemap = field(default_factory=Basemap)
    #: Folder of the built console; None when there is none.
    console: Path | None = None
    #: Whether ``/metrics`` answers any address without a login; loopback always may.
    is_metrics_public: bool = False
    #: Further origins whose pages may open the feed, e.g. ``https://duty.example``; the own one always may.
    origins: frozenset[str] = field(default_factory=frozenset)
