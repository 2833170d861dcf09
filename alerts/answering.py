"""Answering: how an answer gets into the book, by message, link, keypad or the hand of an officer.

An answer is one append-only row and one journal entry; the roll call takes it in at its next step, so that nobody who
answers waits for anybody. What comes from a number that nobody called is kept and shown, and counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alerts.inbound_parts import joined
from alerts.public import masked
from alerts.raising import tell_unsettled
from alerts.rollcall.answer import Answer, AnswerId, Source
from alerts.rollcall.reading import read_answer, read_keys
from alerts.task_word import read_task_word
from alerts.world import world_of
from incidents.errors import TaskError, UnknownTaskError
from incidents.identity import new_id
from incidents.journal import Entry
from incidents.tasking import answer_task

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.roll_book import AnswerBook, Rolls
    from alerts.rollcall.placed import PlacedCall
    from alerts.rollcall.reading import Read
    from alerts.warning import CapStatus
    from alerts.world import World
    from incidents.task import Task

#: Messages read in one transaction.
MOST_READ: Final = 200
#: Characters of an answer that are kept.
LONGEST_WORDS: Final = 1000
#: Division of what belongs to none.
NOWHERE: Final = "0" * 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said, and how."""

    read: Read
    source: Source
    at: datetime
    #: As it was said, for people.
    words: str = ""
    #: User who wrote it down, or whose key brought it; empty: the person answered.
    by: str = ""
    #: By which it is known when it is sent again; None: it is a new one.
    id: AnswerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """For which place of which roll call somebody answers."""

    rollcall: str
    place: str
    division: str
    person: str


def respondent_of(call: PlacedCall) -> Respondent:
    """Return for whom the person of a call answers."""
    return Respondent(rollcall=call.rollcall, place=call.place, division=call.division, person=call.person)


def take_answer(book: AnswerBook, respondent: Respondent, said: Said) -> Answer:
    """Keep an answer and journal it; one that is there already stays as it is."""
    answer = Answer(
        id=said.id or AnswerId(new_id(said.at)),
        rollcall=respondent.rollcall,
        place=respondent.place,
        division=respondent.division,
        person=respondent.person,
        source=said.source,
        standing=said.read.standing,
        headcount=said.read.headcount,
        words=said.words[:LONGEST_WORDS],
        at=said.at,
        by=said.by,
    )
    _keep(book, answer)
    return answer


def take_message(book: AnswerBook, *, address: str, said: Said, world: World) -> Answer:
    """Keep what came from an address: for whoever of a world was called there last.

    What a contact says whom no roll call has asked is kept as the contact's, for people to read; what nobody knows, as
    a stranger's. What came by a way out of one world answers nothing that was asked in the other.
    """
    call = book.newest_call(address, now=said.at, world=world)
    if call is not None:
        return take_answer(book, respondent_of(call), said)
    contact = next(iter(book.contacts_at(address, world=world)), None)
    unasked = Answer(
        id=AnswerId(new_id(said.at)),
        rollcall="",
        place="",
        division=contact.division if contact else NOWHERE,
        person=contact.key if contact else "",
        source=said.source,
        standing=said.read.standing,
        headcount=said.read.headcount,
        words=said.words[:LONGEST_WORDS],
        at=said.at,
        by=said.by,
        address=address,
    )
    _keep(book, unasked)
    return unasked


def take_task_word(book: AnswerBook, *, address: str, text: str, world: World, now: datetime) -> Task | None:
    """Let whoever was sent a task say by one word what became of it; None where it was no such word or no such task."""
    found = read_task_word(text)
    sent = book.newest_task(address, world=world) if found is not None else None
    if found is None or sent is None:
        return None
    (move, note), (task, contact) = found, sent
    try:
        return answer_task(book, task, move, actor=contact, now=now, note=note[:LONGEST_WORDS])
    except (TaskError, UnknownTaskError):
        # It was over before the answer came: what was said is kept like any other message.
        return None


def read_inbox(store: Rolls, *, status: CapStatus, now: datetime) -> int:
    """Read what people sent back; return how many messages were read.

    Args:
        store: Where it waits.
        status: Of the channels by which it came: an installation has those of one world only.
        now: When.
    """
    world = world_of(status)
    with store.begin() as book:
        waiting = joined(book.claim_inbound(limit=MOST_READ), now=now)
        for _, message in waiting:
            task = take_task_word(book, address=message.address, text=message.text, world=world, now=now)
            if task is not None:
                tell_unsettled(book, [task], status=status, now=now)
                continue
            said = Said(read=read_answer(message.text), source=Source.SMS, at=message.at, words=message.text)
            take_message(book, address=message.address, said=said, world=world)
        if waiting:
            book.settle_inbound([number for numbers, _ in waiting for number in numbers], at=now)
    return len(waiting)


def pressed(digits: str, *, at: datetime, by: str) -> Said:
    """Return what the keys of a telephone said."""
    return Said(read=read_keys(digits), source=Source.KEYPAD, at=at, words=digits, by=by)


def answer_entry(answer: Answer) -> Entry:
    """Return what the journal says of an answer: never its words, for the journal cannot forget."""
    data: dict[str, Any] = {
        "act": "answered",
        "actor": answer.by or answer.person or masked(answer.address),
        "answer": answer.id,
        "rollcall": answer.rollcall or None,
        "place": answer.place or None,
        "person": answer.person,
        "source": answer.source.value,
        "standing": answer.standing.value,
        "headcount": answer.headcount,
        "is_trusted": answer.is_trusted,
    }
    return Entry(kind="answer", division=answer.division or NOWHERE, at=answer.at, data=data)


def _keep(book: AnswerBook, answer: Answer) -> None:
    if book.add_answer(answer):
        book.journal([answer_entry(answer)])
