"""JSON text of unknown manners → plain values, or why not.

The fast decoders refuse a whole message for one fault. This reader is the second look: it takes what RFC 8259
lets a reader take (a byte order mark) and what careless devices send (NaN, Infinity, 1e999, text in GB18030
beside good numbers), so that the fault can be named and the rest of the message saved.
"""

from __future__ import annotations

import json
from typing import Any

from ingest.wire.refusal import Code, Refusal


def parse_document(payload: bytes) -> Any | Refusal:
    """Return the values of a JSON text, non-finite numbers included, or why it is none."""
    if not payload.strip():
        return Refusal(code=Code.MALFORMED_JSON, detail="expected JSON, got an empty payload")
    text, note = _text(payload)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return Refusal(code=Code.MALFORMED_JSON, detail=f"expected JSON: {error}{note}")
    except RecursionError:
        return Refusal(code=Code.TOO_DEEP, detail="expected a flat message, got one nested too deeply to read")
    except ValueError:  # Python reads no integer of more than 4,300 digits
        return Refusal(code=Code.MALFORMED_JSON, detail="expected JSON, got a number of thousands of digits")


def _text(payload: bytes) -> tuple[str, str]:
    """Return the payload as text, and a note when it is not UTF-8."""
    try:
        return payload.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        note = f"; not UTF-8 from byte {error.start} on (0x{payload[error.start]:02X}), is it GB18030?"
        return payload.decode("utf-8-sig", "replace"), note
