"""Raw frames: what every codec of a field protocol is given and gives back.

A codec is a pure function from the bytes of one message to readings, events and refusals. It does not know
datastreams: a reading names the code under which the device sends it and the property that the standard
means by it, and the door finds the datastream. What must be remembered between frames (packets of
a picture, the last count of a rain gauge) lives in a ``Memory`` that the caller keeps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from ingest.wire.refusal import Refusal
    from sensing.event import SensedEvent, StatusReport
    from sensing.station import Station


class RawReading(NamedTuple):
    """One value of a frame, in the unit that the registry says the device sends."""

    #: Code in the device's own protocol, e.g. ``w01018-Rtd`` or ``39``; found first among ``Datastream.source``.
    source: str
    #: Property that the standard means by the code; empty when it has none here.
    property: str
    #: When it was true at the sensor, µs since the epoch; None when the frame does not say.
    time: int | None
    value: float
    quality: Quality = Quality.GOOD
    why: Check = Check.NONE
    #: Address inside the frame; empty: the station of the topic.
    address: str = ""
    #: Longitude and latitude of a moving station, None for a fixed one.
    place: tuple[float, float] | None = None
    #: True for what may go unregistered without a refusal: derived here, or of no interest to most stations.
    is_optional: bool = False
    #: Unit that the frame itself names, as ``sensing.property`` spells it; empty: the registered one.
    unit: str = ""


class Image(NamedTuple):
    """A picture that came inside a frame; kept as evidence under its hash."""

    data: bytes
    #: Lower-case hexadecimal SHA-256 of the bytes.
    sha256: str
    #: E.g. ``image/jpeg``.
    media_type: str


class Addressed(NamedTuple):
    """An event that a frame tells under an address inside it; station and place are those of that address."""

    #: Address in the codec's protocol; empty: the station of the topic.
    address: str
    event: SensedEvent
    #: The picture that the event refers to by its hash.
    image: Image | None = None
    #: Whether the frame says where it was seen; False: the station's own place stands in.
    has_place: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """What one message of frames said."""

    readings: tuple[RawReading, ...] = ()
    events: tuple[SensedEvent, ...] = ()
    #: Events of stations that the frame names by address.
    addressed: tuple[Addressed, ...] = ()
    #: Pictures to keep beside the events.
    images: tuple[Image, ...] = ()
    statuses: tuple[StatusReport, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    #: Addresses of the frames, of those too that carry nothing, such as a keep-alive; empty: the station of the topic.
    heard: tuple[str, ...] = ()


@dataclass(slots=True)
class Memory:
    """What codecs remember between messages; one per pipeline, used by one thread at a time.

    Each codec keeps its own bounded record under its own name. What is remembered may be lost at any time: a codec
    must do without it, and say what it could not make out.
    """

    by_codec: dict[str, Any] = field(default_factory=dict)


class Codec(Protocol):
    """Reads the frames of one message. Never raises on what a device sent."""

    def __call__(self, payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
        """Return what the message said.

        Args:
            payload: The bytes as published, or as received on a connection.
            station: The station of the topic.
            arrived: When it arrived here, µs since the epoch.
            memory: What the codec remembered of earlier messages; changed in place.
        """
