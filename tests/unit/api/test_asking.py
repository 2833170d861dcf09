from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from api.asking import Asking
from api.idempotency import Answers
from api.problem import ApiError
from api.schema.incident import CommentBody
from incidents.board import Act, act_by_person
from incidents.lifecycle import Move
from incidents.public import incident_json

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
