"""Ports: release policies and templates, every version of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.policy import ReleasePolicy
    from alerts.template import Template

RecordT_co = TypeVar("RecordT_co", covariant=True)


class Written(Protocol[RecordT_co]):
    """A document as somebody left it."""

    @property
    def version(self) -> int:
        """Which one, from 1."""

    @property
    def author(self) -> str:
        """Who put it there."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def is_ended(self) -> bool:
        """Whether it holds no longer from this version on."""

    @property
    def record(self) -> RecordT_co:
        """What it says."""


class Writings(Protocol):
    """What people wrote down about the release and the words of warnings."""

    def policies(self, *, within: str = "") -> list[ReleasePolicy]:
        """Return the release policies of a subtree, by id."""

    def policy_versions(self, id_: str, *, within: str = "") -> Sequence[Written[ReleasePolicy]]:
        """Return every version of a policy, ascending; none for an unknown one."""

    def put_policy(self, policy: ReleasePolicy, *, author: str, at: datetime) -> ReleasePolicy:
        """Store a policy and journal it; return what is stored."""

    def end_policy(self, id_: str, *, author: str, at: datetime) -> ReleasePolicy | None:
        """End a policy and journal it; return it, None for one that is not there."""

    def templates(self) -> list[Template]:
        """Return the templates that somebody wrote, by id."""

    def template_versions(self, id_: str) -> Sequence[Written[Template]]:
        """Return every version of a template, ascending; none for an unknown one."""

    def put_template(self, template: Template, *, author: str, at: datetime) -> Template:
        """Store a template and journal it; return what is stored."""

    def end_template(self, id_: str, *, author: str, at: datetime) -> Template | None:
        """End a template and journal it; return it, None for one that is not there."""
