"""Target preview: whom a warning would reach, and whom it would not, before anybody is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alerts.public import area_json
from alerts.sms import segments
from alerts.target_document import target_document
from alerts.targeting_extent import extent_of, token
from alerts.world import world_of
from geo.division import FULL, prefix_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.delivery import Contact
    from alerts.grant import Person
    from alerts.issuer import Issuer
    from alerts.target import Aim
    from alerts.targeting import Aimed
    from alerts.targeting_ground import Ground
    from alerts.warning_book import WarningBook

#: Villages and sites that are listed; all of them are counted.
MOST_LISTED: Final = 1_000
_CUTS: Final = (2, 4, 6, 9, FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Addresses by what they answer for, each counted once."""

    #: By channel.
    channels: dict[str, int]
    #: By beginning of the division code: addresses in that subtree.
    within: dict[str, int]
    #: By must-reach site.
    sites: dict[str, int]

    @property
    def total(self) -> int:
        """Return how many addresses there are."""
        return sum(self.channels.values())


def reached_by(contacts: Sequence[Contact]) -> Reached:
    """Return contacts counted by channel, division and site; an address in two records counts once in each."""
    channels = Counter(channel for channel, _ in {(each.channel, each.address) for each in contacts})
    places = {(prefix_of(each.division), each.channel, each.address) for each in contacts}
    within = Counter(prefix[:cut] for prefix, *_ in places for cut in _CUTS if cut <= len(prefix))
    sites = Counter(site for site, *_ in {(each.site, each.channel, each.address) for each in contacts if each.site})
    return Reached(channels=dict(sorted(channels.items())), within=dict(within), sites=dict(sites))


def preview_target(
    book: WarningBook, target: Aim, *, issuer: Issuer, person: Person, owner: str = "", sms: str = ""
) -> dict[str, Any]:
    """Return whom a target would reach, as plain JSON values; nothing is kept.

    Args:
        book: The transaction.
        target: Where a person aims.
        issuer: In whose name.
        person: Who asks.
        owner: 12-digit code of the division in whose name; empty: the smallest that holds all of it.
        sms: What telephones would be sent, signature and marks included; empty: not known yet.

    Raises:
        ApprovalError: ``bad_target``, ``empty_area`` or ``outside_authority``.
    """
    gate = issuer.gate
    aimed = gate.aim(target, owner=owner, within=person.within)
    contacts = book.contacts_in(aimed.told, groups=aimed.groups, world=world_of(issuer.status))
    reached = reached_by(contacts)
    ground = aimed.ground
    large = gate.size(aimed)
    extent = extent_of(aimed, contacts=reached.total)
    return {
        "target": target_document(target),
        "division": aimed.division,
        "area": area_json(aimed.area),
        "km2": extent.km2,
        "people": {"known": aimed.people, "unknown_for": aimed.uncounted, "of": aimed.counted + aimed.uncounted},
        **_villages(aimed, reached, ground),
        **_sites(aimed, reached),
        "contacts": reached.total,
        "channels": reached.channels,
        "sms": _sms(sms, reached),
        "large": large,
        "confirm": token(aimed, contacts=reached.total),
        "notes": list(aimed.notes),
        "problems": _problems(aimed, reached, large=large),
    }


def _villages(aimed: Aimed, reached: Reached, ground: Ground) -> dict[str, Any]:
    rows = []
    for code in aimed.villages:
        division = ground.tree.divisions.get(code)
        rows.append(
            {
                "code": code,
                "name": ground.name(code),
                "people": division.people if division else None,
                "contacts": reached.within.get(prefix_of(code), 0),
            }
        )
    silent = [row for row in rows if not row["contacts"]]
    return {
        "villages": {"count": len(rows), "items": rows[:MOST_LISTED]},
        "without_contact": {"count": len(silent), "items": silent[:MOST_LISTED]},
    }


def _sites(aimed: Aimed, reached: Reached) -> dict[str, Any]:
    rows = [
        {
            "id": site.id,
            "name": site.name,
            "kind": site.kind.value,
            "division": site.division,
            "people": site.people,
            "contacts": reached.sites.get(site.id, 0),
        }
        for site in aimed.sites
    ]
    return {"sites": {"count": len(rows), "items": rows[:MOST_LISTED]}}


def _sms(text: str, reached: Reached) -> dict[str, Any] | None:
    if not text:
        return None
    parts, telephones = len(segments(text)), reached.channels.get("sms", 0)
    return {"segments": parts, "contacts": telephones, "messages": parts * telephones}


def _problems(aimed: Aimed, reached: Reached, *, large: str) -> list[dict[str, str]]:
    """Return what a person must know before he goes on, the gravest first."""
    found = []
    if not reached.total:
        found.append(("empty_area", "nobody can be told there: no contact lives or answers for it"))
    if large:
        found.append(("large_area", f"{large}: send confirm along to say that it is meant"))
    silent = [code for code in aimed.villages if not reached.within.get(prefix_of(code), 0)]
    if silent:
        found.append(
            ("without_contact", f"{len(silent)} of {len(aimed.villages)} villages have no contact of their own")
        )
    mute = [site.name for site in aimed.sites if not reached.sites.get(site.id, 0)]
    if mute:
        found.append(("site_without_contact", f"nobody answers for {'、'.join(mute[:10])}"))
    if aimed.uncounted:
        whole = aimed.counted + aimed.uncounted
        found.append(("people_unknown", f"inhabitants are not known for {aimed.uncounted} of {whole} divisions"))
    return [{"code": code, "detail": detail} for code, detail in found]
