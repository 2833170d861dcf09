"""Frames of the fan-out benchmark: an incident as long as real ones, stamped with its send time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

#: Characters that bring the frame to about the size of a real incident frame.
_PADDING = "息县站水位 42.18 m，超红色 0.18 m，已持续 10 分钟。" * 12


def incident_data(i: int, sent: float) -> dict[str, Any]:
    """Return the data of an incident frame.

    Args:
        i: Number of the frame.
        sent: When it is sent, s since the epoch.
    """
    at = datetime.fromtimestamp(sent, UTC).isoformat(timespec="milliseconds")
    reason = {"t": at, "change": "raise", "text": {"zh": _PADDING, "en": ""}}
    incident = {"id": f"bench-{i}", "station": "BENCH-00000", "level": "red", "lon": 114.73, "lat": 32.33}
    incident |= {"division": "411528000000", "state": "open", "reasons": [reason]}
    return {"act": "raised", "actor": "bench", "incident": incident}


def frame_text(i: int, sent: float) -> str:
    """Return the frame as the feed would write it."""
    data = incident_data(i, sent)
    frame = {"seq": i, "t": data["incident"]["reasons"][-1]["t"], "kind": "incident", "data": data}
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
