"""Renewing: what becomes of a warning that ends soon. It is drafted anew where its danger stands.

A warning ends by itself, and people take that for the end of the danger. So the same is drafted again in good time, as
an Update at the same level that goes the way of every draft: the policy's people, the policy's clock. It is drafted
once for a warning. Who refuses it has decided, until the level changes or a person asks; the warning goes on saying
that it ends soon. What ran out while no warden was there is told anew, as an Alert.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from alerts.approval import POLICY_ACTOR, Act, moved
from alerts.company import Company
from alerts.drafting import drafted_alert
from alerts.expiry import shortened
from alerts.heir import told_elsewhere
from alerts.renewal import actor_of, nothing_newer, renewal_about
from alerts.sequel import drafted_renewal, standing_alone
from alerts.validity import Validity, validity
from alerts.warning import Stage

if TYPE_CHECKING:
    from alerts.desk import Desk
    from alerts.issuer import Issuer
    from alerts.renewal import Newest
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.incident import IncidentId


class Prospect(StrEnum):
    """What becomes of a warning that ends soon; its step says it."""

    RENEWED = "ends soon while its danger stands: a renewal is drafted"
    BY_HAND = "ends soon: a renewal is drafted for whoever knows whether the danger goes on"
    WAITS = "ends soon: what is to follow it waits already"
    NOT_SO_HIGH = "ends soon: nothing that may be told stands so high; renew or cancel it"
    LAPSED = "ran out before anybody looked: what it told of is drafted anew"
    ELSEWHERE = "ran out before anybody looked: what it told of is told with another warning"
    OVER = "ran out before anybody looked: nothing is left to be drafted"


def look_ahead(desk: Desk, warning: Warning, *, issuer: Issuer, newest: Newest = nothing_newer) -> None:
    """Note that a warning ends soon, and draft its renewal where its danger stands."""
    prospect, draft = Prospect.WAITS, None
    if validity(warning, now=desk.now) is Validity.EXPIRED:
        prospect, draft = _lapsed(desk, warning, issuer=issuer, newest=newest)
        warning = desk.warning(warning.id) or warning
    elif desk.follower(warning) is None:
        prospect, draft = _prospect(desk, warning, issuer=issuer, newest=newest)
    after = moved(warning, Act.EXPIRING, actor=POLICY_ACTOR, now=desk.now, note=prospect.value)
    desk.put(replace(after, is_renewal_due=True), Act.EXPIRING, actor=POLICY_ACTOR, note=prospect.value)
    _begin(desk, draft)


def _lapsed(desk: Desk, warning: Warning, *, issuer: Issuer, newest: Newest) -> tuple[Prospect, Warning | None]:
    """End a warning that ran out unseen, and return what becomes of it; what was to follow it waits on for itself."""
    if _has_heir(desk, warning):
        return Prospect.OVER, None
    if warning.incident is not None and told_elsewhere(desk, warning.incident, issuer=issuer):
        return Prospect.ELSEWHERE, None
    _, draft = _prospect(desk, warning, issuer=issuer, newest=newest)
    if draft is None and warning.incident is not None:
        draft = _sunk(desk, warning, warning.incident, issuer=issuer)
    return (Prospect.OVER, None) if draft is None else (Prospect.LAPSED, standing_alone(draft))


def _has_heir(desk: Desk, warning: Warning) -> bool:
    if warning.incident is not None:
        # Marks it on the way, and lets what waits on top of it stand alone.
        return any(desk.standing(warning.incident))
    is_followed = desk.follower(warning) is not None
    if warning.stage is Stage.ISSUED:
        desk.expire_all([warning])
    return is_followed


def _sunk(desk: Desk, warning: Warning, lead: IncidentId, *, issuer: Issuer) -> Warning | None:
    """Return the draft about what has sunk below the level that people knew, while that had run out already."""
    company = Company(desk)
    below = [each.id for each in company.recall(lead) if each.level < warning.level]
    incident = next(iter(desk.book.incidents_seen(below[:1])), None)
    if incident is None:
        return None
    draft = drafted_alert(incident, issuer=desk.issuer(issuer), actor=actor_of(incident), now=desk.now)
    return replace(draft, incident=lead, incidents=company.named(lead, incident))


def renew_after_all(desk: Desk, warning: Warning, *, issuer: Issuer) -> None:
    """Draft the renewal of a warning that ends soon, once what was to replace it at another level is refused."""
    if warning.is_renewal_due:
        _, draft = _prospect(desk, warning, issuer=issuer, newest=nothing_newer)
        _begin(desk, draft)


def _begin(desk: Desk, draft: Warning | None) -> None:
    if draft is not None:
        desk.settle(desk.draft(draft, actor=draft.steps[0].actor))


def _prospect(desk: Desk, warning: Warning, *, issuer: Issuer, newest: Newest) -> tuple[Prospect, Warning | None]:
    """Return what becomes of a warning on which nothing waits, and the draft of it."""
    if warning.incident is None:
        return Prospect.BY_HAND, _by_hand(desk, warning)
    company = Company(desk)
    speaking = [each for each in company.recall(warning.incident) if each.level >= warning.level]
    if not speaking:
        return Prospect.NOT_SO_HIGH, None
    if warning.author:
        # The words are a person's: a person sees whether they still hold.
        return Prospect.BY_HAND, _by_hand(desk, warning)
    at_level = next((each.id for each in speaking if each.level is warning.level), None)
    named = at_level or speaking[0].id
    incident = next(iter(desk.book.incidents_seen([named])), None)
    if incident is None:
        return Prospect.NOT_SO_HIGH, None
    if at_level is None:
        # Who refused the higher level has not said that the one people know is over: they hear it in the same words.
        return Prospect.RENEWED, drafted_renewal(warning, actor=actor_of(incident), now=desk.now)
    draft = renewal_about(desk, company, warning, incident, issuer=issuer, newest=newest)
    return Prospect.RENEWED, draft


def _by_hand(desk: Desk, warning: Warning) -> Warning:
    """Return the renewal of what a person wrote; it waits for a person at every level."""
    draft = drafted_renewal(warning, actor=POLICY_ACTOR, now=desk.now)
    draft = shortened(draft, longest=desk.policy.longest(draft))
    # Where a person renewed it before, he is the one who stood for the words last.
    return replace(draft, author=warning.author or warning.steps[0].actor)
