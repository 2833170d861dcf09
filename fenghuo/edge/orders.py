"""Orders: an issued warning as the body of a fact, whole, with the bytes that its installation signed. Pure.

The id of its row goes along: it was drawn once, and every node keeps the warning under it, so that an Update finds
what it replaces. Who approved it and which incident it was about stay where they were.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from alerts.approval import Act
from alerts.relay.order import Order, order_of
from alerts.warning import Stage, Warning  # noqa: A004 -- the field's word
from incidents.convergence.fact import LONGEST_BODY, Fact, FactError
from incidents.journal import canonical_data
from sensing.errors import FenghuoError
from store.codec import dump, load

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What the subject of an order begins with; the rest is the identifier of the first message of its chain.
SUBJECT = "order/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A warning as a fact tells it."""

    #: As it was issued.
    warning: Warning
    order: Order
    #: Its CAP message as it left; empty: too long to go along.
    cap: bytes
    fact: Fact


def chain_of(warning: Warning) -> str:
    """Return what the messages of one chain have in common: the identifier of the first."""
    return warning.references[0].split(",")[1] if warning.references else warning.identifier


def order_json(warning: Warning, *, cap: bytes = b"") -> dict[str, Any] | None:
    """Return an issued warning as the body of a fact; None where it is too long to be told.

    The drawn area goes first where codes say the same, then the CAP message: what is left says as much.
    """
    bare = _as_issued(warning)
    drawn = replace(bare, area=replace(bare.area, polygons=()), extent=None) if bare.area.geocodes else bare
    for each, document in ((bare, cap), (drawn, cap), (drawn, b"")):
        told = {"warning": json.loads(dump(each)), "cap": document.decode("utf-8", "replace")}
        if len(canonical_data(told)) <= LONGEST_BODY:
            return told
    return None


def read_order(fact: Fact) -> Told:
    """Return the warning of a fact.

    Raises:
        FactError: If it is none that was issued.
    """
    try:
        told = fact.told()
        warning = load(Warning, json.dumps(told["warning"]))
        cap = str(told["cap"]).encode()
        order = order_of(warning, chain=chain_of(warning))
        is_whole = warning.sent is not None and fact.subject == f"{SUBJECT}{order.chain}"
        times = [warning.created, warning.effective, warning.expires, warning.sent or warning.created]
        is_aware = all(time.tzinfo is not None for time in times)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, FenghuoError) as error:
        raise FactError(f"expected an issued warning, got: {error}") from None
    if not is_whole or not is_aware or not warning.texts:
        raise FactError(f"expected an issued warning of the chain {fact.subject!r}, got {warning.identifier!r}")
    return Told(warning=_as_issued(warning), order=order, cap=cap, fact=fact)


def readable(facts: Iterable[Fact]) -> list[Told]:
    """Return the warnings of facts in the order in which they were sent; what is none is passed over."""
    found: dict[str, Told] = {}
    for fact in sorted(facts, key=lambda each: (each.stamp, each.node, each.number)):
        try:
            told = read_order(fact)
        except FactError:
            continue
        found.setdefault(told.order.identifier, told)
    return sorted(found.values(), key=lambda each: (each.order.sent, len(each.warning.references), each.fact.id))


def _as_issued(warning: Warning) -> Warning:
    """Return a warning as it was when it was issued, without what is of its own installation only."""
    acts = [step.act for step in warning.steps]
    last = acts.index(Act.ISSUED.value) + 1 if Act.ISSUED.value in acts else len(acts)
    return replace(
        warning,
        stage=Stage.ISSUED,
        incident=None,
        incidents=(),
        steps=warning.steps[:last],
        approvals=(),
        asking=None,
        review=None,
        renew_at=None,
        is_renewal_due=False,
    )
