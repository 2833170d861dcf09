"""Settings: every subsystem's knobs with their unit, parsed in one place.

Values come from the environment (``FENGHUO_`` prefix, ``__`` between section and field), or from files
named like the variable in a secrets folder (``/run/secrets`` by default), so that no password has to stand
in the environment. The command line overrides both.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import BaseModel, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as UnreadableSettingsError

from fenghuo.sections.access import Access, Oidc
from fenghuo.sections.alerting import Dispatch, Issuer, RollCall, Rules, Sms
from fenghuo.sections.channels import Channels, Mail, RobotAccount, Sirens, SmsHttp, Webhook
from fenghuo.sections.cluster import Cluster
from fenghuo.sections.drills import Drills
from fenghuo.sections.edge import Edge
from fenghuo.sections.ground import Map
from fenghuo.sections.incidents import Incidents
from fenghuo.sections.intake import Database, Evidence, Listeners, Mqtt, Series
from fenghuo.sections.messages import Cap, Foreign
from fenghuo.sections.personal import Audit, Personal
from fenghuo.sections.serving import Http
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

SECRETS = Path("/run/secrets")
#: A field with one of these in its name is never shown; a URL may carry a password.
_SECRET_WORDS = ("password", "secret", "key", "token", "url")


class SettingsError(FenghuoError):
    """A setting is missing or cannot be read."""


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
    map: Map = Map()
    access: Access = Access()
    oidc: Oidc = Oidc()
    issuer: Issuer = Issuer()
    cap: Cap = Cap()
    foreign: Foreign = Foreign()
    sms: Sms = Sms()
    #: Further SMS accounts, JSON, each with the fields of ``sms``: tried in this order when those before are away.
    sms_more: tuple[Sms, ...] = ()
    sms_http: SmsHttp = SmsHttp()
    mail: Mail = Mail()
    webhook: Webhook = Webhook()
    sirens: Sirens = Sirens()
    #: Robots in chat groups by the name that contacts give as their address, JSON:
    #: ``{"duty": {"kind": "wecom", "url": "https://…"}}``.
    robots: dict[str, RobotAccount] = {}
    channels: Channels = Channels()
    dispatch: Dispatch = Dispatch()
    evidence: Evidence = Evidence()
    series: Series = Series()
    listeners: Listeners = Listeners()
    rollcall: RollCall = RollCall()
    rules: Rules = Rules()
    incidents: Incidents = Incidents()
    personal: Personal = Personal()
    audit: Audit = Audit()
    drill: Drills = Drills()
    cluster: Cluster = Cluster()
    edge: Edge = Edge()
    #: Name of the installation, shown on every screen.
    name: str = "烽火 · 信阳市"
    #: Roles this process plays: ``ingest``, ``api``, ``dispatcher``, ``warden``; in a cluster ``gateway`` and
    #: ``worker`` in place of ``ingest``.
    roles: Annotated[tuple[str, ...], NoDecode] = ("ingest", "api", "dispatcher", "warden")
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
