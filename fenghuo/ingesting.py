"""The ``ingest`` role: brokers and listeners, rules, incidents, warnings, and the upkeep of the series."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from alerts.policy import Policy
from fenghuo.boundaries import county_polygons
from fenghuo.brokers import brokers_of, has_lane, start_brokers
from fenghuo.clock import now
from fenghuo.deriving import DERIVING_PAUSE, Deriver
from fenghuo.figures import intake_figures
from fenghuo.issuing import issuer_of
from fenghuo.judge import Judge
from fenghuo.listeners import start_listeners
from fenghuo.loops import StoreLoop
from fenghuo.pictures import start_keeper
from fenghuo.pipeline import Pipeline
from fenghuo.reviewer import Reviewer
from fenghuo.series import SERIES_PAUSE, SeriesKeeper
from fenghuo.settings import SettingsError
from fenghuo.writer import COMMIT_SECONDS
from store.errors import StoreError

if TYPE_CHECKING:
    from fenghuo.runtime import Runtime
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Seconds that a commit under load should take where a lane waits for it.
LANE_COMMIT_SECONDS = 0.03
#: Seconds between two looks at what is new about the way to each station.
LINKS_PAUSE = 10.0
#: Seconds between two looks at whether rules that began by the clock look back on something.
LOOK_BACK_PAUSE = 1.0
#: Seconds between two rounds of quality control's review.
REVIEW_PAUSE = 0.5


def start_ingest(runtime: Runtime) -> None:
    """Start everything between the devices and the store.

    Raises:
        SettingsError: If no broker is configured.
    """
    settings, store, stack = runtime.settings, runtime.store, runtime.stack
    if not brokers_of(settings):
        raise SettingsError("no broker: set FENGHUO_MQTT__HOST (and __PORT, __USER, __PASSWORD)")
    for city in {station.division[:4] for station in store.stations()}:
        county_polygons(city)
    evidence, evidence_check = start_keeper(settings, store=store, folder=runtime.pictures, stack=stack)
    runtime.health.add("evidence", evidence_check)
    runtime.keep_images = evidence.keep if evidence else None
    judge = Judge(store)
    pipeline = Pipeline(
        store=store,
        judge=judge,
        policy=Policy(),
        issuer=issuer_of(settings, area=runtime.outlines.area_of, places=runtime.outlines.places),
        commit_seconds=LANE_COMMIT_SECONDS if has_lane(settings) else COMMIT_SECONDS,
        has_lane=has_lane(settings),
        keep_images=evidence.keep if evidence else None,
    )
    pipeline.on_provisional = lambda transitions: runtime.tell_provisional(transitions)  # noqa: PLW0108
    runtime.figures = lambda: intake_figures(oldest=pipeline.oldest_waiting)
    pipeline.start()
    stack.callback(pipeline.stop)
    runtime.health.add("pipeline", lambda: pipeline.trouble)

    reloader = StoreLoop(
        store, pipeline.reload, name="reload", topics=frozenset({"registry", "rules"}), is_periodic=False
    )
    reloader.start()
    stack.callback(reloader.stop)
    runtime.health.add("reload", lambda: reloader.trouble)

    looking = StoreLoop(
        store, judge.look_back, name="look-back", topics=frozenset(), is_periodic=True, pause=LOOK_BACK_PAUSE
    )
    looking.start()
    stack.callback(looking.stop)
    runtime.health.add("look_back", lambda: looking.trouble)
    runtime.health.add("rules", lambda: judge.trouble)

    series = SeriesKeeper(store, settings.series, clock=now)
    tending = StoreLoop(store, series.work, name="series", topics=frozenset(), is_periodic=True, pause=SERIES_PAUSE)
    tending.start()
    stack.callback(tending.stop)
    stack.callback(series.stop)
    runtime.health.add("series", lambda: tending.trouble)

    reviewer = Reviewer(store, gate=pipeline.gate, registry=lambda: pipeline.registry, reconsider=pipeline.reconsider)
    reviewing = StoreLoop(store, reviewer.work, name="review", topics=frozenset(), is_periodic=True, pause=REVIEW_PAUSE)
    reviewing.start()
    stack.callback(reviewing.stop)
    runtime.health.add("review", lambda: reviewing.trouble or reviewer.trouble)

    deriver = Deriver(
        store, registry=lambda: pipeline.registry, accept=lambda messages: pipeline.accept(messages, None)
    )
    deriving = StoreLoop(store, deriver.work, name="derive", topics=frozenset(), is_periodic=True, pause=DERIVING_PAUSE)
    deriving.start()
    stack.callback(deriving.stop)
    runtime.health.add("derive", lambda: deriving.trouble)

    keep = partial(keep_links, pipeline, store)
    keeper = StoreLoop(store, keep, name="links", topics=frozenset(), is_periodic=True, pause=LINKS_PAUSE)
    keeper.start()
    stack.callback(keeper.stop)
    runtime.health.add("links", lambda: keeper.trouble)

    for name, check in start_brokers(settings, pipeline=pipeline, stack=stack).items():
        runtime.health.add(name, check)

    runtime.switchboard, checks = start_listeners(settings, pipeline=pipeline, stack=stack)
    for name, check in checks.items():
        runtime.health.add(name, check)


def keep_links(pipeline: Pipeline, store: PostgresStore | MemoryStore) -> None:
    """Put what is new about the way to each station into the store, and show it."""
    links = pipeline.links.unstored()
    try:
        if links:
            store.put_links(links)
        pipeline.links.show(store.statuses())
    except StoreError:
        pipeline.links.forget_stored()
        raise
