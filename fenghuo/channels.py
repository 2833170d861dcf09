"""The ways out of the building, as the settings ask for them."""

from __future__ import annotations

from collections import Counter
from datetime import time
from typing import TYPE_CHECKING

from alerts.channels.failover import FailoverChannel
from alerts.channels.screens import ScreensChannel
from alerts.pacing import Pace, Quiet
from fenghuo.clock import now
from fenghuo.settings import SettingsError
from fenghuo.ways_out import Pushed, open_ways_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.channels.smpp_session import SmppAccount
    from alerts.outgoing import Channel
    from fenghuo.runtime import Runtime
    from fenghuo.sections.alerting import Pacing, Sms
    from fenghuo.settings import Settings


def open_channels(runtime: Runtime, *, wake: Callable[[str], Callable[[], None]]) -> dict[str, Channel]:
    """Start every channel that is set up, and return them by the name in ``Delivery.channel``.

    Args:
        runtime: Tears them down.
        wake: Returns, for the name of a channel, what rings for its lane.
    """
    status = runtime.settings.issuer.status
    # Asked at each send: the feed that counts the screens is made after the dispatcher.
    shown = Pushed(runtime.store, "screens")
    channels: dict[str, Channel] = {
        "screens": ScreensChannel(
            count=lambda: runtime.screens(),  # noqa: PLW0108
            status=status,
            shown=shown.receipts,
            on_kept=shown.kept,
        )
    }
    channels |= open_ways_out(runtime, wake=wake)
    accounts = sms_accounts(runtime.settings)
    if accounts:
        # A provider that is asked over HTTP stands in for the gateways while they are away.
        spare = [channels["sms"]] if "sms" in channels else []
        channels["sms"] = _open_sms(runtime, accounts, spare=spare, on_news=wake("sms"))
    return channels


def _open_sms(
    runtime: Runtime, accounts: list[SmppAccount], *, spare: list[Channel], on_news: Callable[[], None]
) -> Channel:
    from alerts.channels.smpp import SmppChannel

    for name, count in Counter([*(each.name for each in accounts), *(each.name for each in spare)]).items():
        if count > 1:
            raise SettingsError(f"two SMS accounts are called {name!r}: receipts find their message by this name")
    status = runtime.settings.issuer.status
    opened: list[Channel] = []
    for account in accounts:
        channel = SmppChannel(account, status=status, clock=now, on_news=on_news)
        channel.start()
        runtime.stack.callback(channel.stop)
        opened.append(channel)
    opened += spare
    return opened[0] if len(opened) == 1 else FailoverChannel("sms", opened, status=status)


def sms_accounts(settings: Settings) -> list[SmppAccount]:
    """Return the SMS accounts that are set up, in the order in which they are tried."""
    given = [each for each in (settings.sms, *settings.sms_more) if each.host]
    return [
        _account(each, name=each.name or ("sms" if number == 1 else f"sms-{number}"))
        for number, each in enumerate(given, 1)
    ]


def _account(sms: Sms, *, name: str) -> SmppAccount:
    from alerts.channels.smpp_session import SmppAccount

    return SmppAccount(
        name=name,
        host=sms.host,
        port=sms.port,
        system_id=sms.system_id,
        password=sms.password.get_secret_value(),
        source=sms.source,
        is_tls=sms.tls,
        ca_file=sms.ca_file,
        window=sms.window,
        binds=sms.binds,
    )


def paces(settings: Settings) -> dict[str, Pace]:
    """Return how each channel may be used."""
    return {name: _pace(each) for name, each in settings.dispatch.pacing.items()}


def _pace(given: Pacing) -> Pace:
    begin, _, end = given.quiet.partition("-")
    quiet = Quiet(begin=time.fromisoformat(begin), end=time.fromisoformat(end)) if begin else None
    return Pace(
        rate=given.rate,
        burst=given.burst,
        quiet=quiet,
        per_recipient=given.per_recipient,
        per_day=given.per_day,
    )
