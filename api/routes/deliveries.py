"""Deliveries: what became of each message, having one tried again, and the ways out of the building."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from alerts.delivery import DeliveryState
from alerts.delivery_news import queued_entries
from alerts.ledger import channel_entry
from alerts.pacing import Gate
from alerts.public import delivery_json
from api.answer import page
from api.asking import OfficerAsks
from api.auth import COMMANDERS, Viewer, check_everywhere
from api.given import Parts
from api.ports import Transaction
from api.problem import ApiError, not_found
from api.query import Cursor, Limit
from api.schema.dispatch import ChannelShape, ReasonBody
from api.schema.warning import DeliveryPage, DeliveryShape
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1", tags=["deliveries"])

#: States from which a person may have a message tried again.
RETRIED = frozenset({DeliveryState.FAILED, DeliveryState.DEAD})


@router.get("/deliveries", response_model=DeliveryPage)
def list_deliveries(
    *,
    parts: Parts,
    caller: Viewer,
    warning: Annotated[str | None, Query(max_length=64, description="Only those of this warning.")] = None,
    state: Annotated[list[DeliveryState] | None, Query(description="Only those in these states.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List messages to recipients, newest first; ``state=failed&state=dead`` are the dead letters."""
    states = frozenset(state) if state else None
    found = parts.store.deliveries(warning=warning, before=cursor, limit=limit, states=states, within=caller.within)
    return page([delivery_json(one) for one in found], cursor=found[-1].id if len(found) == limit else None)


@router.post("/deliveries/{delivery_id}/retry", response_model=DeliveryShape)
def post_retry(*, delivery_id: str, asking: OfficerAsks) -> Response:
    """Have a message that failed or was given up tried again, under the same idempotency key."""

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        delivery = next(iter(transaction.deliveries([delivery_id]).values()), None)
        if delivery is None or not delivery.division.startswith(asking.within):
            raise not_found("delivery", delivery_id)
        if delivery.state not in RETRIED:
            detail = f"expected a delivery that is failed or dead, this one is {delivery.state}"
            raise ApiError("not_retryable", detail, status=409)
        after = replace(delivery, state=DeliveryState.QUEUED, attempts=0, changed=now, due=None)
        transaction.save_deliveries([after])
        # A receipt of the attempt that failed must not end the next one.
        transaction.forget_messages([after.id])
        transaction.journal(queued_entries([after], actor=asking.actor, now=now))
        return delivery_json(after)

    return asking.once(None, act)


@router.post("/channels/{name}/stop", dependencies=[COMMANDERS], response_model=ChannelShape)
def post_stop(*, name: str, asking: OfficerAsks, body: ReasonBody) -> Response:
    """Let nothing more leave by a channel until somebody opens it; what is queued waits."""
    return _turn(name, asking, body, is_stop=True)


@router.post("/channels/{name}/resume", dependencies=[COMMANDERS], response_model=ChannelShape)
def post_resume(*, name: str, asking: OfficerAsks, body: ReasonBody) -> Response:
    """Open a channel that a person or a read-back stopped."""
    return _turn(name, asking, body, is_stop=False)


def _turn(name: str, asking: OfficerAsks, body: ReasonBody, *, is_stop: bool) -> Response:
    check_everywhere(asking.within, what="channels carry warnings")

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        gate = transaction.gate(name)
        if is_stop == (gate.stopped is not None):
            state = "stopped" if is_stop else "open"
            raise ApiError("no_change", f"channel {name!r} is {state} already", status=409)
        after = replace(gate, stopped=now if is_stop else None, why=body.reason if is_stop else "")
        transaction.save_gate(after)
        verb = "stopped" if is_stop else "resumed"
        transaction.journal([channel_entry(name, verb, actor=asking.actor, why=body.reason, now=now)])
        return _shown(after)

    return asking.once(body, act)


def _shown(gate: Gate) -> dict[str, Any]:
    return {
        "name": gate.name,
        "stopped": None if gate.stopped is None else format_instant(gate.stopped),
        "why": gate.why,
        "used": gate.used,
    }
