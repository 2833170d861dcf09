from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from api.asking import PAUSES, Asking
from api.idempotency import Answers
from api.problem import ApiError
from api.schema.incident import CommentBody
from incidents.board import Act, act_by_person
from incidents.lifecycle import Move
from incidents.public import incident_json
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from tests.unit.api.world import World


def an_asking(world: World, *, key: str | None = None) -> Asking:
    return Asking(parts=world.app.state.parts, actor="wang", place="POST /x", key=key, answers=Answers())


def comment_on(incident_id: str):
    def act(transaction, now):
        asked = Act(move=Move.COMMENTED, actor="wang", text="seen")
        return incident_json(act_by_person(transaction, incident_id, asked, now=now))

    return act


def test_an_act_is_one_transaction_and_its_answer_json(world: World):
    incident = world.raised()
    answer = an_asking(world).once(None, comment_on(incident.id), status=201)
    assert isinstance(answer, Response)
    assert answer.status_code == 201
    assert world.store.incidents()[0].remarks[0].text == "seen"


def test_a_failing_act_leaves_nothing_behind(world: World):
    incident = world.raised()

    def act(transaction, now):
        comment_on(incident.id)(transaction, now)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        an_asking(world).once(None, act)
    assert world.store.incidents()[0].remarks == ()


def test_the_same_key_with_another_body_is_refused(world: World):
    incident = world.raised()
    asking = an_asking(world, key="k")
    asking.once(CommentBody(text="a"), comment_on(incident.id))
    with pytest.raises(ApiError, match="used for another request"):
        asking.once(CommentBody(text="b"), comment_on(incident.id))


class AwayError(FenghuoError):
    retryable = True


def failing(incident_id: str, *, times: int, error: Exception):
    tried: list[object] = []

    def act(transaction, now):
        shown = comment_on(incident_id)(transaction, now)
        tried.append(shown)
        if len(tried) <= times:
            raise error
        return shown

    return act, tried


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr("api.asking.sleep", found.append)
    return found


def test_an_act_that_met_a_deadlock_is_tried_again(world: World, pauses: list[float]):
    act, _ = failing(world.raised().id, times=3, error=AwayError("deadlock detected"))
    assert an_asking(world).once(None, act).status_code == 200
    assert len(world.store.incidents()[0].remarks) == 1
    assert pauses == list(PAUSES)


def test_an_act_that_fails_on_and_on_is_given_up(world: World, pauses: list[float]):
    act, tried = failing(world.raised().id, times=9, error=AwayError("deadlock detected"))
    with pytest.raises(AwayError):
        an_asking(world).once(None, act)
    assert (len(tried), len(pauses)) == (4, 3)
    assert world.store.incidents()[0].remarks == ()


def test_what_another_try_does_not_mend_is_not_tried_again(world: World, pauses: list[float]):
    act, tried = failing(world.raised().id, times=9, error=FenghuoError("no"))
    with pytest.raises(FenghuoError, match="no"):
        an_asking(world).once(None, act)
    assert (len(tried), pauses) == (1, [])


def test_a_commit_whose_end_is_unknown_is_not_repeated(world: World, pauses: list[float], monkeypatch):
    act, tried = failing(world.raised().id, times=0, error=AwayError())
    begin = world.store.begin

    @contextmanager
    def cut_off():
        with begin() as transaction:
            yield transaction
        raise AwayError("connection lost")

    monkeypatch.setattr(world.store, "begin", cut_off)
    with pytest.raises(AwayError):
        an_asking(world).once(None, act)
    assert (len(tried), pauses) == (1, [])
