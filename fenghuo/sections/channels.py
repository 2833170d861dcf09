"""The ways out beside SMPP, and how they are watched."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from fenghuo.sections.section import Section


class Mail(Section):
    """Mail server. Without a host nothing is sent by e-mail, and deliveries say so."""

    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    #: ``tls`` from the first byte, ``starttls``, or ``none`` on a network that is trusted.
    security: Literal["tls", "starttls", "none"] = "starttls"
    #: PEM file of the authorities that may vouch for the server; empty: those that the system trusts.
    ca_file: str = ""
    user: str = ""
    password: SecretStr = SecretStr("")
    #: Address that letters come from.
    sender: str = ""
    #: Address to which undeliverable letters go back; empty: the sender's.
    bounce: str = ""


class Webhook(Section):
    """Programs of others that are told. Without hosts nobody is."""

    #: Shared with the receivers, ``whsec_`` and base64.
    secret: SecretStr = SecretStr("")
    #: Hosts that may be told (``hook.example``, ``*.hook.example``, ``10.1.0.7:8443``); empty: none.
    hosts: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("hosts", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class Sirens(Section):
    """Broker of sirens and loudspeakers. Without a host none is commanded."""

    host: str = ""
    port: int = Field(default=1883, ge=1, le=65535)
    user: str = ""
    password: SecretStr = SecretStr("")
    #: Names the session; no two dispatchers share one.
    client_id: str = "fenghuo-sirens"
    tls: bool = False
    #: PEM file of the authorities that may vouch for the broker; empty: those that the system trusts.
    ca_file: str = ""


class RobotAccount(Section):
    """A robot in a chat group."""

    kind: Literal["wecom", "dingtalk", "feishu"]
    #: With the key that lets it speak.
    url: SecretStr
    #: For the signature; empty: the robot asks for none.
    secret: SecretStr = SecretStr("")


class TemplateOf(Section):
    """A text message that the provider has reviewed."""

    id: str
    #: Its variables in order, and what each says: ``text``, ``headline``, ``event``, ``level``, ``area``, ``until``,
    #: ``instruction``, ``sender``, ``contact`` or ``mark``.
    variables: dict[str, str] = Field(default={})


class SmsHttp(Section):
    """SMS by a provider's HTTP interface: alone, or in place of SMPP gateways while they are away."""

    #: Empty: none.
    provider: Literal["", "aliyun", "tencent"] = ""
    key_id: str = ""
    key_secret: SecretStr = SecretStr("")
    #: Signature name that was reviewed, without brackets.
    sign_name: str = ""
    #: SmsSdkAppId at Tencent.
    app_id: str = ""
    #: Empty: the provider's own.
    url: str = ""
    #: By purpose (``rollcall``, ``task``, ``linktest``) or type of the warning (``Alert``, ``Update``, ``Cancel``);
    #: ``*`` stands for all others.
    templates: dict[str, TemplateOf] = Field(default={})
    #: What the provider shows when it pushes receipts; empty: it may push none.
    receipt_secret: SecretStr = SecretStr("")


class LinkTest(Section):
    """A test message that goes the whole way of a channel."""

    #: A recipient of ours.
    to: str = Field(min_length=1)
    #: Hours between two tests; 0: only when a commander asks.
    every_hours: float = Field(default=24, ge=0)


class Channels(Section):
    """How channels are watched."""

    #: Seconds between two heartbeats over each channel.
    check_seconds: float = Field(default=20, gt=0)
    #: Seconds without a heartbeat after which a screen is lost.
    screen_seconds: float = Field(default=60, gt=0)
    #: Link tests by channel, JSON: ``{"sms": {"to": "+8613800000000", "every_hours": 24}}``.
    link_tests: dict[str, LinkTest] = Field(default={})
