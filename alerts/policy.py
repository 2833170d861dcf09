"""Policy: what it takes to release a warning, who is asked, for how long, and who is asked next. Pure.

An installation keeps any number of policies, each for some hazards, levels and a division. The most specific one that
fits decides: first the smaller division, then the longer beginning of the hazard code, then the shorter list of levels;
of equals the one that asks for more people, then the id. A warning that reaches further than one of them needs what the
strictest of its parts needs. What no policy covers falls under ``DEFAULTS``: blue and
yellow go out by themselves, orange and red need one person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alerts.warning import MessageType
from geo.division import covers, prefix_of
from incidents.people import Role
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.warning import Warning  # noqa: A004 -- the field's word


class Release(StrEnum):
    """What it takes to issue a warning."""

    #: Nobody is asked.
    AUTOMATIC = "automatic"
    #: One person approves.
    ONE = "one"
    #: Two different people approve.
    TWO = "two"

    @property
    def people(self) -> int:
        """Return how many people must approve."""
        return tuple(Release).index(self)


class OnTimeout(StrEnum):
    """What happens when the last of those who are asked has not answered."""

    #: It goes on waiting, loudly.
    WAIT = "wait"
    #: It is declared issued, if independent evidence says the same; somebody must look at it afterwards.
    AUTOMATIC = "automatic"


#: How long before the end of a warning somebody is told, where the policy does not say.
NOTICE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who is asked, and how long the answer may take."""

    #: Least role.
    role: Role
    #: Post on the duty roster; empty: whoever is on duty, or everybody with the role where nobody is.
    duty: str = ""
    #: None: until somebody answers.
    within: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePolicy:
    """One policy as people write it."""

    id: str
    title_zh: str = ""
    title_en: str = ""
    #: Beginnings of national event codes; empty: every hazard.
    hazards: tuple[str, ...] = ()
    #: Empty: every level.
    levels: tuple[Level, ...] = ()
    #: 12-digit code of the division in whose subtree it holds; empty: everywhere.
    division: str = ""
    release: Release = Release.ONE
    #: What a Cancel needs.
    cancel: Release = Release.ONE
    #: Whether an approval must come from a person who signed in, not from a program with a key.
    is_personal: bool = True
    #: In order; empty: nobody is asked by name, any approver may.
    turns: tuple[Turn, ...] = ()
    on_timeout: OnTimeout = OnTimeout.WAIT
    #: Longest time a warning may last; None: ``LONGEST``.
    longest: timedelta | None = None
    #: How long before its end somebody must say whether it is renewed or cancelled.
    notice: timedelta = NOTICE
    #: Given by the store, from 1; 0: built in.
    version: int = 0

    def fits(self, *, hazard: str, level: Level, division: str) -> bool:
        """Return whether it is about such a warning."""
        return (
            (not self.hazards or hazard.startswith(self.hazards))
            and (not self.levels or level in self.levels)
            and (not self.division or covers(self.division, division))
        )

    @property
    def patience(self) -> timedelta:
        """Return how long those who are asked may take, all turns that have an end together."""
        return sum((turn.within for turn in self.turns if turn.within is not None), timedelta())

    @property
    def least_role(self) -> Role:
        """Return the least role that may approve."""
        return self.turns[0].role if self.turns else Role.APPROVER


#: Longest time any warning may last without being renewed.
LONGEST: Final = timedelta(days=10)
_ASKED: Final = (
    Turn(role=Role.APPROVER, within=timedelta(minutes=10)),
    Turn(role=Role.COMMANDER, within=timedelta(minutes=10)),
)
#: What holds where no policy was written.
DEFAULTS: Final = (
    ReleasePolicy(
        id="built-in-low",
        title_zh="蓝色、黄色自动发布",
        title_en="Blue and yellow by themselves",
        levels=(Level.BLUE, Level.YELLOW),
        release=Release.AUTOMATIC,
        cancel=Release.AUTOMATIC,
        is_personal=False,
    ),
    ReleasePolicy(
        id="built-in-high",
        title_zh="橙色、红色一人审批",
        title_en="Orange and red by one person",
        levels=(Level.ORANGE, Level.RED),
        turns=_ASKED,
    ),
)
#: The same where the city is invented: its one key may do everything, and what it issues is marked as a test.
DEFAULTS_OF_A_DEMO: Final = tuple(replace(each, is_personal=False) for each in DEFAULTS)
#: What holds where even that says nothing.
_STRICT: Final = ReleasePolicy(id="built-in", turns=_ASKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one warning needs."""

    policy: ReleasePolicy
    release: Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Every policy of an installation."""

    written: tuple[ReleasePolicy, ...] = ()
    defaults: tuple[ReleasePolicy, ...] = DEFAULTS

    def with_written(self, written: Iterable[ReleasePolicy]) -> Policy:
        """Return it with further policies that were written down."""
        return replace(self, written=(*self.written, *written))

    def policy_for(self, *, hazard: str, level: Level, division: str) -> ReleasePolicy:
        """Return the one that decides: the most specific."""
        for candidates in (self.written, self.defaults):
            fitting = [each for each in candidates if each.fits(hazard=hazard, level=level, division=division)]
            if fitting:
                return min(fitting, key=lambda each: _rank(each, hazard=hazard))
        return _STRICT

    def demand(self, warning: Warning, *, replaced: Warning | None = None) -> Demand:
        """Return what a warning needs, judged by the worst level involved: no red one ends or sinks unasked.

        Args:
            warning: What is to be issued.
            replaced: What it updates or cancels.
        """
        level = max(warning.level, replaced.level if replaced is not None else Level.NONE)
        is_cancel = warning.message_type is MessageType.CANCEL
        deciding = [self.policy_for(hazard=warning.hazard, level=level, division=each) for each in self._parts(warning)]
        # A person for a part of the area may ask for more than one for the whole of it; of equals the whole decides.
        policy = max(deciding, key=lambda each: (each.cancel if is_cancel else each.release).people)
        release = policy.cancel if is_cancel else policy.release
        if warning.author and release is Release.AUTOMATIC:
            # The policy releases only what rules have judged.
            release = Release.ONE
        return Demand(policy=policy, release=release)

    def _parts(self, warning: Warning) -> list[str]:
        """Return the divisions whose policies have a say: its own, those that it reaches, and what lies in these."""
        codes = warning.area.geocodes or (warning.division,)
        within = (each.division for each in self.written if any(covers(code, each.division) for code in codes))
        return list(dict.fromkeys((warning.division, *codes, *within)))

    def longest(self, warning: Warning) -> timedelta:
        """Return how long a warning may last at most."""
        policy = self.policy_for(hazard=warning.hazard, level=warning.level, division=warning.division)
        return policy.longest or LONGEST


def _rank(policy: ReleasePolicy, *, hazard: str) -> tuple[int, int, int, int, str]:
    """Return what the most specific policy has the least of."""
    return (
        -len(prefix_of(policy.division)) if policy.division else 0,
        -max((len(each) for each in policy.hazards if hazard.startswith(each)), default=0),
        len(policy.levels or LADDER),
        -policy.release.people,
        policy.id,
    )
