"""Release policies and templates of a provisioning folder, brought to the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sensing.exchange.plan import Change
from store.written import is_same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from alerts.policy import ReleasePolicy
    from alerts.template import Template
    from fenghuo.provisioning_files import Outcome, Read


class Writings(Protocol):
    """What this module needs of the store."""

    def policies(self) -> list[ReleasePolicy]:
        """Return every policy."""

    def put_policy(self, policy: ReleasePolicy, *, author: str, at: datetime) -> ReleasePolicy:
        """Store a policy."""

    def templates(self) -> list[Template]:
        """Return every template."""

    def put_template(self, template: Template, *, author: str, at: datetime) -> Template:
        """Store a template."""


def apply_policies(store: Writings, read: Sequence[Read], *, author: str, at: datetime, is_dry: bool) -> list[Outcome]:
    """Store policies that say something new, and return what became of each."""
    known = {policy.id: policy for policy in store.policies()}

    def put(policy: ReleasePolicy) -> None:
        store.put_policy(policy, author=author, at=at)

    return [_applied(one, known=known, put=None if is_dry else put) for one in read]


def apply_templates(store: Writings, read: Sequence[Read], *, author: str, at: datetime, is_dry: bool) -> list[Outcome]:
    """Store templates that say something new, and return what became of each."""
    known = {template.id: template for template in store.templates()}

    def put(template: Template) -> None:
        store.put_template(template, author=author, at=at)

    return [_applied(one, known=known, put=None if is_dry else put) for one in read]


def _applied(
    one: Read,
    *,
    known: Mapping[str, ReleasePolicy] | Mapping[str, Template],
    put: Callable[[ReleasePolicy], None] | Callable[[Template], None] | None,
) -> Outcome:
    before = known.get(one.record.id)
    if before is not None and is_same(before, one.record):
        return one.outcome(Change.UNCHANGED)
    if put is not None:
        put(one.record)
    return one.outcome(Change.NEW if before is None else Change.CHANGED)
