"""Escalation: what happens to warnings because time has passed and nobody has spoken.

Those whose turn it is are named, the next ones are asked, and after the last of them a draft is declared issued, where
the policy allows it and independent evidence says the same, or it waits loudly. A warning that ends soon is drafted
anew where its danger stands. All of it is decided from rows that are locked, so that any number of wardens may do it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from alerts.approval import POLICY_ACTOR, Act, Grant, Grounds, content_hash, moved
from alerts.asking import Next, Refusal, asking_for, due, may_declare, next_of, next_turn, overdue, told
from alerts.corroboration import COUNTY, corroboration
from alerts.desk import Desk
from alerts.errors import ApprovalError, CapError
from alerts.fellows import speaks_at
from alerts.renewal import nothing_newer
from alerts.renewing import look_ahead
from alerts.validity import Validity, validity
from alerts.warning import Stage
from incidents.people import Role
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from alerts.corroboration import Corroboration, Groups
    from alerts.issuer import Issuer
    from alerts.policy import Demand, Policy
    from alerts.renewal import Newest
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from alerts.warning_book import WarningBook

#: How often the evidence for a draft that may be declared issued is looked at again.
LOOK_AGAIN: Final = timedelta(minutes=1)


#: Stages in which the clock asks what becomes of a warning when it ends.
_TOLD: Final = frozenset({Stage.ISSUED, Stage.EXPIRED})


class Roster(Protocol):
    """Who is there to be asked."""

    def approvers(self, division: str, *, role: Role, duty: str, at: datetime) -> tuple[str, ...]:
        """Return the user names of those with a role, or a higher one, who are on duty for a division."""
        ...


def move_on(
    book: WarningBook,
    ids: Sequence[str],
    *,
    roster: Roster,
    groups: Callable[[], Groups],
    issuer: Issuer,
    now: datetime,
    policy: Policy | None = None,
    newest: Newest = nothing_newer,
) -> list[Warning]:
    """Do what is due to warnings, and return those that changed.

    Args:
        book: The transaction.
        ids: The warnings; one to which nothing is due is left alone.
        roster: Who is there to be asked.
        groups: What stations have in common; asked for only when evidence is weighed.
        issuer: With whose seal, in whose words.
        now: When.
        policy: What it takes to release a warning where nobody wrote it down.
        newest: The newest readings of a station, for the words of a renewal.
    """
    desk = Desk(book, now=now, policy=policy, seal=issuer.seal, gate=issuer.gate)
    found = [each for each in book.warnings(ids).values() if (instant := due(each)) is not None and instant <= now]
    # What was issued in one storm ends in one hour.
    ending = [each for each in found if each.stage in _TOLD]
    desk.look_up(sorted({each.incident for each in ending if each.incident is not None}))
    for known in found:
        # What is due to one may have changed another one that was read with it.
        warning = desk.as_now(known)
        if (instant := due(warning)) is None or instant > now:
            continue
        if warning.stage in _TOLD:
            look_ahead(desk, warning, issuer=issuer, newest=newest)
        else:
            _go_on(desk, warning, roster=roster, groups=groups)
    return desk.commit()


def _go_on(desk: Desk, warning: Warning, *, roster: Roster, groups: Callable[[], Groups]) -> None:
    demand = desk.demand(warning)
    match next_of(warning, demand, now=desk.now):
        case Next.BEGIN:
            begun = replace(warning, asking=asking_for(demand, now=desk.now))
            _tell(desk, begun, roster=roster)
        case Next.TELL:
            _tell(desk, warning, roster=roster)
        case Next.TURN:
            _tell(desk, next_turn(warning, demand, now=desk.now), roster=roster)
        case Next.DECLARE:
            _declare(desk, warning, demand, groups=groups)
        case Next.OVERDUE:
            _shout(desk, overdue(warning, look_again=None), note="nobody has approved it in time")
        case Next.NOTHING:
            pass


def _tell(desk: Desk, warning: Warning, *, roster: Roster) -> None:
    """Name those whose turn it is."""
    asking = warning.asking
    if asking is None:
        desk.keep(warning)
        return
    given = {each.person for each in warning.approvals}
    found = roster.approvers(warning.division, role=Role(asking.role), duty=asking.duty, at=desk.now)
    # Who has approved is not asked again, and who wrote it does not approve where two are asked.
    names = tuple(name for name in found if name not in given | {warning.author})
    named = told(warning, names, now=desk.now)
    note = f"asked: {', '.join(names) or f'nobody is there with the role {asking.role}'}{_until(named)}"
    desk.put(
        moved(named, Act.ASKED, actor=POLICY_ACTOR, now=desk.now, note=note), Act.ASKED, actor=POLICY_ACTOR, note=note
    )


def _until(warning: Warning) -> str:
    deadline = warning.asking.deadline if warning.asking else None
    return f" until {format_instant(deadline)}" if deadline else ""


def _shout(desk: Desk, warning: Warning, *, note: str) -> None:
    """Say once that nobody answered."""
    after = moved(warning, Act.UNANSWERED, actor=POLICY_ACTOR, now=desk.now, note=note)
    desk.put(after, Act.UNANSWERED, actor=POLICY_ACTOR, note=note)


def _declare(desk: Desk, warning: Warning, demand: Demand, *, groups: Callable[[], Groups]) -> None:
    """Declare a draft issued, or say why not."""
    evidence, refusal = _weighed(desk, warning, demand, groups=groups)
    if refusal is None:
        note = f"declared issued: nobody answered in time, evidence: {evidence.verdict} ({', '.join(evidence.sources)})"
        grant = Grant(grounds=Grounds.DECLARED, actor=POLICY_ACTOR, content=content_hash(warning))
        try:
            desk.issue(warning, grant=grant, note=note)
        except (ApprovalError, CapError) as error:
            _wait(desk, warning, why=str(error), look_again=None)
        return
    # Only evidence can come later; whatever else stands in the way stays there.
    look_again = desk.now + LOOK_AGAIN if refusal is Refusal.NOT_CORROBORATED else None
    _wait(desk, warning, why=f"not declared: {refusal}", look_again=look_again)


def _wait(desk: Desk, warning: Warning, *, why: str, look_again: datetime | None) -> None:
    is_new = warning.asking is None or not warning.asking.is_overdue
    after = overdue(warning, look_again=look_again)
    if is_new:
        _shout(desk, after, note=f"nobody has approved it in time; {why}")
    else:
        desk.keep(after)


def _weighed(
    desk: Desk, warning: Warning, demand: Demand, *, groups: Callable[[], Groups]
) -> tuple[Corroboration, Refusal | None]:
    """Return what independent evidence says, and why a draft is not declared issued."""
    replaced = desk.warning(warning.replaces) if warning.replaces else None
    is_stale = replaced is not None and validity(replaced, now=desk.now) is not Validity.VALID
    dangers = desk.book.dangers(hazard=warning.hazard, within=warning.division[:COUNTY])
    evidence = corroboration(warning, dangers, groups=groups())
    refusal = may_declare(warning, demand, replaced=replaced, verdict=evidence.verdict, now=desk.now)
    fellows = desk.book.fellows_of([warning.incident], most=1) if warning.incident else []
    # Also over is what may not be spoken of any more, or has sunk.
    is_over = not speaks_at(warning.level, fellows)
    return evidence, Refusal.STALE if refusal is None and (is_stale or is_over) else refusal
