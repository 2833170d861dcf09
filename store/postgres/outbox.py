"""Deliveries, what gateways and people said about them, and the gates of channels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from alerts.delivery import Delivery, DeliveryId, DeliveryState
from alerts.outgoing import Inbound, Part
from alerts.pacing import Gate
from alerts.receipts import PartState
from alerts.warning import WarningId
from store.codec import dump
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from alerts.outbox import Lease
    from alerts.outgoing import Receipt
    from store.postgres.session import Session
    from store.sealing import Seals

_SQL = named_queries("outbox")
_STATES = {state.value: state for state in DeliveryState}
#: Reads what ``store.codec`` writes, a tenth of its time: a storm is claimed one document after the other.
_DOCUMENT: Final = msgspec.json.Decoder(Delivery)
#: Writers of the fields that change while a delivery is on its way, in the order in which the queries name them.
_PROGRESS: Final = tuple(
    getattr(Delivery, name).__set__ for name in ("changed", "attempts", "detail", "due", "sent", "provider")
)
#: Fields that lead to a person, and the places that they are sealed for.
_SEALED = {"address": "delivery.address", "recipient_name": "delivery.recipient_name", "body": "delivery.body"}
#: Deliveries with the same outcome from which on they are written as one.
_MANY = 20


def delivery_of(row: tuple[Any, ...], seals: Seals) -> Delivery:
    """Return a delivery: what is fixed is in its document, how far it got in columns."""
    document, state, *progress = row
    delivery = _DOCUMENT.decode(document)
    # Nobody else has seen the record yet, and a copy would cost as much as reading it.
    object.__setattr__(delivery, "state", _STATES[state])
    for write, value in zip(_PROGRESS, progress, strict=True):
        write(delivery, value)
    for name, place in _SEALED.items():
        if kept := getattr(delivery, name):
            object.__setattr__(delivery, name, seals.open(kept, place=place))
    return delivery


def sealed(delivery: Delivery, seals: Seals) -> Delivery:
    """Return a delivery as it is kept."""
    if not seals.is_on:
        return delivery
    kept: dict[str, Any] = {name: seals.seal(getattr(delivery, name), place=place) for name, place in _SEALED.items()}
    return replace(delivery, **kept)


def _worst_first(deliveries: Iterable[Delivery]) -> list[Delivery]:
    return sorted(deliveries, key=lambda each: (-each.level, each.created, each.id))


def deliveries(
    session: Session,
    *,
    warning: str | None = None,
    before: str | None = None,
    limit: int,
    states: Collection[DeliveryState] | None = None,
    within: str = "",
) -> list[Delivery]:
    """Return deliveries newest first by id, older than ``before``: of one warning, some states, a subtree only."""
    rows = session.rows(
        _SQL["deliveries"],
        warning=warning,
        before=before,
        limit=limit,
        states=None if states is None else [state.value for state in states],
        within=within,
    )
    return [delivery_of(row, session.seals) for row in rows]


def told_of(session: Session, warnings: Collection[str]) -> dict[WarningId, list[Delivery]]:
    """Return the deliveries of warnings, newest first by id; every one of the warnings has its list."""
    found: dict[WarningId, list[Delivery]] = {WarningId(id_): [] for id_ in warnings}
    for row in session.rows(_SQL["told_of"], warnings=list(warnings)):
        delivery = delivery_of(row, session.seals)
        found[delivery.warning].append(delivery)
    return found


def lock_deliveries(session: Session, ids: Collection[str]) -> list[Delivery]:
    """Return deliveries by id, locked."""
    return [delivery_of(row, session.seals) for row in session.rows(_SQL["deliveries_by_id"], ids=list(ids))]


def save_deliveries(session: Session, given: Sequence[Delivery]) -> None:
    """Insert or replace deliveries by id; an idempotency key belongs to one delivery."""
    kept = list({each.id: each for each in given}.values())
    session.run(
        _SQL["save_deliveries"],
        **_progress(kept),
        warning=[str(each.warning) for each in kept],
        idempotency_key=[each.idempotency_key for each in kept],
        created=[each.created for each in kept],
        document=[dump(sealed(each, session.seals)) for each in kept],
        channel=[each.channel for each in kept],
        recipient=[each.recipient for each in kept],
        division=[each.division for each in kept],
        purpose=[each.purpose.value for each in kept],
        level=[int(each.level) for each in kept],
    )


def _progress(given: Sequence[Delivery]) -> dict[str, Any]:
    return {
        "id": [str(each.id) for each in given],
        "state": [each.state.value for each in given],
        "changed": [each.changed for each in given],
        "attempts": [each.attempts for each in given],
        "detail": [each.detail for each in given],
        "due": [each.due for each in given],
        "sent": [each.sent for each in given],
        "provider": [each.provider for each in given],
    }


def claim_deliveries(
    session: Session, *, channel: str, now: datetime, limit: int, lease: Lease | None
) -> list[Delivery]:
    """Return queued deliveries of a channel that are due and that nobody holds: worst first, then oldest; locked."""
    if lease is None:
        rows = session.rows(_SQL["claim_deliveries"], channel=channel, now=now, limit=limit)
        return [delivery_of(row, session.seals) for row in rows]
    rows = session.rows(
        _SQL["lease_deliveries"], channel=channel, now=now, limit=limit, holder=lease.holder, until=lease.until
    )
    return _worst_first(delivery_of(row, session.seals) for row in rows)


def claim_strays(session: Session, channels: Collection[str], *, now: datetime, limit: int) -> list[Delivery]:
    """Return queued deliveries of channels other than these that are due and that nobody holds; locked."""
    rows = session.rows(_SQL["claim_strays"], channels=list(channels), now=now, limit=limit)
    return [delivery_of(row, session.seals) for row in rows]


def settle_deliveries(session: Session, given: Sequence[Delivery]) -> set[DeliveryId]:
    """Write how far deliveries got and end their leases; return those for which that is news."""
    alike: dict[tuple[Any, ...], list[Delivery]] = {}
    for each in {each.id: each for each in given}.values():
        key = (each.state, each.changed, each.attempts, each.due, each.sent, each.provider)
        alike.setdefault(key, []).append(each)
    rows: list[tuple[Any, ...]] = []
    others: list[Delivery] = []
    for (state, changed, attempts, due, sent, provider), members in alike.items():
        if len(members) < _MANY:
            others += members
            continue
        rows += session.rows(
            _SQL["settle_alike"],
            state=state.value,
            changed=changed,
            attempts=attempts,
            due=due,
            sent=sent,
            provider=provider,
            id=[str(each.id) for each in members],
            detail=[each.detail for each in members],
        )
    if others:
        rows += session.rows(_SQL["settle_deliveries"], **_progress(others))
    return {DeliveryId(id_) for (id_,) in rows}


def keep_messages(session: Session, messages: Sequence[tuple[Delivery, str]], *, at: datetime) -> set[DeliveryId]:
    """Keep the gateway's ids of deliveries; return those of which a receipt is there already."""
    # A gateway that gives one id twice in a round must not spoil the rest: the last one counts.
    kept = {(delivery.provider, id_): delivery.id for delivery, id_ in messages}
    rows = session.rows(
        _SQL["keep_messages"],
        at=at,
        providers=[provider for provider, _ in kept],
        messages=[id_ for _, id_ in kept],
        deliveries=[str(id_) for id_ in kept.values()],
    )
    return {DeliveryId(id_) for id_, is_receipted in rows if is_receipted}


def take_receipts(session: Session, receipts: Sequence[Receipt], *, at: datetime) -> set[DeliveryId]:
    """Keep receipts; return the deliveries that they are about, as far as they are known."""
    kept = {(each.provider, each.message): each for each in receipts}
    rows = session.rows(
        _SQL["take_receipts"],
        at=at,
        providers=[each.provider for each in kept.values()],
        messages=[each.message for each in kept.values()],
        states=[each.state.value for each in kept.values()],
        details=[each.detail for each in kept.values()],
    )
    return {DeliveryId(id_) for (id_,) in rows if id_ is not None}


def parts_of(session: Session, ids: Collection[DeliveryId]) -> dict[DeliveryId, tuple[Delivery, list[PartState]]]:
    """Return deliveries, locked, with what is known of their parts."""
    found: dict[DeliveryId, tuple[Delivery, list[PartState]]] = {
        each.id: (each, []) for each in lock_deliveries(session, ids)
    }
    for id_, state, detail in session.rows(_SQL["parts_of"], ids=list(found)):
        found[DeliveryId(id_)][1].append(PartState(state=DeliveryState(state) if state else None, detail=detail))
    return found


def unconfirm(
    session: Session, channels: Collection[str], *, before: datetime, now: datetime, limit: int
) -> list[Delivery]:
    """Mark deliveries that these channels sent before an instant and nobody has confirmed since; return them."""
    rows = session.rows(_SQL["unconfirm"], channels=list(channels), before=before, now=now, limit=limit)
    return [delivery_of(row, session.seals) for row in rows]


def told_lately(session: Session, recipients: Collection[str], *, channel: str, since: datetime) -> dict[str, int]:
    """Return how many messages left for each recipient by a channel, of those queued since an instant."""
    return dict(session.rows(_SQL["told_lately"], recipients=list(recipients), channel=channel, since=since))


def on_the_way(
    session: Session, warnings: Collection[WarningId], *, channel: str, now: datetime
) -> set[tuple[WarningId, str]]:
    """Return which recipients of which warnings somebody may be sending them to by a channel."""
    rows = session.rows(_SQL["on_the_way"], warnings=list(warnings), channel=channel, now=now)
    return {(WarningId(warning), recipient) for warning, recipient in rows}


def forget_messages(session: Session, ids: Collection[str]) -> None:
    """Part deliveries from the gateway's ids of earlier attempts."""
    session.run(_SQL["forget_messages"], ids=list(ids))


def gate(session: Session, channel: str) -> Gate:
    """Return what is left of a channel's limits, locked."""
    session.run(_SQL["make_gate"], name=channel)
    return _gate(session.rows(_SQL["gate"], name=channel)[0])


def gates(session: Session) -> list[Gate]:
    """Return the gates of all channels that were ever used or stopped, by name."""
    return [_gate(row) for row in session.rows(_SQL["gates"])]


def _gate(row: tuple[Any, ...]) -> Gate:
    name, stopped_, why, tokens, filled, day, used = row
    return Gate(name=name, stopped=stopped_, why=why, tokens=tokens, filled=filled, day=day, used=used)


def save_gate(session: Session, given: Gate) -> None:
    """Write what is left of a channel's limits."""
    session.run(
        _SQL["save_gate"],
        name=given.name,
        stopped=given.stopped,
        why=given.why,
        tokens=given.tokens,
        filled=given.filled,
        day=given.day,
        used=given.used,
    )


def stopped(session: Session, channel: str) -> str:
    """Return why nothing may leave by a channel, empty while it is open."""
    row = session.row(_SQL["stopped"], name=channel)
    return "" if row is None else row[0] or "stopped"


def put_inbound(session: Session, given: Sequence[Inbound]) -> None:
    """Keep what people sent back."""
    session.run(
        _SQL["put_inbound"],
        channels=[each.channel for each in given],
        addresses=[session.seals.seal(each.address, place="inbound.address") for each in given],
        indexes=[session.seals.index(each.address) for each in given],
        texts=[session.seals.seal(each.text, place="inbound.text") for each in given],
        ats=[each.at for each in given],
        parts=[_kept_part(each.part) for each in given],
    )


def _kept_part(part: Part | None) -> str:
    return "" if part is None else f"{part.reference}/{part.count}/{part.number}"


def _part_of(kept: str) -> Part | None:
    if not kept:
        return None
    reference, count, number = map(int, kept.split("/"))
    return Part(reference=reference, count=count, number=number)


def claim_inbound(session: Session, *, limit: int) -> list[tuple[int, Inbound]]:
    """Return what nobody has read, whole messages before parts, oldest first, locked."""
    rows = session.rows(_SQL["claim_inbound"], limit=limit)
    seals = session.seals
    return [
        (
            id_,
            Inbound(
                channel=name,
                address=seals.open(sender, place="inbound.address"),
                text=seals.open(text, place="inbound.text"),
                at=at,
                part=_part_of(part),
            ),
        )
        for id_, name, sender, text, at, part in rows
    ]


def settle_inbound(session: Session, ids: Collection[int], *, at: datetime) -> None:
    """Note that somebody has read these."""
    session.run(_SQL["settle_inbound"], ids=list(ids), at=at)
