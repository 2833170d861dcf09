"""Several processes on one readings stream; without ``servers`` none of this counts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from fenghuo.sections.section import Section

#: A name that may be part of an entry on the board.
Territory = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,32}$")]


class Cluster(Section):
    """The readings stream and who works on it."""

    #: NATS servers, ``nats://host:port``, any of the cluster's, with spaces between; IPv6 as ``nats://[::1]:4222``.
    servers: Annotated[tuple[str, ...], NoDecode] = ()
    user: str = "fenghuo"
    password: SecretStr = SecretStr("")
    #: Name of this process on the board: letters, digits, ``-``, ``_``; empty: the host's name and the process number.
    name: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,64}$")
    #: Number of partitions; the same for every process, and fixed as long as the stream lives.
    partitions: int = Field(default=8, ge=1, le=256)
    #: Counties that must be judged together, by the name of their basin, JSON: ``{"淮河": ["411528", "411525"]}``.
    basins: dict[str, tuple[str, ...]] = Field(default={})
    #: Cities and counties whose readings are kept in a database of their own, by the name of their territory, JSON:
    #: ``{"north": ["4105"], "south": ["4115", "4117"]}``; empty: one database has everything.
    territories: dict[Territory, tuple[str, ...]] = Field(default={})
    #: Whose territory the database of this process is, where there are several.
    territory: str = ""
    #: Seconds without a sign of life after which the others take over what a process held.
    lease_seconds: float = Field(default=3.0, ge=0.5, le=60)
    #: Copies of the stream and of the board on different servers: 3 in a cluster, 1 alone.
    replicas: int = Field(default=1, ge=1, le=5)
    #: Bound of the readings that wait, MiB; beyond it the gateways take nothing more, and the brokers keep the rest.
    stream_mb: int = Field(default=8192, ge=1)

    @field_validator("servers", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value
