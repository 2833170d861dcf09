"""Frames of the feed that nobody sent: levels at stations, warnings with areas."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

LEVELS = ("blue", "yellow", "orange", "red")


def text(at: datetime) -> str:
    """Return an instant as the wire has it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def outline(rng: random.Random, corners: int = 12) -> list[list[float]]:
    """Return a ring somewhere in the city, about 10 km across."""
    lon, lat = rng.uniform(113.8, 115.8), rng.uniform(31.5, 32.5)
    turns = [2 * math.pi * corner / corners for corner in range(corners)]
    ring = [[round(lon + 0.05 * math.cos(turn), 4), round(lat + 0.05 * math.sin(turn), 4)] for turn in turns]
    return [*ring, ring[0]]


def incident(station: dict[str, Any], level: str, number: int) -> dict[str, Any]:
    """Return the frame of an incident at a station."""
    at = text(datetime.now(UTC))
    key = station["datastreams"][0]["property"]
    words = {"zh": f"{station['name']}超警戒", "en": f"{station['name']} above its threshold"}
    reason = {
        "t": at,
        "change": "raise",
        "before": "none",
        "after": level,
        "reason": "held",
        "property": key,
        "value": 41.2,
    }
    shown = {
        "id": f"bench-{number:05d}",
        "rule": "bench",
        "rule_version": 1,
        "hazard": "11A01",
        "title": words,
        "level": level,
        "peak": level,
        "station": station["id"],
        "station_name": station["name"],
        "target": station["id"],
        "lon": station["lon"],
        "lat": station["lat"],
        "division": station["division"],
        "kind": "hazard",
        "state": "open",
        "opened": at,
        "changed": at,
        "closed": None,
        "acknowledged_by": "",
        "acknowledged_at": None,
        "assignee": "",
        "escalated_to": "",
        "situation": "",
        "inhibited_by": [],
        "silenced_by": [],
        "evidence": [],
        "reasons": [{**reason, "threshold": 41.0, "text": words}],
    }
    return {"kind": "incident", "t": at, "data": {"act": "raised", "incident": shown}}


def warning(rng: random.Random, number: int, *, prefix: str) -> dict[str, Any]:
    """Return the frame of an issued warning with an area."""
    now = datetime.now(UTC)
    level = rng.choice(LEVELS)
    words = {"zh": f"第 {number} 号预警", "en": f"Warning {number}"}
    shown: dict[str, Any] = {
        "id": f"{prefix}-{number:05d}",
        "identifier": f"{prefix}-{number}",
        "sender_name": "bench",
        "status": "Test",
        "msgType": "Alert",
        "stage": "issued",
        "incident": None,
        "hazard": "11A01",
        "event": words,
        "level": level,
        "division": "411500000000",
        "station": "",
        "headline": words,
        "description": words,
        "instruction": words,
        "area": {"description": "", "geocodes": [], "polygons": [outline(rng)], "circles": []},
        "created": text(now),
        "effective": text(now),
        "expires": text(now + timedelta(hours=6)),
        "sent": text(now),
        "steps": [],
        "approvals": [],
        "content_hash": "",
        "asking": None,
        "review": None,
    }
    return {"kind": "warning", "t": text(now), "data": {"act": "issued", "warning": shown}}
