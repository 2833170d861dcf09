"""Playing: brings warnings that another node issued to this node's own book, and plays those that still hold.

The question is asked here again, whatever the hop before has thought (``alerts.relay.order``): what has expired, was
replaced or taken back meanwhile is kept and shown with the reason, and nobody is told. The dispatcher asks once more
before each message leaves. What was brought here twice, or in another order, is as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import structlog

from alerts.approval import Act, moved
from alerts.cap_document import cap_document
from alerts.delivery_news import queued_entries
from alerts.public import warning_json
from alerts.recipients import deliveries_for, reached, recipients_of
from alerts.relay.order import Fate, fate_of
from alerts.warning import CapStatus, MessageType, Stage, Step
from alerts.world import world_of
from fenghuo.edge.deriving import FROM_NODE
from fenghuo.edge.orders import readable
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from alerts.warning_book import WarningBook
    from fenghuo.edge.orders import Told
    from incidents.convergence.fact import Fact

log = structlog.get_logger("fenghuo.edge.playing")

_STAGES: Final = {
    Fate.PLAY: Stage.ISSUED,
    Fate.STOP: Stage.ISSUED,
    Fate.EXPIRED: Stage.EXPIRED,
    Fate.SUPERSEDED: Stage.SUPERSEDED,
    Fate.CANCELLED: Stage.CANCELLED,
}
_ACTS: Final = {
    Fate.PLAY: Act.ISSUED,
    Fate.STOP: Act.ISSUED,
    Fate.EXPIRED: Act.EXPIRED,
    Fate.SUPERSEDED: Act.SUPERSEDED,
    Fate.CANCELLED: Act.CANCELLED,
}
_HOLDS: Final = frozenset({Fate.PLAY, Fate.STOP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What a node is, as far as orders ask."""

    node: str
    #: Whether it tells people what others order; the node above only shows it.
    plays: bool
    #: The only status that it tells people.
    status: CapStatus


def apply_orders(book: WarningBook, facts: Sequence[Fact], *, stand: Stand, now: datetime) -> list[Warning]:
    """Bring one chain of warnings to the book; return those that changed.

    Args:
        book: The transaction.
        facts: Everything that is known of the chain.
        stand: What this node is.
        now: When; never before the newest word that the node has heard.
    """
    chain = readable(facts)
    known = [each.order for each in chain]
    stored = book.warnings([each.warning.id for each in chain], is_held=True)
    changed: list[Warning] = []
    for told in chain:
        fate = fate_of(told.order, known=known, played=(), now=now, status=stand.status)
        before = stored.get(told.warning.id)
        if fate is Fate.OTHER_WORLD:
            continue
        fate = fate if fate in _HOLDS else _end_of(told, chain, fate)
        if before is None and told.fact.node != stand.node:
            changed.append(_taken(book, told, fate, stand=stand, now=now))
        elif before is not None and before.stage is Stage.ISSUED and fate in {Fate.SUPERSEDED, Fate.CANCELLED}:
            changed.append(_ended(book, before, fate, by=_later(chain, told), now=now))
    return changed


def _end_of(told: Told, chain: Sequence[Told], fate: Fate) -> Fate:
    """Return what ended a warning that is over, as its own installation says it: what followed it, or its time."""
    follower = next((each for each in chain if each.warning.replaces == told.warning.id), None)
    if follower is None:
        return fate
    if follower.order.sent >= told.order.expires:
        return Fate.EXPIRED
    return Fate.CANCELLED if follower.order.message_type is MessageType.CANCEL else Fate.SUPERSEDED


def _taken(book: WarningBook, told: Told, fate: Fate, *, stand: Stand, now: datetime) -> Warning:
    """Keep a warning of another node as it stands now, and tell people where it holds and this node plays."""
    act, actor = _ACTS[fate], f"{FROM_NODE}{told.fact.node}"
    step = Step(at=now, actor=actor, act=act.value, note="" if fate in _HOLDS else f"not played: {fate}")
    warning = replace(told.warning, stage=_STAGES[fate], steps=(*told.warning.steps, step))
    book.save_warnings([warning])
    if told.cap:
        book.save_cap_documents([cap_document(warning, told.cap)])
    book.journal([_entry(warning, act, actor=actor, note=step.note, now=now)])
    if stand.plays and fate in _HOLDS:
        deliveries = deliveries_for(warning, _recipients(book, warning), now=now)
        book.save_deliveries(deliveries)
        book.journal(queued_entries(deliveries, actor=actor, now=now, division=warning.division))
    log.info("order_taken", identifier=warning.identifier, fate=fate.value, node=told.fact.node, plays=stand.plays)
    return warning


def _ended(book: WarningBook, before: Warning, fate: Fate, *, by: Told, now: datetime) -> Warning:
    """End a warning that a later one of its chain replaced or took back."""
    act, actor = _ACTS[fate], f"{FROM_NODE}{by.fact.node}"
    after = moved(before, act, actor=actor, now=now, note=by.order.identifier)
    book.save_warnings([after])
    book.journal([_entry(after, act, actor=actor, note=by.order.identifier, now=now)])
    return after


def _recipients(book: WarningBook, warning: Warning) -> list[Contact]:
    """Return who is told: of a Cancel exactly those who were told what it takes back."""
    world = world_of(warning.status)
    earlier = book.told_of([warning.replaces]) if warning.replaces else {}
    before = recipients_of([each for found in earlier.values() for each in found], world=world)
    if warning.message_type is MessageType.CANCEL:
        return before
    divisions, groups = reached(warning)
    return [*before, *book.contacts_in(divisions, groups=groups, world=world)]


def _later(chain: Sequence[Told], told: Told) -> Told:
    return next((each for each in chain if each.warning.replaces == told.warning.id), chain[-1])


def _entry(warning: Warning, act: Act, *, actor: str, note: str, now: datetime) -> Entry:
    shown = warning_json(warning, has_outline=False)
    data = {"act": act.value, "actor": actor, "note": note, "warning": shown}
    return Entry(kind="warning", division=warning.division, at=now, data=data)
