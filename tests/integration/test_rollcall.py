"""From a red warning to a named answer: outbox, dispatcher, a channel, answers by three ways, escalation, the board."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from alerts.answering import Said, respondent_of, take_answer
from alerts.call_desk import CallDesk
from alerts.call_message import token_hash
from alerts.dispatch import Dispatcher
from alerts.outgoing import Abilities, Inbound, Outcome, Outgoing, Receipt, Result
from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.public import roll_json
from alerts.rollcall.reading import Read
from alerts.warning import Area, CapStatus, Stage
from fenghuo.calling import call_rolls
from fenghuo.demo_villages import SITES, VILLAGES, village_contacts, village_divisions
from sensing.level import Level
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.builders import BY_TEST, DIVISION, NOW, a_warning
from tests.services import fresh_database

DESK = CallDesk(link="https://duty.example/a/")
ONE, TWO, THREE, FOUR = (code for code, *_ in VILLAGES[:4])


class Telephones:
    """A channel that takes everything, and what people type into their telephones."""

    name = "sms"
    status = CapStatus.ACTUAL
    abilities = Abilities()

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.typed: list[Inbound] = []

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        self.sent += [(message.delivery.address, message.delivery.body) for message in messages]
        return [Outcome(result=Result.SENT) for _ in messages]

    def receipts(self) -> list[Receipt]:
        return []

    def received(self) -> list[Inbound]:
        typed, self.typed = self.typed, []
        return typed

    def acknowledge(self) -> None:
        pass

    def check(self) -> str:
        return ""

    def of(self, contact: str) -> list[str]:
        address = next(each.address for each in village_contacts() if each.id == contact)
        return [body for to, body in self.sent if to == address]


@pytest.fixture
def store(postgres_dsn: str) -> Iterator[PostgresStore]:
    with fresh_database(postgres_dsn) as dsn:
        migrate(dsn)
        opened = PostgresStore(dsn)
        opened.put_divisions([*village_divisions()], author="t", at=NOW)
        opened.put_contacts([*village_contacts()], **BY_TEST)
        opened.put_sites(SITES, **BY_TEST)
        yield opened
        opened.close()


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


def test_from_a_red_warning_to_a_named_answer(store: PostgresStore):
    telephones = Telephones()
    dispatcher = Dispatcher(store=store, channels={"sms": telephones})

    def go_on(at: float) -> None:
        call_rolls(store, DESK, now=minutes(at))
        while dispatcher.run_once(minutes(at)):
            pass

    warning = a_warning(
        id="w1", identifier="4115-w1", stage=Stage.ISSUED, incident=None, status=CapStatus.ACTUAL, level=Level.RED,
        division=DIVISION, area=Area(description="息县", geocodes=(DIVISION,)), expires=minutes(360), sent=NOW,
    )  # fmt: skip
    with store.begin() as tx:
        tx.save_warnings([warning])
    go_on(0)
    assert "柳林村" in telephones.of("demo-head-200")[0]
    assert telephones.of("demo-deputy-200") == []

    # The first village answers by message, the second by its link, the third through an officer.
    number = next(each.address for each in village_contacts() if each.id == "demo-head-200")
    telephones.typed = [
        Inbound(channel="sms", address=number, text="2 53人", at=minutes(1)),
        Inbound(channel="sms", address="+8613900001234", text="我们村安全", at=minutes(1)),
    ]
    go_on(1)
    token = telephones.of("demo-head-201")[0].rpartition("/a/")[2]
    call = store.call_by_token(token_hash(token))
    assert call is not None
    with store.begin() as tx:
        said = Said(read=Read(standing=Standing.HELP, headcount=12), source=Source.LINK, at=minutes(1.2))
        take_answer(tx, respondent_of(call), said)
    third = next(each for each in store.placed_calls("w1") if each.place == THREE)
    with store.begin() as tx:
        said = Said(read=Read(standing=Standing.SAFE), source=Source.CONSOLE, at=minutes(1.3), by="li")
        take_answer(tx, respondent_of(third), said)
    for at in (1.5, 2, 3, 5, 7, 10):
        go_on(at)

    roll = store.rollcall("w1")
    assert roll is not None
    board = roll_json(roll, now=minutes(10))
    states = {place["id"]: (place["state"], place["standing"], place["headcount"]) for place in board["places"]}
    assert states[ONE] == ("answered", "moving", 53)
    assert states[TWO] == ("answered", "help", 12)
    assert states[THREE] == ("answered", "safe", None)
    assert states[FOUR] == ("dark", None, None)
    assert (board["people"]["moving"], board["people"]["help"]) == (53, 12)
    # The fourth: its deputy was called, the township was told, a neighbour was asked to knock, somebody is sent.
    assert telephones.of("demo-deputy-203")
    assert any("堤下村" in body and "督促" in body for body in telephones.of("demo-town-100"))
    assert any("敲门" in body for body in telephones.of("demo-head-202"))
    fourth = roll.place(FOUR)
    assert fourth is not None
    assert fourth.task
    assert FOUR in {incident.target for incident in store.incidents(is_open=True)}
    # Who had answered was left in peace; who was not called is kept and shown.
    assert len([body for body in telephones.of("demo-head-200") if "敲门" not in body and "请立即回复" in body]) == 1
    assert [answer.address for answer in store.answers(rollcall="")] == ["+8613900001234"]
    kinds = {row.entry.kind for row in store.journal(limit=1000)}
    assert {"rollcall", "answer", "delivery", "incident", "task"} <= kinds
