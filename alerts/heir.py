"""Heir: the chain that goes on telling of what another one told, which ran out before anybody looked.

Between the end of a warning and the warden's look one of the same situation may have risen, and leads a chain by then.
A division hears of a danger once: what stands of the old chain is told with the new one, which follows its level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.company import Company
from alerts.levelling import follow_level

if TYPE_CHECKING:
    from alerts.desk import Desk
    from alerts.issuer import Issuer
    from incidents.incident import IncidentId


def told_elsewhere(desk: Desk, lead: IncidentId, *, issuer: Issuer) -> bool:
    """Let what stands of a chain that ran out be told with another one; return whether there is one that takes it."""
    left = [each.id for each in Company(desk).recall(lead)]
    if not left:
        return False
    foremost, *others = desk.book.incidents_seen(left[:1]) + desk.book.incidents_seen(left[1:])
    company = Company(desk)
    company.gather([foremost], joining={foremost.id})
    home = company.home(foremost)
    if home is None:
        return False
    for each in (foremost, *others):
        company.join(each, home)
    follow_level(desk, company, foremost, home, issuer=issuer)
    company.save()
    return True
