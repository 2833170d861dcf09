"""Messages as other systems read them: how ours are signed and named, and whose we believe."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from fenghuo.sections.section import Section


def _words(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class Cap(Section):
    """CAP 1.2 and 12379 out of this installation."""

    #: Whether every message is signed; without a key that works nothing is issued then.
    sign: bool = False
    #: PEM file of the P-256 key, readable by its owner only.
    key_file: str = ""
    #: PEM file of the key's certificate.
    cert_file: str = ""
    #: Where the public feeds are reached, without a slash at the end; empty: as each reader asks.
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+(/[^\s]*[^\s/])?)?$")
    #: How messages are named: ``plain`` (``FH-…``) or ``wmo`` (``2.49.0.1.156.N.…``).
    identifier: Literal["plain", "wmo"] = "plain"
    #: Number of the office in the register of WMO, after the country's.
    wmo_office: int = Field(default=0, ge=0)
    #: Office code of 14 digits in the national release system 12379; empty: no messages for it.
    cn_issuer: str = Field(default="", pattern=r"^(\d{14})?$")
    #: Whether identifiers there end in a serial digit (31 characters rather than 29).
    cn_serial: bool = True
    #: Ways by which that system is asked to tell people, e.g. ``SMS, SPEAKER, WEB, LED``.
    cn_methods: Annotated[tuple[str, ...], NoDecode] = ("SMS", "SPEAKER", "WEB")

    _split = field_validator("cn_methods", mode="before")(_words)


class ForeignSource(Section):
    """One agency that is believed."""

    #: What it is called here.
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")
    #: What its messages call their sender.
    senders: tuple[str, ...] = Field(min_length=1)
    #: Division codes of 2, 4, 6, 9 or 12 digits for whose subtrees it may speak.
    divisions: tuple[str, ...] = Field(min_length=1)
    #: PEM files of its certificates.
    certificates: tuple[str, ...] = ()
    #: SHA-256 of its certificates.
    fingerprints: tuple[str, ...] = ()
    #: Whether what is not signed is refused.
    needs_signature: bool = True
    #: Atom or RSS feeds that are read.
    feeds: tuple[str, ...] = ()


class Foreign(Section):
    """Warnings of other agencies."""

    #: Agencies that are believed, JSON: a list of objects.
    sources: tuple[ForeignSource, ...] = ()
    #: Hosts that feeds and their messages may be fetched from (``weather.example``, ``*.gov.example``); empty: none.
    hosts: Annotated[tuple[str, ...], NoDecode] = ()
    #: Seconds between two looks at a feed.
    poll_seconds: float = Field(default=60, ge=10, le=86_400)

    _split = field_validator("hosts", mode="before")(_words)
