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
    #: Hours until a warning expires unless it is renewed.
    expires_hours: float = Field(default=24, gt=0, le=240)


class Sms(Section):
    """SMS gateway (SMPP 3.4). Without a host nothing is sent by SMS, and deliveries say so."""

    host: str = ""
    port: int = Field(default=2775, ge=1, le=65535)
    system_id: str = ""
    password: SecretStr = SecretStr("")
    #: Number or name the message comes from.
    source: str = "12379"
    #: Whether the gateway is spoken to over TLS.
    tls: bool = False
    #: Submits in flight at once.
    window: int = Field(default=16, ge=1, le=256)


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
