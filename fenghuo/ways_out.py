"""The channels beside SMPP and screens, as the settings ask for them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from alerts.cap_document import Form
from alerts.pushed import ReceiptReader
from fenghuo.settings import SettingsError
from ingest.outside.ask import Asker
from ingest.outside.permit import Permit, PermitError
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from alerts.channels.sms_http import Provider
    from alerts.outgoing import Channel, Receipt
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from fenghuo.runtime import Runtime
    from fenghuo.sections.channels import SmsHttp
    from fenghuo.settings import Settings
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Longest answer of another's program that is read, bytes.
LARGEST_ANSWER = 256 * 1024
_PORTS = {"http": 80, "https": 443}


def open_ways_out(runtime: Runtime, *, wake: Callable[[str], Callable[[], None]]) -> dict[str, Channel]:
    """Start every further channel that is set up, and return them by the name in ``Delivery.channel``.

    Args:
        runtime: Tears them down.
        wake: Returns, for the name of a channel, what rings for its lane.

    Raises:
        SettingsError: If one cannot be set up so.
    """
    settings = runtime.settings
    channels: dict[str, Channel] = {}
    try:
        if settings.mail.host:
            channels["email"] = _email(runtime)
        if settings.webhook.hosts:
            channels["webhook"] = _webhook(runtime)
        if settings.sirens.host:
            channels["mqtt"] = _sirens(runtime, on_news=wake("mqtt"))
        channels |= _robots(runtime)
        if settings.sms_http.provider:
            channels["sms"] = _sms(runtime, settings.sms_http)
    except SettingsError:
        raise
    except (ValueError, FenghuoError) as error:
        raise SettingsError(f"a channel cannot be set up: {error}") from None
    return channels


def receipt_readers(settings: Settings) -> dict[str, ReceiptReader]:
    """Return how pushed receipts are read, by provider; empty where none is set up or none may push."""
    given = settings.sms_http
    secret = given.receipt_secret.get_secret_value()
    if not (given.provider and secret):
        return {}
    from alerts.channels.sms_aliyun import aliyun_receipts
    from alerts.channels.sms_tencent import tencent_receipts

    readers = {
        "aliyun": (aliyun_receipts, {"code": 0, "msg": "成功"}),
        "tencent": (tencent_receipts, {"result": 0, "errmsg": "OK"}),
    }
    read, thanks = readers[given.provider]
    return {given.provider: ReceiptReader(secret=secret, read=partial(read, provider=given.provider), thanks=thanks)}


class Pushed:
    """What was said of a provider's messages to another process; for one lane."""

    def __init__(self, store: PostgresStore | MemoryStore, provider: str) -> None:
        """Take the provider's name."""
        self._store, self._provider = store, provider
        self._taken: list[int] = []

    def receipts(self) -> list[Receipt]:
        """Return what waits; again, until it is kept."""
        found = self._store.pushed_receipts(self._provider)
        self._taken = [id_ for id_, _ in found]
        return [receipt for _, receipt in found]

    def kept(self) -> None:
        """Forget what was returned: it is committed."""
        if self._taken:
            with self._store.begin() as tx:
                tx.drop_pushed(self._taken)
            self._taken = []


def _asker(runtime: Runtime, hosts: Iterable[str], *, name: str) -> Asker:
    try:
        asker = Asker(Permit(hosts), largest=LARGEST_ANSWER)
    except PermitError as error:
        raise SettingsError(f"{name}: {error}") from None
    runtime.stack.callback(asker.close)
    return asker


def _host_of(url: str) -> str:
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme, 0)
    host = parts.hostname or ""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _email(runtime: Runtime) -> Channel:
    from alerts.channels.email import EmailChannel, MailAccount

    settings, store = runtime.settings, runtime.store
    mail = settings.mail

    def cap(warning: Warning) -> bytes | None:
        document = store.cap_document(warning.id, Form.CAP)
        return None if document is None else document.body

    account = MailAccount(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        ca_file=mail.ca_file,
        user=mail.user,
        password=mail.password.get_secret_value(),
        sender=mail.sender,
        sender_name=settings.issuer.name,
        bounce=mail.bounce,
    )
    return EmailChannel(account, status=settings.issuer.status, cap=cap)


def _webhook(runtime: Runtime) -> Channel:
    from alerts.channels.webhook import WebhookChannel

    given = runtime.settings.webhook
    if not given.secret.get_secret_value():
        raise SettingsError("FENGHUO_WEBHOOK__HOSTS lists hosts: set FENGHUO_WEBHOOK__SECRET for what they are told")
    asker = _asker(runtime, given.hosts, name="FENGHUO_WEBHOOK__HOSTS")
    status = runtime.settings.issuer.status
    return WebhookChannel(secret=given.secret.get_secret_value(), post=asker.post, status=status)


def _sirens(runtime: Runtime, *, on_news: Callable[[], None]) -> Channel:
    from alerts.channels.siren import SirenBroker, SirenChannel

    given = runtime.settings.sirens
    broker = SirenBroker(
        host=given.host,
        port=given.port,
        user=given.user,
        password=given.password.get_secret_value(),
        client_id=given.client_id,
        is_tls=given.tls,
        ca_file=given.ca_file,
    )
    channel = SirenChannel(broker, status=runtime.settings.issuer.status, on_news=on_news)
    channel.start()
    runtime.stack.callback(channel.stop)
    return channel


def _robots(runtime: Runtime) -> dict[str, Channel]:
    accounts = runtime.settings.robots
    if not accounts:
        return {}
    from alerts.channels.robot_pace import RobotPace
    from alerts.channels.robots import Kind, Robot, RobotChannel

    urls = [each.url.get_secret_value() for each in accounts.values()]
    post = _asker(runtime, map(_host_of, urls), name="FENGHUO_ROBOTS").post
    status = runtime.settings.issuer.status
    channels: dict[str, Channel] = {}
    for kind in Kind:
        robots = {
            name: Robot(url=each.url.get_secret_value(), secret=each.secret.get_secret_value())
            for name, each in accounts.items()
            if each.kind == kind.value
        }
        if robots:
            pace = RobotPace(kind.value, store=runtime.store)
            channels[kind.value] = RobotChannel(kind, robots, post=post, status=status, pace=pace)
    return channels


def _sms(runtime: Runtime, given: SmsHttp) -> Channel:
    from alerts.channels.sms_http import HttpSmsChannel, SmsTemplate

    provider, url = _provider(given)
    pushed = Pushed(runtime.store, given.provider)
    return HttpSmsChannel(
        provider,
        {kind: SmsTemplate(id=each.id, variables=each.variables) for kind, each in given.templates.items()},
        post=_asker(runtime, [_host_of(url)], name="FENGHUO_SMS_HTTP__URL").post,
        status=runtime.settings.issuer.status,
        name=given.provider,
        signature=given.sign_name,
        pushed=pushed.receipts,
        on_kept=pushed.kept,
    )


def _provider(given: SmsHttp) -> tuple[Provider, str]:
    from alerts.channels import sms_aliyun, sms_tencent

    secret, sign = given.key_secret.get_secret_value(), given.sign_name
    if given.provider == "aliyun":
        url = given.url or sms_aliyun.URL
        return sms_aliyun.Aliyun(key_id=given.key_id, key_secret=secret, sign_name=sign, url=url), url
    url = given.url or sms_tencent.URL
    tencent = sms_tencent.Tencent(key_id=given.key_id, key_secret=secret, sign_name=sign, app_id=given.app_id, url=url)
    return tencent, url
