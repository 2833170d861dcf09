"""Codecs: the field protocols that ``raw/{codec}`` topics may carry, by name.

Names are those of media types (``senml+json``). No MQTT client can publish to a topic with ``+``, which is a wildcard
there, so a topic spells them with ``-`` (``raw/senml-json``); both spellings are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.wire.cameras.dahua import read_dahua
from ingest.wire.cameras.frigate import read_frigate
from ingest.wire.cameras.gb28181 import read_alarm
from ingest.wire.cameras.hikvision import read_hikvision
from ingest.wire.cameras.onvif import read_notifications
from ingest.wire.cameras.proposal import read_proposal
from ingest.wire.hj212.codec import read_hj212
from ingest.wire.senml import codec as senml
from ingest.wire.sl651.codec import read_sl651
from ingest.wire.szy206.codec import read_szy206

if TYPE_CHECKING:
    from ingest.wire.raw import Codec

#: Codec by the name in the topic.
CODECS: dict[str, Codec] = {
    "hj212": read_hj212,
    "sl651": read_sl651,
    "szy206": read_szy206,
    "senml+json": senml.read_json,
    "senml+cbor": senml.read_cbor,
    "gb28181": read_alarm,
    "onvif+json": read_notifications,
    "frigate+json": read_frigate,
    "dahua+json": read_dahua,
    "hikvision+xml": read_hikvision,
    "cam-event+json": read_proposal,
}

#: Name by its spelling in topics.
_SPELLED = {name.replace("+", "-"): name for name in CODECS}


def codec_name(spelled: str) -> str:
    """Return the name of a codec as a topic spells it; one that nobody knows comes back as it is."""
    return _SPELLED.get(spelled, spelled)
