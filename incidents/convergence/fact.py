"""Fact: what one node saw or did, said so that every other node understands it. Pure.

A fact is never changed. Its id is the hash of what it says, so the same fact from two sides is one, and each names the
fact of its node before it, so that a missing one shows. Kinds that a node does not know are kept and handed on.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from incidents.convergence.stamp import Stamp
from incidents.journal import canonical_data
from sensing.errors import FenghuoError

#: Longest body that is taken, bytes.
LONGEST_BODY = 64 * 1024
#: Longest name of a node, and of a subject.
LONGEST_NAME = 300


class FactError(FenghuoError):
    """Bytes are no fact."""


class FactKind(StrEnum):
    """What a fact tells of."""

    #: What the rules of a node say of a danger.
    VERDICT = "verdict"
    #: What a person, or a node's clock, did about it.
    DEED = "deed"
    #: What somebody said for a place that was warned.
    ANSWER = "answer"
    #: A warning that was issued.
    ORDER = "order"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What one node saw or did."""

    #: Name of the node.
    node: str
    #: Its facts are numbered from 1, without gaps.
    number: int
    #: Id of its fact before; empty for the first.
    previous: str
    stamp: Stamp
    #: One of ``FactKind``, or a kind of a later version.
    kind: str
    #: What it is about, by what that is: ``incident/RULE/TARGET``, ``answer/WARNING/PLACE``, ``order/CHAIN``.
    subject: str
    #: Canonical JSON, so that equal facts are equal bytes.
    body: str

    @cached_property
    def id(self) -> str:
        """Return SHA-256 of what it says, hexadecimal."""
        return hashlib.sha256(self.line().encode()).hexdigest()

    def line(self) -> str:
        """Return it as one line of canonical JSON."""
        return canonical_data(
            {
                "node": self.node,
                "n": self.number,
                "previous": self.previous,
                "stamp": [self.stamp.ms, self.stamp.count],
                "kind": self.kind,
                "subject": self.subject,
                "body": self.body,
            }
        )

    def told(self) -> dict[str, Any]:
        """Return its body as plain values."""
        return dict(json.loads(self.body))


def made(*, node: str, after: Fact | None, stamp: Stamp, kind: FactKind, subject: str, told: dict[str, Any]) -> Fact:
    """Return the next fact of a node."""
    return Fact(
        node=node,
        number=1 if after is None else after.number + 1,
        previous="" if after is None else after.id,
        stamp=stamp,
        kind=kind.value,
        subject=subject,
        body=canonical_data(told),
    )


def read_fact(line: str | bytes) -> Fact:
    """Return the fact of a line.

    Raises:
        FactError: If it is none.
    """
    try:
        told = json.loads(line)
        ms, count = told["stamp"]
        fact = Fact(
            node=told["node"],
            number=told["n"],
            previous=told["previous"],
            stamp=Stamp(ms=ms, count=count),
            kind=told["kind"],
            subject=told["subject"],
            body=told["body"],
        )
        body = json.loads(fact.body)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FactError(f"expected a fact, got {line[:60]!r}: {type(error).__name__}") from None
    words = (fact.node, fact.previous, fact.kind, fact.subject)
    numbers = (fact.number, ms, count)
    if not all(isinstance(word, str) and len(word) <= LONGEST_NAME and word.isprintable() for word in words):
        raise FactError(f"expected names of at most {LONGEST_NAME} printable characters, got {line[:60]!r}")
    if not all(type(number) is int and 0 <= number < 1 << 53 for number in numbers) or fact.number < 1:
        raise FactError(f"expected whole numbers, got {line[:60]!r}")
    if not isinstance(body, dict) or len(fact.body) > LONGEST_BODY or not fact.node:
        raise FactError(f"expected a body of at most {LONGEST_BODY} characters and a node, got {line[:60]!r}")
    return fact
