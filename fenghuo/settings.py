"""Settings: every subsystem's knobs with their unit, parsed in one place.

Values come from the environment (``FENGHUO_`` prefix, ``__`` between section and field), or from files
named like the variable in a secrets folder (``/run/secrets`` by default), so that no password has to stand
in the environment. The command line overrides both.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from alerts.warning import CapStatus
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRETS = Path("/run/secrets")


class SettingsError(FenghuoError):
    """A setting is missing or cannot be read."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Database(_Section):
    """Where readings and the chain are stored."""

    #: libpq connection string or URL of the database.
    url: str = ""
    #: Password, kept apart from the URL; empty when the URL or the server needs none.
    password: SecretStr = SecretStr("")
    #: Connections kept open by one process.
    pool: int = Field(default=8, ge=2, le=200)


class Mqtt(_Section):
    """The broker that devices publish to."""

    host: str = ""
    port: int = Field(default=1883, ge=1, le=65535)
    user: str = "ingest"
    password: SecretStr = SecretStr("")
    #: Names the persistent session; two ingest processes must not share one.
    client_id: str = "fenghuo-ingest"


class Http(_Section):
    """The REST API, the feed and the console."""

    host: str = "127.0.0.1"
    port: int = Field(default=8600, ge=0, le=65535)
    #: Hours a session lasts.
    session_hours: float = Field(default=12, gt=0)
    #: Whether ``/metrics`` answers other machines without a login; this machine always may.
    public_metrics: bool = False
    #: Folder of the built console; empty: the one that came with the installation.
    console: str = ""


class Issuer(_Section):
    """Who issues warnings."""

    #: CAP sender: no spaces, commas, ``<`` or ``&``.
    sender: str = Field(default="fenghuo.411500", pattern=r"^[^\s,<&]+$")
    name: str = "信阳市应急指挥中心"
    #: CAP status of every warning of this installation; a demo or test site is ``Test``.
    status: CapStatus = CapStatus.ACTUAL
    #: Hours until a warning expires unless it is renewed.
    expires_hours: float = Field(default=24, gt=0, le=240)


class Sms(_Section):
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


class Settings(BaseSettings):
    """All settings of one process."""

    model_config = SettingsConfigDict(
        env_prefix="FENGHUO_",
        env_nested_delimiter="__",
        frozen=True,
        extra="ignore",
        nested_model_default_partial_update=True,
    )

    database: Database = Database()
    mqtt: Mqtt = Mqtt()
    http: Http = Http()
    issuer: Issuer = Issuer()
    sms: Sms = Sms()
    #: Name of the installation, shown on every screen.
    name: str = "烽火 · 信阳市"
    #: Roles this process plays: ``ingest``, ``api``, ``dispatcher``.
    roles: Annotated[tuple[str, ...], NoDecode] = ("ingest", "api", "dispatcher")
    #: One JSON object per log line instead of coloured text.
    log_json: bool = False

    @field_validator("roles", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources, strongest first: command line, environment, secret files by section and field."""
        del settings_cls, dotenv_settings
        files = NestedSecretsSettingsSource(
            file_secret_settings, secrets_dir=SECRETS, secrets_dir_missing="ok", secrets_nested_delimiter="__"
        )
        return init_settings, env_settings, files


def load(overrides: Mapping[str, object] | None = None) -> Settings:
    """Return the settings of this process.

    Args:
        overrides: Values from the command line by field, winning over file and environment.

    Raises:
        SettingsError: If a value does not fit; names the variable.
    """
    try:
        return Settings(**dict(overrides or {}))  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "FENGHUO_" + "__".join(str(part).upper() for part in first["loc"])
        message = f"{name}: {first['msg']}, got {first.get('input')!r}"
        raise SettingsError(message) from None
