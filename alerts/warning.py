"""Warning: the CAP object told to people.

A warning is frozen when it is issued; what changes afterwards is another warning (Update, Cancel) that
refers to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from alerts.target import Aim, Extent  # noqa: TC001 - the store reads records by their hints

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.incident import IncidentId
    from sensing.level import Level

WarningId = NewType("WarningId", str)


class MessageType(StrEnum):
    """CAP 1.2 msgType."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


class CapStatus(StrEnum):
    """CAP 1.2 status: for whom the message is meant. Fixed at creation."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


class Stage(StrEnum):
    """Where a warning stands between draft and end."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    ISSUED = "issued"
    REJECTED = "rejected"
    #: A later Update replaced it.
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where a warning holds."""

    description: str
    #: 12-digit division codes.
    geocodes: tuple[str, ...] = ()
    #: Rings of (lon, lat), first = last.
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    #: Circles: longitude and latitude of the middle in degrees, radius in km.
    circles: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The words of a warning in one language."""

    #: ``zh-CN`` or ``en``.
    language: str
    event: str
    headline: str
    description: str
    instruction: str
    #: Short enough to be read aloud; empty: none was written.
    short: str = ""
    #: What it does to people, houses, roads; empty: nothing known.
    impact: str = ""
    #: Where to ask, e.g. a telephone number; empty: the office's own.
    contact: str = ""
    #: What a text message says, without the sender's signature; empty: made of headline, description, instruction.
    sms: str = ""
    #: One line for a public screen; empty: the headline.
    screen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A person's word that a draft may go out, for exactly what he has read."""

    at: datetime
    #: User name.
    person: str
    #: Hash of the content that was approved; an edit afterwards makes it void.
    content: str
    #: Kind of the credential that he showed: ``session`` or ``api_key``.
    credential: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The clock of an approval: who is asked now, until when, and which turn of the policy this is."""

    #: Id and version of the policy that says so.
    policy: str
    version: int
    #: ``one`` or ``two`` people.
    needs: str
    #: Which turn of the policy's, from 0.
    turn: int
    #: Least role of who is asked, and the post on the duty roster, empty for any.
    role: str
    duty: str = ""
    #: Names of the people who are asked; empty until the warden has looked them up, or where there is nobody.
    asked: tuple[str, ...] = ()
    #: Whether they were looked up.
    is_told: bool = False
    since: datetime
    #: When the next turn begins; None: never by itself.
    deadline: datetime | None = None
    #: Whether the last turn ran out and nobody had approved.
    is_overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What must be looked at afterwards by a person, because nobody did before."""

    since: datetime
    why: str
    #: Who signed that he has; empty while it waits.
    by: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act on a warning: who did what, when and why."""

    at: datetime
    #: User name, or ``policy`` for an automatic issue.
    actor: str
    act: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:  # the field's word; the builtin is not used here
    """One message of a chain Alert → Update* → Cancel."""

    id: WarningId
    #: CAP identifier; no spaces, commas, ``<`` or ``&``.
    identifier: str
    sender: str
    sender_name: str
    status: CapStatus
    message_type: MessageType
    stage: Stage
    #: Incident that leads its chain; empty when composed by hand.
    incident: IncidentId | None
    hazard: str
    level: Level
    division: str
    texts: tuple[Text, ...]
    area: Area
    created: datetime
    effective: datetime
    expires: datetime
    #: Station where the danger was seen; empty when composed by hand.
    station: str = ""
    #: Incidents that it tells of, as they stood when it was worded, the one it speaks of first; empty: only the lead.
    incidents: tuple[IncidentId, ...] = ()
    #: Set at issue; CAP ``sent``.
    sent: datetime | None = None
    #: ``sender,identifier,sent`` of the messages it replaces.
    references: tuple[str, ...] = ()
    #: Id of the warning that this one updates or cancels.
    replaces: WarningId | None = None
    steps: tuple[Step, ...] = field(default=())
    #: Person who asked for it or wrote words of it; empty for what a rule drafted.
    author: str = ""
    #: The words of its retraction, ready from the first minute; empty in a Cancel.
    retraction: tuple[Text, ...] = ()
    approvals: tuple[Approval, ...] = ()
    #: None: nobody is asked.
    asking: Asking | None = None
    #: None: nothing to look at afterwards.
    review: Review | None = None
    #: When somebody must say whether it is renewed or cancelled; None: never.
    renew_at: datetime | None = None
    #: Whether that instant has come and nobody has done either.
    is_renewal_due: bool = False
    #: Whether it says again, at the same level, what it replaces; a change of level makes another Update of it.
    is_renewal: bool = False
    #: Where a person aimed it; None: at its division.
    target: Aim | None = None
    #: How far it reached then; None where nobody aimed it.
    extent: Extent | None = None
