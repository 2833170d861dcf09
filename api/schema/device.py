"""Logins at the broker and unregistered stations at the edge."""

from typing import Annotated, Any

from pydantic import Field

from api.schema.observation import shown_payload
from api.schema.station import ID_PATTERN, StationShape, datastream_json
from api.schema.text import Body, Shape
from sensing.adoption import Waiting
from sensing.device import Device
from sensing.instant import format_instant, from_micros


class CredentialBody(Body):
    """A login that is wanted for a station."""

    #: Left out: the station's id, or that with a number.
    login: Annotated[str, Field(pattern=ID_PATTERN)] | None = None
    #: What people call it, e.g. the box it is written into.
    label: Annotated[str, Field(max_length=200)] = ""
    #: Further stations that it may publish for, behind a gateway.
    stations: Annotated[tuple[Annotated[str, Field(pattern=ID_PATTERN)], ...], Field(max_length=200)] = ()


def device_json(device: Device) -> dict[str, Any]:
    """Return a login as the API shows it; never a hash."""
    return {
        "login": device.login,
        "stations": list(device.stations),
        "label": device.label,
        "created": format_instant(device.created),
        "changed": format_instant(device.changed),
        "revoked": None if device.revoked is None else format_instant(device.revoked),
    }


class DeviceShape(Shape):
    """A login at the broker; ``revoked`` is null while it may connect."""

    login: str
    stations: list[str]
    label: str
    created: str
    changed: str
    revoked: str | None


class MadeShape(DeviceShape):
    """A login that was made just now; the password is shown here and never again."""

    password: str


class DevicePage(Shape):
    """Logins, by name."""

    items: list[DeviceShape]
    next: str | None


def waiting_json(waiting: Waiting) -> dict[str, Any]:
    """Return an unregistered station as the API shows it."""
    guess = waiting.guess
    return {
        "name": waiting.device.name,
        "first": format_instant(from_micros(waiting.device.first)),
        "last": format_instant(from_micros(waiting.device.last)),
        "count": waiting.device.count,
        "topic": waiting.topic,
        "sample": shown_payload(waiting.sample),
        "proposed": {
            "kind": guess.kind.value,
            "division": guess.division,
            "codecs": list(guess.codecs),
            "kinds": list(guess.kinds),
            "datastreams": [datastream_json(stream) for stream in guess.datastreams],
            "unknown": list(guess.unknown),
        },
    }


class ProposalShape(Shape):
    """What the messages say of their station; a proposal, never a fact."""

    kind: str
    division: str
    codecs: list[str]
    kinds: list[str]
    datastreams: list[dict[str, Any]]
    unknown: list[str]


class WaitingShape(Shape):
    """A station that publishes without being registered."""

    name: str
    first: str
    last: str
    count: int
    topic: str
    sample: str
    proposed: ProposalShape


class WaitingPage(Shape):
    """Unregistered stations, the newest first."""

    items: list[WaitingShape]
    next: str | None


class AdoptedShape(Shape):
    """What taking a station in brought."""

    station: StationShape
    messages: int
    readings: int
    events: int
    refused: int
