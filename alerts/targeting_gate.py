"""Gate: what may not be aimed at, asked when a warning is drafted and again when it is issued.

Nothing is trusted that was found when the draft was made: a target is understood anew, and where it would now mean
something else the draft must be read again. A retraction is never held up: it goes to whoever was told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from alerts.approval import Grounds
from alerts.errors import ApprovalError, PermissionRefusedError
from alerts.target import Aim
from alerts.targeting import resolve
from alerts.targeting_extent import Limits, too_large
from alerts.targeting_ground import no_places
from alerts.warning import MessageType
from geo.division import covers
from geo.errors import DivisionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.targeting import Aimed
    from alerts.targeting_ground import Places
    from alerts.warning import Warning  # noqa: A004 -- the field's word

#: By how much the number of addresses, or the area of an Update, may grow before somebody must say that it is meant.
MOST_GROWTH: Final = 1.1
#: Refusals that a token of a fresh preview lifts.
TO_CONFIRM: Final = frozenset({"large_area", "enlarged_area"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What an office may aim at."""

    #: 12-digit code of the division that it may warn; empty: everywhere.
    authority: str = ""
    #: What is known of the ground, now.
    places: Callable[[], Places] = field(default=no_places)
    limits: Limits = field(default_factory=Limits)

    def aim(self, target: Aim, *, owner: str = "", within: str = "") -> Aimed:
        """Return a target on the ground, within the authority and what a person may.

        Args:
            target: Where he aims.
            owner: 12-digit code of the division in whose name; empty: the smallest that holds it.
            within: Digits that every code of his division begins with; empty: everywhere.

        Raises:
            ApprovalError: ``bad_target``, ``empty_area``, ``coarse_area`` or ``outside_authority``.
        """
        aimed = resolve(target, self.places(), owner=owner, authority=(self.authority, within))
        check_inside(aimed)
        return aimed

    def size(self, aimed: Aimed) -> str:
        """Return why a target needs a second word; empty where it needs none."""
        return too_large(aimed, self.limits, authority=self.authority)

    def check(
        self, warning: Warning, *, replaced: Warning | None, grounds: Grounds, contacts: int, danger: str = ""
    ) -> None:
        """Refuse a warning that may not be issued to where it is aimed.

        Args:
            warning: What would be issued.
            replaced: What it updates or cancels.
            grounds: Why it may go out.
            contacts: Addresses that would be told.
            danger: 12-digit code of the division where the danger is; empty: that of the warning.

        Raises:
            ApprovalError: ``empty_area``, ``outside_authority``, ``target_moved``, ``large_area`` or ``enlarged_area``.
        """
        if warning.message_type is MessageType.CANCEL:
            return
        self._check_codes(warning, grounds=grounds, danger=danger or warning.division)
        if warning.target is None and warning.incident is not None:
            return
        if warning.target is not None and not contacts:
            message = f"warning {warning.identifier}: nobody can be told there: no contact lives or answers for it"
            raise ApprovalError("empty_area", message)
        self._check_size(warning, replaced=replaced, contacts=contacts)

    def _check_codes(self, warning: Warning, *, grounds: Grounds, danger: str) -> None:
        """Refuse a code outside the authority, and outside the division of its danger where no person released it."""
        for code in warning.area.geocodes or (warning.division,):
            if self.authority and not _holds(self.authority, code):
                message = f"division {code} lies outside {self.authority}, which this office may warn"
                raise PermissionRefusedError("outside_authority", message)
            if grounds is not Grounds.APPROVED and not _holds(danger, code):
                message = f"division {code} lies outside {danger}, where the danger is: a person must say so"
                raise PermissionRefusedError("outside_authority", message)

    def _check_size(self, warning: Warning, *, replaced: Warning | None, contacts: int) -> None:
        aimed = self._again(warning)
        if aimed is None:
            return
        extent = warning.extent
        most = MOST_GROWTH * extent.contacts if extent is not None and extent.confirmed else 0
        if contacts and contacts <= most:
            return
        large = self.size(aimed)
        if large:
            message = f"warning {warning.identifier}: {large}; {contacts} addresses. Confirm with a fresh preview"
            raise ApprovalError("large_area", message)
        grown = _growth(warning, replaced) if warning.message_type is MessageType.UPDATE else ""
        if grown:
            message = f"warning {warning.identifier} is larger than what it updates: {grown}. Confirm with a preview"
            raise ApprovalError("enlarged_area", message)

    def _again(self, warning: Warning) -> Aimed | None:
        """Return what the target means now; None where a division without a map is all there is."""
        if warning.target is None:
            places = self.places()
            if places.ground.tree.divisions and warning.division not in places.ground.tree.divisions:
                return None
            return resolve(Aim(divisions=(warning.division,)), places, authority=(self.authority,))
        aimed = self.aim(warning.target, owner=warning.division)
        if aimed.area != warning.area:
            message = (
                f"warning {warning.identifier}: its target means something else than when it was drafted "
                "(a fence, a village or a river changed); edit the draft and read it again"
            )
            raise ApprovalError("target_moved", message)
        return aimed


def check_inside(aimed: Aimed) -> None:
    """Refuse a target that lies outside what may be warned, or would tell a whole county for a part of it.

    Raises:
        PermissionRefusedError: ``outside_authority``; names the divisions.
        ApprovalError: ``coarse_area``; names them, too.
    """
    if aimed.outside:
        some = ", ".join(aimed.outside[:10]) + (f" and {len(aimed.outside) - 10} more" if aimed.outside[10:] else "")
        raise PermissionRefusedError("outside_authority", f"target: outside what may be warned here: {some}")
    if aimed.coarse:
        names = ", ".join(f"{aimed.ground.name(code)} ({code})" for code in aimed.coarse[:10])
        message = f"target: no village of {names} is known: name the whole division, or keep off it"
        raise ApprovalError("coarse_area", message)


def _holds(division: str, code: str) -> bool:
    try:
        return code == division or covers(division, code)
    except DivisionError:
        # A station that moves may belong to no division.
        return False


def _growth(warning: Warning, replaced: Warning | None) -> str:
    """Return what an Update reaches beyond what it replaces; empty for nothing."""
    if replaced is None:
        return ""
    before = replaced.area.geocodes or (replaced.division,)
    added = [code for code in warning.area.geocodes if not any(_holds(each, code) for each in before)]
    if added:
        return f"{', '.join(added[:10])} were not told before"
    old, new = replaced.extent, warning.extent
    if old and new and old.km2 and new.km2 and new.km2 > MOST_GROWTH * old.km2:
        return f"{new.km2:,.1f} km² after {old.km2:,.1f} km²"
    return ""
