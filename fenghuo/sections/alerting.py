"""What is judged, who warns, and the ways out of the building."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from alerts.warning import CapStatus
from fenghuo.sections.section import Section


class Issuer(Section):
    """Who issues warnings."""

    #: CAP sender: no spaces, commas, ``<`` or ``&``.
    sender: str = Field(default="fenghuo.411500", pattern=r"^[^\s,<&]+$")
    name: str = "信阳市应急指挥中心"
    #: CAP status of every warning of this installation; a demo or test site is ``Test``.
    status: CapStatus = CapStatus.ACTUAL
    #: Number that people may call about a warning, as they dial it; empty: none is told.
    telephone: str = Field(default="", max_length=40)
    #: Hours until a warning expires unless it is renewed.
    expires_hours: float = Field(default=24, gt=0, le=240)
    #: 12-digit code of the division that it may warn; nothing is issued outside it. Empty: everywhere.
    authority: str = Field(default="", pattern=r"^([1-9][0-9]{11})?$")
    #: Square kilometres beyond which a warning that a person aims must be confirmed by a preview; 0: never for that.
    confirm_km2: float = Field(default=5_000, ge=0)
    #: Inhabitants beyond which it must be; 0: never for their number.
    confirm_people: int = Field(default=1_000_000, ge=0)
    #: Part of the ground of the authority, 0 to 1, beyond which it must be; 0: never for its part.
    confirm_share: float = Field(default=0.5, ge=0, le=1)


class Sms(Section):
    """SMS gateway (SMPP 3.4). Without a host nothing is sent by SMS, and deliveries say so."""

    #: Names the account in the store: receipts find their message under it. Empty: ``sms``, ``sms-2``, ….
    name: str = Field(default="", pattern=r"^[a-z0-9-]*$")
    host: str = ""
    port: int = Field(default=2775, ge=1, le=65535)
    system_id: str = Field(default="", max_length=15)
    password: SecretStr = Field(default=SecretStr(""), max_length=8)
    #: Number or name the message comes from.
    source: str = Field(default="12379", max_length=20)
    #: Whether the gateway is spoken to over TLS.
    tls: bool = False
    #: PEM file of the authorities that may vouch for the gateway; empty: those that the system trusts.
    ca_file: str = ""
    #: Submits in flight at once, on each bind.
    window: int = Field(default=16, ge=1, le=256)
    #: Sessions kept bound at once.
    binds: int = Field(default=1, ge=1, le=16)


class Pacing(Section):
    """How a channel may be used."""

    #: Messages a second on average; 0: as fast as the channel takes them.
    rate: float = Field(default=0, ge=0)
    #: Messages at once after a rest; 0: those of one second.
    burst: int = Field(default=0, ge=0)
    #: Hours in Beijing in which nothing leaves that can wait, ``22:00-06:00``; orange, red and Cancels never wait.
    quiet: str = Field(default="", pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$")
    #: Messages to one recipient in 24 hours; orange, red and Cancels are not held by it. 0: no limit.
    per_recipient: int = Field(default=0, ge=0)
    #: Messages in one day; orange, red and Cancels are not held by it. 0: no limit.
    per_day: int = Field(default=0, ge=0)


class Dispatch(Section):
    """How deliveries leave."""

    #: Limits by channel, JSON: ``{"sms": {"rate": 50, "quiet": "22:00-06:00"}}``; a channel that is not named has none.
    pacing: dict[str, Pacing] = Field(default={"sms": Pacing(per_recipient=50)})
    #: Minutes after which a message without a receipt counts as unconfirmed.
    receipt_minutes: float = Field(default=10, gt=0)
    #: Rounds of one channel that run side by side: while one writes, the other sends.
    workers: int = Field(default=2, ge=1, le=8)


class RollCall(Section):
    """How people are called until they answer."""

    #: Address of this installation as telephones reach it, e.g. ``https://duty.example``: messages then carry a link
    #: at which they can be answered. Empty: no links.
    url: str = Field(default="", pattern=r"^(https?://[^\s]+)?$")
    #: File with documents of ``kind: RollCall``; empty: red within 5 minutes, orange within 10.
    file: str = ""


class Rules(Section):
    """What it takes to change a rule."""

    #: A change of a rule that can raise this level or a higher one needs the signature of a second person; empty: none.
    sign_from: Literal["", "blue", "yellow", "orange", "red"] = ""
    #: Beginnings of the hazard codes of which that is asked, e.g. ``11A, 12Q02``; empty: of every hazard.
    sign_hazards: Annotated[tuple[str, ...], NoDecode] = ()
    #: Whether a change needs a reason.
    needs_reason: bool = False

    @field_validator("sign_hazards", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value
