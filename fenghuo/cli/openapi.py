"""``fenghuo openapi``: the description of the API that a running server gives at ``/openapi.json``, without one."""

from __future__ import annotations

import json
from typing import Any


def openapi() -> None:
    """Print the OpenAPI document of the API."""
    print(json.dumps(document(), ensure_ascii=False, indent=1))


def document() -> dict[str, Any]:
    """Return what the API takes and answers; the same for every installation but for its name."""
    from prometheus_client import CollectorRegistry

    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from alerts.warning import CapStatus
    from api.app import create_app
    from api.parts import ApiParts
    from fenghuo import __version__
    from fenghuo.clock import now
    from store.memory import MemoryStore

    # Nothing is ever asked of these parts: an application wants some before it can describe itself.
    parts = ApiParts(
        store=MemoryStore(),
        clock=now,
        map_layers=dict,
        policy=Policy(),
        issuer=Issuer(sender="fenghuo", sender_name="", status=CapStatus.TEST),
        metrics=CollectorRegistry(),
        version=__version__,
    )
    return create_app(parts).openapi()
