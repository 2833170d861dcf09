"""Settings: every subsystem's knobs with their unit, parsed in one place.

Values come from the environment (``FENGHUO_`` prefix, ``__`` between section and field), or from files
named like the variable in a secrets folder (``/run/secrets`` by default), so that no password has to stand
in the environment. The command line overrides both.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as UnreadableSettingsError

from alerts.warning import CapStatus
from sensing.errors import FenghuoError
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

SECRETS = Path("/run/secrets")
#: A field with one of these in its name is never shown; a URL may carry a password.
_SECRET_WORDS = ("password", "secret", "key", "token", "url")


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

    #: What ``/readyz`` calls it beside others; empty for the one broker.
    name: str = ""
    host: str = ""
    port: int = Field(default=1883, ge=1, le=65535)
    user: str = "ingest"
    password: SecretStr = SecretStr("")
    #: Names the persistent session; two ingest processes must not share one.
    client_id: str = "fenghuo-ingest"
    #: Topic filters to subscribe to; empty: every reading, event, status and frame below ``fh/v1``.
    topics: tuple[str, ...] = ()
    #: Whether the broker is spoken to over TLS.
    tls: bool = False
    #: PEM file of the authorities that may vouch for the broker; empty: those that the system trusts.
    ca_file: str = ""
    #: PEM file of our own certificate; empty: the login is enough.
    cert_file: str = ""
    #: PEM file of the certificate's key; empty: it is in ``cert_file``.
    key_file: str = ""
    #: Whether a second session hears the stations of red-capable rules first: ``qos0`` for nats-server, whose sessions
    #: take few QoS 1 filters, ``qos1`` for other brokers.
    lane: Literal["off", "qos0", "qos1"] = "off"


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


class Evidence(_Section):
    """Pictures of events. Without a folder they stay where the device says they are."""

    #: Folder of the pictures; processes with the roles ``ingest`` and ``api`` share it.
    folder: str = ""
    #: Bound of all pictures together, MiB; beyond it the oldest go, those that no event refers to first.
    total_mb: int = Field(default=2048, ge=1)
    #: Bound of one picture, MiB.
    largest_mb: int = Field(default=10, ge=1, le=100)
    #: Hosts that pictures may be fetched from (``cam7.lan:8080``, ``*.cameras.example``, ``10.1.0.0/16``); empty: none.
    hosts: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("hosts", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class Series(_Section):
    """How long readings are kept as they are; their hourly sums stay for ever."""

    #: Days after which whole weeks of readings are packed; 0: never.
    pack_days: int = Field(default=30, ge=0)
    #: Days for which readings are kept, by observed property, JSON: ``{"water_level": 3650, "*": 400}``; ``*`` stands
    #: for all others, 0 for ever, as for those that are not named.
    keep_days: dict[str, Annotated[int, Field(ge=0)]] = {}
    #: Rows of quarantine that are kept, 64 KiB each at most; beyond it the oldest go, of names with over 2,000 first.
    quarantine_rows: int = Field(default=200_000, ge=1)

    @field_validator("keep_days")
    @classmethod
    def _properties(cls, value: dict[str, int]) -> dict[str, int]:
        if unknown := sorted(value.keys() - PROPERTIES.keys() - {"*"}):
            message = f"{unknown[0]!r} is no observed property"
            raise ValueError(message)
        return value


class Listeners(_Section):
    """Ports that devices call over TCP with a protocol of their own; 0: not listened on."""

    #: Address that all of them listen on; ``0.0.0.0`` for every network.
    host: str = "127.0.0.1"
    #: Port for HJ 212.
    hj212_port: int = Field(default=0, ge=0, le=65535)
    #: Password that every HJ 212 device must name; empty: any.
    hj212_password: SecretStr = SecretStr("")
    #: Passwords of single HJ 212 devices by their MN, JSON; they go before ``hj212_password``.
    hj212_passwords: dict[str, SecretStr] = {}
    #: Seconds that an HJ 212 request waits for its 9011 before it is sent again: 10 over mobile networks, 5 over wires.
    hj212_patience: float = Field(default=10, gt=0, le=300)
    #: Port for SL 651.
    sl651_port: int = Field(default=0, ge=0, le=65535)
    #: Our address as a centre, 1 to 255; frames for others are turned away. 0: frames for any are taken.
    sl651_centre: int = Field(default=0, ge=0, le=255)
    #: Password that every SL 651 station must name, 4 hexadecimal characters; empty: any.
    sl651_password: SecretStr = SecretStr("")
    #: Whether SL 651 stations are asked to stay on the line (ESC), or may hang up after each report (EOT).
    sl651_stay: bool = True
    #: Connections of one listener at once.
    connections: int = Field(default=2000, ge=1, le=100_000)
    #: Seconds without a byte after which a connection is closed.
    idle_seconds: float = Field(default=3900, gt=0)


class Rules(_Section):
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
    #: Further brokers, JSON, each with the fields of ``mqtt``; every one needs a ``name``.
    brokers: tuple[Mqtt, ...] = ()
    http: Http = Http()
    issuer: Issuer = Issuer()
    sms: Sms = Sms()
    evidence: Evidence = Evidence()
    series: Series = Series()
    listeners: Listeners = Listeners()
    rules: Rules = Rules()
    #: Name of the installation, shown on every screen.
    name: str = "烽火 · 信阳市"
    #: Roles this process plays: ``ingest``, ``api``, ``dispatcher``.
    roles: Annotated[tuple[str, ...], NoDecode] = ("ingest", "api", "dispatcher")
    #: Folder of YAML documents (stations, rules, fences, contacts) that is applied at the start; empty: none.
    provision: str = ""
    #: One JSON object per log line instead of coloured text.
    log_json: bool = False

    @field_validator("roles", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("brokers", mode="after")
    @classmethod
    def _differ(cls, brokers: tuple[Mqtt, ...]) -> tuple[Mqtt, ...]:
        names = [broker.name for broker in brokers]
        if not all(names) or len(set(names)) < len(names) or not all(broker.host for broker in brokers):
            message = "every broker needs a host and a name of its own"
            raise ValueError(message)
        return brokers

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
        SettingsError: If a value does not fit or a setting is unknown; names the variable, and never shows what may be
            a secret.
    """
    try:
        return Settings(**dict(overrides or {}))  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_told(error.errors()[0])) from None
    except UnreadableSettingsError as error:
        # A section that is not JSON; the library's message names the field and the source, not the value.
        raise SettingsError(str(error)) from None


def _told(error: ErrorDetails) -> str:
    """Return the message about one value that does not fit."""
    place = [str(part) for part in error["loc"]]
    if error["type"] == "extra_forbidden":
        return f"{_variable(place)}: unknown setting{_suggestion(place)}"
    value, field = error.get("input"), _field(place)
    is_shown = field is not None and not _is_secret(place[-1], field) and isinstance(value, str | int | float)
    return f"{_variable(place)}: {error['msg']}" + (f", got {value!r}" if is_shown else "")


def _variable(place: Sequence[str]) -> str:
    return "FENGHUO_" + "__".join(part.upper() for part in place)


def _suggestion(place: Sequence[str]) -> str:
    """Return the question whether a known setting of the same section was meant."""
    section = _section(place)
    close = get_close_matches(place[-1].lower(), section.model_fields if section else (), n=1)
    return f", did you mean {_variable([*place[:-1], close[0]])}?" if close else ""


def _section(place: Sequence[str]) -> type[BaseModel] | None:
    """Return the section in which a field stands; None when the way to it leads through something else."""
    section: type[BaseModel] = Settings
    for part in place[:-1]:
        field = section.model_fields.get(part)
        if field is None or not _is_section(field.annotation):
            return None
        section = cast("type[BaseModel]", field.annotation)
    return section


def _field(place: Sequence[str]) -> FieldInfo | None:
    """Return a field that holds one value; None for a section, which may hold a secret, and for what is no field."""
    section = _section(place)
    field = section.model_fields.get(place[-1]) if section else None
    return None if field is None or _is_section(field.annotation) else field


def _is_section(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_secret(name: str, field: FieldInfo) -> bool:
    return field.annotation is SecretStr or any(word in name for word in _SECRET_WORDS)
