"""Release policies as people write them: documents with ``kind: Policy``, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alerts.hazard_list import read_hazards
from alerts.policy import LONGEST, NOTICE, OnTimeout, Release, ReleasePolicy, Turn
from incidents.people import Role
from sensing.document import read_document
from sensing.duration import format_duration
from sensing.level import LADDER, Level
from sensing.section import API_VERSION, Section

if TYPE_CHECKING:
    from datetime import timedelta

    from sensing.document import Document

_KEYS = (
    "apiVersion", "kind", "id", "title", "hazards", "levels", "division", "release", "cancel", "personal", "turns",
    "on_timeout", "expires",
)  # fmt: skip
_TURN_KEYS = ("role", "duty", "within")
#: Roles that may be asked.
_ROLES = (Role.APPROVER, Role.COMMANDER, Role.ADMINISTRATOR)
_LEVELS = {level.key: level for level in LADDER}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DIVISION = re.compile(r"[1-9][0-9](?:[0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})?")
_DUTY = re.compile(r"[a-z][a-z0-9_-]{0,31}")
#: Most turns; each may take hours.
_MOST_TURNS = 8


def parse_policy(text: str, *, origin: str) -> ReleasePolicy:
    """Return the policy of a YAML or JSON text.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    return read_policy_document(read_document(text, origin=origin, what="policy"))


def read_policy_document(document: Document) -> ReleasePolicy:
    """Return the policy of a document.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="Policy", keys=_KEYS)
    release = Release(top.choice("release", tuple(Release)))
    zh, en = _title(top)
    longest, notice = _expires(top)
    turns = tuple(_turn(section) for section in top.sections("turns", keys=_TURN_KEYS))
    policy = ReleasePolicy(
        id=top.matching("id", _ID, expected="1 to 64 of A-Z a-z 0-9 . _ -"),
        title_zh=zh,
        title_en=en,
        hazards=read_hazards(top),
        levels=tuple(_LEVELS[key] for key in top.choices("levels", tuple(_LEVELS))),
        division=_division(top),
        release=release,
        cancel=Release(top.choice("cancel", tuple(Release), default=_usual_cancel(release).value)),
        is_personal=top.truth("personal", default=True),
        turns=turns,
        on_timeout=OnTimeout(top.choice("on_timeout", tuple(OnTimeout), default=OnTimeout.WAIT.value)),
        longest=longest,
        notice=notice,
    )
    _check(top, policy)
    return policy


def _usual_cancel(release: Release) -> Release:
    """Return what a Cancel needs where the policy does not say: never two, for nobody should hunt a second person."""
    return Release.AUTOMATIC if release is Release.AUTOMATIC else Release.ONE


def _check(top: Section, policy: ReleasePolicy) -> None:
    if policy.id.startswith("built-in"):
        top.fail(f'id: expected another one than those that are built in, got "{policy.id}"', key="id")
    if len(policy.turns) > _MOST_TURNS:
        top.fail(f"turns: expected at most {_MOST_TURNS}, got {len(policy.turns)}", key="turns")
    if policy.turns and policy.release is Release.AUTOMATIC:
        top.fail("turns: expected none where release is automatic: nobody is asked", key="turns")
    if any(turn.within is None for turn in policy.turns[:-1]):
        top.fail("turns: expected within in every turn but the last: the next one would never come", key="turns")
    if policy.on_timeout is OnTimeout.AUTOMATIC and (not policy.turns or policy.turns[-1].within is None):
        top.fail("on_timeout: automatic needs turns, the last of them with within", key="on_timeout")


def _turn(section: Section) -> Turn:
    return Turn(
        role=Role(section.choice("role", tuple(_ROLES), default=Role.APPROVER.value)),
        duty=section.matching("duty", _DUTY, expected="1 to 32 of a-z 0-9 _ -") if section.has("duty") else "",
        within=_span(section, "within") if section.has("within") else None,
    )


def _title(top: Section) -> tuple[str, str]:
    if not top.has("title"):
        return "", ""
    title = top.section("title", keys=("zh", "en"))
    return title.text("zh"), title.text("en", default="")


def _expires(top: Section) -> tuple[timedelta | None, timedelta]:
    if not top.has("expires"):
        return None, NOTICE
    section = top.section("expires", keys=("most", "notice"))
    most = _span(section, "most") if section.has("most") else None
    notice = _span(section, "notice") if section.has("notice") else NOTICE
    if most is not None and most > LONGEST:
        section.fail(f"expires.most: expected at most {format_duration(LONGEST)}", key="most")
    if most is not None and notice >= most:
        section.fail("expires.notice: expected less than expires.most", key="notice")
    return most, notice


def _span(section: Section, key: str) -> timedelta:
    span = section.duration(key)
    if span.total_seconds() < 1:
        section.fail(f"{section.path(key)}: expected a second or more", key=key)
    return span


def _division(top: Section) -> str:
    if not top.has("division"):
        return ""
    return top.matching("division", _DIVISION, expected="a code of 2, 4, 6, 9 or 12 digits").ljust(12, "0")


def policy_document(policy: ReleasePolicy) -> dict[str, Any]:
    """Return a policy as the document that ``read_policy_document`` reads back to the same policy."""
    document: dict[str, Any] = {"apiVersion": API_VERSION, "kind": "Policy", "id": policy.id}
    if policy.title_zh:
        document["title"] = {"zh": policy.title_zh} | ({"en": policy.title_en} if policy.title_en else {})
    if policy.hazards:
        document["hazards"] = list(policy.hazards)
    if policy.levels:
        document["levels"] = [Level(level).key for level in policy.levels]
    if policy.division:
        document["division"] = policy.division
    document |= {"release": policy.release.value, "cancel": policy.cancel.value, "personal": policy.is_personal}
    if policy.turns:
        document["turns"] = [_turn_document(turn) for turn in policy.turns]
    document["on_timeout"] = policy.on_timeout.value
    most = {} if policy.longest is None else {"most": format_duration(policy.longest)}
    document["expires"] = {**most, "notice": format_duration(policy.notice)}
    return document


def _turn_document(turn: Turn) -> dict[str, str]:
    document = {"role": turn.role.value}
    if turn.duty:
        document["duty"] = turn.duty
    if turn.within is not None:
        document["within"] = format_duration(turn.within)
    return document
