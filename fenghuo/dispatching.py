"""The ``dispatcher`` role: deliveries go out over their channels, and warnings end when their time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.channels.screens import ScreensChannel
from alerts.dispatch import Dispatcher
from alerts.issuing import expire
from alerts.warning import Stage
from fenghuo import metrics
from fenghuo.clock import now
from fenghuo.loops import StoreLoop

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.channels.smpp_session import SmppAccount
    from alerts.dispatch import Channel
    from fenghuo.runtime import Runtime
    from fenghuo.settings import Settings
    from store.postgres import PostgresStore

#: Seconds between two rounds of the dispatcher: every journal row rings for it, few rows queue a delivery.
DISPATCH_PAUSE = 0.1
#: How often issued warnings are looked over for those whose time is over.
EXPIRY_LOOK = timedelta(seconds=5)


def start_dispatcher(runtime: Runtime) -> None:
    """Start the channels that are set up, and the loop that sends over them."""
    settings, store, stack = runtime.settings, runtime.store, runtime.stack
    status = settings.issuer.status
    # Asked at each send: the feed that counts the screens is made after the dispatcher.
    channels: dict[str, Channel] = {"screens": ScreensChannel(count=lambda: runtime.screens(), status=status)}  # noqa: PLW0108
    if settings.sms.host:
        from alerts.channels.smpp import SmppChannel

        channel = SmppChannel(_account(settings), status=status)
        channel.start()
        stack.callback(channel.stop)
        channels["sms"] = channel
        runtime.health.add("sms", lambda: "" if channel.session.is_bound else channel.session.why)
    dispatcher = Dispatcher(store=store, channels=channels)

    looked = now()

    def work() -> None:
        nonlocal looked
        if now() - looked >= EXPIRY_LOOK:
            looked = now()
            end_expired(store, now=looked)
        while done := dispatcher.run_once(now()):
            metrics.dispatched.inc(done)

    loop = StoreLoop(
        store, work, name="dispatcher", topics=frozenset({"journal"}), is_periodic=True, pause=DISPATCH_PAUSE
    )
    loop.start()
    stack.callback(loop.stop)
    runtime.health.add("dispatcher", lambda: loop.trouble)


def _account(settings: Settings) -> SmppAccount:
    from alerts.channels.smpp_session import SmppAccount

    sms = settings.sms
    return SmppAccount(
        host=sms.host,
        port=sms.port,
        system_id=sms.system_id,
        password=sms.password.get_secret_value(),
        source=sms.source,
        is_tls=sms.tls,
        window=sms.window,
    )


def end_expired(store: PostgresStore, *, now: datetime) -> None:
    """Mark issued warnings whose time is over as expired."""
    over = [warning.id for warning in store.warnings(stages={Stage.ISSUED}, limit=1000) if warning.expires <= now]
    if over:
        with store.begin() as tx:
            expire(tx, over, now=now)
