"""Routes of the ways out: how they are, and trying one before it is needed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from alerts.delivery_news import queued_entries
from alerts.link import ChannelLink
from alerts.link_test import link_test, trial_entry
from alerts.pacing import Gate, is_part
from api.answer import answer
from api.auth import Commander, Viewer, check_everywhere
from api.given import Parts
from api.problem import ApiError, not_found
from api.schema.channel import ChannelPage, TestedShape
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1", tags=["channels"])


@router.get("/channels", response_model=ChannelPage)
def list_channels(*, caller: Viewer, parts: Parts) -> Response:
    """Return how each way out is, whether it was tried, and what waits for it."""
    del caller
    store, now = parts.store, parts.clock()
    links = {link.name: link for link in store.channel_links()}
    gates = {gate.name: gate for gate in store.gates() if not is_part(gate.name)}
    counts = store.channel_counts()
    names = sorted(links.keys() | gates.keys() | parts.link_tests.keys())
    items = [
        _shown(links.get(name) or ChannelLink(name=name), gates.get(name), counts.get(name, {}))
        | _state(links.get(name), gates.get(name), now=now)
        | {"can_test": name in parts.link_tests}
        for name in names
    ]
    return answer({"items": items, "next": None})


@router.post("/channels/{name}/test", response_model=TestedShape, status_code=202)
def test_channel(*, name: str, caller: Commander, parts: Parts) -> Response:
    """Send a test message the whole way of a channel, to the recipient in the settings."""
    check_everywhere(caller.within, what="channels carry warnings")
    address = parts.link_tests.get(name)
    if address is None:
        if not any(link.name == name for link in parts.store.channel_links()):
            raise not_found("channel", name)
        raise ApiError("no_test_recipient", f"the settings name no test recipient for {name}", status=409)
    now = parts.clock()
    delivery = link_test(name, address, status=parts.issuer.status, now=now)
    with parts.store.begin() as tx:
        tx.channel_tested(name)
        tx.save_deliveries([delivery])
        tx.test_channel(name, at=now, test=delivery.id)
        tx.journal([trial_entry(name, actor=caller.user, delivery=delivery.id, now=now)])
        tx.journal(queued_entries([delivery], actor=caller.user, now=now))
    return answer({"channel": name, "delivery": delivery.id}, status=202)


def _state(link: ChannelLink | None, gate: Gate | None, *, now: datetime) -> dict[str, Any]:
    if gate is not None and gate.stopped is not None:
        return {"state": "stopped", "why": gate.why}
    if link is None or link.checked is None:
        return {"state": "unknown", "why": "no dispatcher has opened it"}
    trouble = link.trouble(now=now) or link.error
    return {"state": "lost" if trouble else "works", "why": trouble}


def _shown(link: ChannelLink, gate: Gate | None, counts: Mapping[str, int]) -> dict[str, Any]:
    test = None
    if link.tested is not None:
        state, detail = link.test_state, link.test_detail
        test = {"at": format_instant(link.tested), "delivery": link.test, "state": state, "detail": detail}
    moments = {"checked": link.checked, "worked": link.worked, "failed": link.failed}
    return {
        "name": link.name,
        "stopped": format_instant(gate.stopped) if gate is not None and gate.stopped is not None else None,
        "used": 0 if gate is None else gate.used,
        **{key: format_instant(at) if at else None for key, at in moments.items()},
        **{state: counts.get(state, 0) for state in ("queued", "unconfirmed", "dead")},
        "test": test,
    }
